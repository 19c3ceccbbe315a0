"""A source without news is told by the daemon, once, and when that is over."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from crawler.archive.database.store import Archive
from scheduler.watching import silence
from scheduler.watching.silence import Silence, find_silent, load_rhythms, tell_changes

HOUR, DAY = 3600, 86_400
NOW = 1_800_000_000
DATA = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive.throwaway(tmp_path)
    yield opened
    opened.close()


def publish(archive: Archive, source: str, moments: list[int]) -> None:
    rows = [{"source": source, "key": f"/{moment}-{place}", "at": moment} for place, moment in enumerate(moments)]
    insert = text(
        "insert into articles (source, key, first_seen, revision_id, story, part, alternate) "
        "values (:source, :key, :at, 1, 1, 0, false)"
    )
    archive.call(lambda connection: connection.execute(insert, rows))


def configured(*named: tuple[str, int | None], enabled: bool = True) -> Any:
    return SimpleNamespace(sources=[SimpleNamespace(id=name, fresh=fresh, enabled=enabled) for name, fresh in named])


def test_a_source_is_silent_when_it_is_so_for_twice_its_longest_gap(archive: Archive) -> None:
    publish(archive, "daily", list(range(NOW - 20 * DAY, NOW, DAY)))
    last = NOW - DAY
    for later, silent in ((DAY, False), (2 * DAY, False), (2 * DAY + HOUR, True)):
        found = archive.read(find_silent, configured(("daily", None)), last + later)
        assert bool(found) is silent, later
    assert str(found[0]).startswith("no new article from daily in 2d 1h")


def test_a_limit_of_its_own_stands_above_the_rhythm(archive: Archive) -> None:
    publish(archive, "daily", list(range(NOW - 20 * DAY, NOW, DAY)))
    found = archive.read(find_silent, configured(("daily", HOUR)), NOW + HOUR)
    assert found == [Silence("daily", DAY + HOUR, HOUR, is_own=False)]
    assert archive.read(find_silent, configured(("daily", 30 * DAY)), NOW + 10 * DAY) == []


def test_of_a_source_that_is_new_nothing_is_expected(archive: Archive) -> None:
    publish(archive, "young", list(range(NOW - 3 * DAY, NOW, HOUR)))
    publish(archive, "rare", [NOW - 60 * DAY, NOW - 30 * DAY, NOW - 20 * DAY])
    assert archive.read(find_silent, configured(("young", None), ("rare", None), ("none", None)), NOW + 9 * DAY) == []


def test_sources_that_are_not_crawled_may_be_silent(archive: Archive) -> None:
    publish(archive, "daily", list(range(NOW - 20 * DAY, NOW, DAY)))
    assert archive.read(find_silent, configured(("daily", None), enabled=False), NOW + 9 * DAY) == []
    paused = text("insert into sources (source, paused, merged) values ('daily', true, 0)")
    archive.call(lambda connection: connection.execute(paused))
    assert archive.read(find_silent, configured(("daily", None)), NOW + 9 * DAY) == []


def test_it_is_told_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, silence.__name__)
    quiet = [Silence("daily", 3 * DAY, 2 * DAY, is_own=True)]
    told = tell_changes(quiet, set())
    told = tell_changes(quiet, told)
    told = tell_changes([], told)
    tell_changes([], told)
    assert [record.message.partition(" (")[0] for record in caplog.records] == [
        "no new article from daily in 3d",
        "daily has news again",
    ]


def test_a_newswires_own_pauses_are_no_silence(archive: Archive) -> None:
    """Fourteen streams of Reuters-21578, watched from one article to the next."""
    if not (DATA / "rhythm").exists():
        pytest.skip(f"no {DATA / 'rhythm'}: set MIRRORFOLD_SHARED_DATA")
    streams: dict[str, list[int]] = json.loads((DATA / "rhythm" / "arrivals.json").read_text())
    looked, false_alarms = 0, []
    for name, moments in streams.items():
        arrivals = sorted(set(moments))
        for place in range(20, len(arrivals) - 1, max(1, len(arrivals) // 5)):
            archive.call(lambda connection: connection.execute(text("delete from articles")))
            publish(archive, name, arrivals[: place + 1])
            just_before = arrivals[place + 1] - 1
            looked += 1
            false_alarms += archive.read(find_silent, configured((name, None)), just_before)
    assert looked > 50
    assert false_alarms == []


def test_a_rhythm_is_that_of_the_last_four_weeks(archive: Archive) -> None:
    old, late = list(range(NOW - 90 * DAY, NOW - 60 * DAY, 5 * DAY)), list(range(NOW - 27 * DAY, NOW, 6 * HOUR))
    publish(archive, "faster", old + late)
    (rhythm,) = archive.read(lambda connection: list(load_rhythms(connection, NOW)))
    assert (rhythm.longest, rhythm.number) == (6 * HOUR, len(late))
