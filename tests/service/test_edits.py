"""Twenty edits of source files while the daemon runs, half of them bad: the good ones act, the bad ones are named."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.fleet import source_file, source_toml, write_sources

HOUR, DAY = 3600, 86400

GOOD = 5.0
"""Seconds within which a good edit acts."""

BAD: dict[str, tuple[Callable[[str], str], str]] = {
    "no TOML": (lambda text: text + "this is = = no toml\n", "s01.toml"),
    "an unknown key": (lambda text: text + "evry = '1m'\n", "evry"),
    "no name": (lambda text: text.replace('name = "Source s01"\n', ""), "name"),
    "no mirror": (lambda text: text.replace("mirrors = [", "mirrors = []\nx = ["), "mirrors"),
    "a mirror that is no origin": (lambda text: text.replace("http://127", "htp:/127"), "mirrors"),
    "no span of time": (lambda text: text.replace('every = "1s"', 'every = "soon"'), "every"),
    "a number for a text": (lambda text: text.replace('language = "en"', "language = 7"), "language"),
    "no time zone": (lambda text: text + 'timezone = "Mars/Olympus"\n', "timezone"),
    "two schedules": (lambda text: text + 'cron = "* * * * *"\n', "cron"),
    "a template without identity": (lambda text: text.replace("{id}/", ""), "articles"),
}
"""What is wrong → the edit, and what has to stand in the sentence about it."""


def status(desk: Desk) -> dict[str, Any]:
    rows = json.loads(desk.run("next", "--json").stdout)["sources"]
    return {row["source"]: row for row in rows}


def crawled(desk: Desk, source: str) -> int:
    return int(desk.ask(f"select count(*) from runs where source = '{source}' and ended is not null")[0][0])


def acts(condition: Callable[[], bool], description: str) -> None:
    """A good edit acts in time."""
    began = time.monotonic()
    wait_until(condition, description, GOOD)
    assert time.monotonic() - began <= GOOD


@pytest.mark.slow
def test_good_edits_act_within_seconds_and_bad_ones_are_named_and_left_aside(
    open_room: OpenRoom, start_daemon: Any
) -> None:
    desk = open_room(articles=3, mirrors=4)
    write_sources(desk, 2, "1s")
    daemon = start_daemon(desk)
    wait_until(lambda: crawled(desk, "s00") > 0 and crawled(desk, "s01") > 0, "both sources were crawled")
    bad = iter(BAD.values())
    for good in (_add, _slow_down, _remove, _disable, _enable, _by_clock, _rename, _another_mirror, _settings, _hasten):
        good(desk, daemon)
        _bad_edit(desk, daemon, *next(bad))
    assert desk.ask("select count(*) from runs where outcome = 'failed'") == [(0,)]
    assert daemon.stop() == 0


def _bad_edit(desk: Desk, daemon: Any, edit: Callable[[str], str], word: str) -> None:
    """The old configuration goes on, and log and doctor say what is wrong where, until it is mended."""
    file = source_file(desk, "s01")
    good = file.read_text()
    told = _told(daemon)
    file.write_text(edit(good))
    wait_until(lambda: len(_told(daemon)) > len(told), f"the mistake is told: {word}", GOOD)
    assert word in _told(daemon)[-1], _told(daemon)[-1]
    findings = json.loads(desk.run("doctor", "--json", code=1).stdout)
    assert any(word in finding["says"] for finding in findings), findings
    before = crawled(desk, "s00")
    wait_until(lambda: crawled(desk, "s00") > before, "the old configuration goes on")
    taken = _taken(daemon)
    file.write_text(good)
    wait_until(lambda: _taken(daemon) > taken, "the mended one is taken over", GOOD)
    assert not (desk.state / "config-problems.json").exists()


def _told(daemon: Any) -> list[str]:
    return [row["says"] for row in daemon.rows() if "is not taken over" in row["says"]]


def _taken(daemon: Any) -> int:
    return sum("the configuration was taken over" in row["says"] for row in daemon.rows())


def _add(desk: Desk, daemon: Any) -> None:
    source_file(desk, "s02").write_text(source_toml("s02", desk.room.origins[2:3], "1s"))
    acts(lambda: crawled(desk, "s02") > 0, "the added source is crawled")


def _slow_down(desk: Desk, daemon: Any) -> None:
    _write(desk, "s02", every="2h")
    acts(lambda: _wait(desk, "s02") >= 7200, "the daemon waits for longer")


def _remove(desk: Desk, daemon: Any) -> None:
    taken = _taken(daemon)
    source_file(desk, "s02").unlink()
    acts(lambda: _taken(daemon) > taken, "the removal is taken over")
    assert "s02" not in status(desk)


def _wait(desk: Desk, source: str) -> float:
    """Seconds from a source's last run to the next one that the daemon has in mind."""
    row = status(desk)[source]
    return float((row["next"] or 0) - (row["last"] or 0))


def _disable(desk: Desk, daemon: Any) -> None:
    taken = _taken(daemon)
    file = source_file(desk, "s01")
    file.write_text(file.read_text() + "enabled = false\n")
    acts(lambda: _taken(daemon) > taken, "the change is taken over")
    acts(lambda: status(desk)["s01"]["state"] == "disabled", "the run that was under way has ended")
    disabled, others = crawled(desk, "s01"), crawled(desk, "s00")
    wait_until(lambda: crawled(desk, "s00") >= others + 2, "the other source is crawled")
    assert crawled(desk, "s01") == disabled


def _enable(desk: Desk, daemon: Any) -> None:
    before = crawled(desk, "s01")
    _write(desk, "s01")
    acts(lambda: crawled(desk, "s01") > before, "it is crawled again")


def _by_clock(desk: Desk, daemon: Any) -> None:
    file = source_file(desk, "s01")
    file.write_text(file.read_text().replace('every = "1s"', 'cron = "0 5 * * *"'))
    acts(lambda: 5 * HOUR <= (status(desk)["s01"]["next"] or 0) % DAY <= 5 * HOUR + 30, "the clock decides")
    before = crawled(desk, "s01")
    _write(desk, "s01")
    acts(lambda: crawled(desk, "s01") > before, "and no more")


def _rename(desk: Desk, daemon: Any) -> None:
    taken = _taken(daemon)
    file = source_file(desk, "s01")
    file.write_text(file.read_text().replace('language = "en"', 'language = "fr"'))
    acts(lambda: _taken(daemon) > taken, "the change is taken over")
    _write(desk, "s01")
    acts(lambda: _taken(daemon) > taken + 1, "and taken back")


def _another_mirror(desk: Desk, daemon: Any) -> None:
    source_file(desk, "s00").write_text(source_toml("s00", [desk.room.origins[0], desk.room.origins[3]], "1s"))
    asked = f"select count(*) from run_mirrors where mirror = '{desk.room.origins[3]}'"
    acts(lambda: desk.ask(asked)[0][0] > 0, "the added mirror is asked")


def _settings(desk: Desk, daemon: Any) -> None:
    taken = _taken(daemon)
    file: Path = desk.config / "mirrorfold.toml"
    file.write_text(file.read_text() + "[runs]\ntime_limit = 60.0\n")
    acts(lambda: _taken(daemon) > taken, "settings are taken over")


def _hasten(desk: Desk, daemon: Any) -> None:
    _write(desk, "s01", every="1h")
    acts(lambda: _wait(desk, "s01") >= HOUR, "slower")
    before = crawled(desk, "s01")
    _write(desk, "s01")
    acts(lambda: crawled(desk, "s01") > before, "it is crawled at once")


def _write(desk: Desk, name: str, every: str = "1s") -> None:
    place = int(name[1:])
    source_file(desk, name).write_text(source_toml(name, desk.room.origins[place : place + 1], every))
