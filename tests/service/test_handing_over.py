"""Alarms are handed to a command: as JSON, once it took them no more, and a failing one is given up."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from crawler.archive.disputes.alarms import DIVERGENT, MOST_TRIES, NewAlarm, load_undelivered_alarms, raise_alarm
from crawler.settings.sections import Alarms
from scheduler.service.hand_over_alarms import hand_over
from tests.desk.fetched_pages import M2, NOW, open_archive

TAKE = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n')"


def test_an_alarm_is_taken_once_and_stands_on_standard_input(tmp_path: Path) -> None:
    archive, taken = open_archive(tmp_path), tmp_path / "taken"
    alarm = NewAlarm("herald", None, M2, DIVERGENT, "1:aa", {"said": "four is five", "since": NOW})
    assert archive.call(raise_alarm, alarm, NOW, 7)
    assert not archive.call(raise_alarm, alarm, NOW, 8), "each once"
    settings = Alarms(command=(sys.executable, "-c", TAKE, str(taken)))
    assert [asyncio.run(hand_over(archive, settings)) for _ in range(2)] == [1, 0]
    (told,) = map(json.loads, taken.read_text().splitlines())
    assert (told["mirror"], told["kind"], told["evidence"]["said"]) == (M2, "divergent", "four is five")
    archive.close()


@pytest.mark.parametrize(
    ("command", "trouble"),
    [
        (("/nowhere/at-all",), "cannot be started"),
        ((sys.executable, "-c", "raise SystemExit('no line')"), "ended with 1: no line"),
        ((sys.executable, "-c", "import time; time.sleep(60)"), "longer than"),
    ],
)
def test_a_command_that_fails_is_told_and_given_up(
    command: tuple[str, ...], trouble: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    archive = open_archive(tmp_path)
    archive.call(raise_alarm, NewAlarm("herald", None, M2, DIVERGENT, "1:aa", {}), NOW, 7)
    for _ in range(MOST_TRIES):
        assert asyncio.run(hand_over(archive, Alarms(command=command, timeout=1.0))) == 0
    assert archive.read(load_undelivered_alarms) == []
    assert caplog.text.count(trouble) == MOST_TRIES
    assert "run 7 of herald" in caplog.text
    archive.close()
