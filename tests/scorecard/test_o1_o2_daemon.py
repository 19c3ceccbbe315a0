"""O1: a clock that jumps by days, made up and under a daemon. O2: bad edits, each named and left aside."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.schedule import jobs
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.fleet import source_file, source_toml, write_sources
from tests.schedule.test_schedule import DAY, Crawls, Every, Source, World, gaps, quick
from tests.scorecard.conftest import Score, full_only
from tests.service.test_edits import BAD, GOOD

__all__ = ["quick"]

pytestmark = [pytest.mark.scorecard]

FURTHER: dict[str, tuple[Callable[[str], str], str]] = {
    "an empty file": (lambda text: "", "s01.toml"),
    "half a file": (lambda text: text[: len(text) // 2], "s01.toml"),
    "no text at all": (lambda text: "\0\0\0", "s01.toml"),
    "a key twice": (lambda text: text + 'name = "Other"\n', "s01.toml"),
    "an unclosed template": (lambda text: text.replace("{id}", "{id"), "articles"),
    "a span below nothing": (lambda text: text.replace('every = "1s"', 'every = "-5m"'), "every"),
    "a feed that is no address": (lambda text: text.replace('"/rss.xml"', '"ftp://x/rss.xml"'), "feeds"),
    "a cron that never comes": (lambda text: text.replace('every = "1s"', 'cron = "0 0 31 2"'), "cron"),
    "a switch that is a word": (lambda text: text + 'enabled = "yes"\n', "enabled"),
    "an unknown refusal": (lambda text: text + 'on_refusal = "insist"\n', "on_refusal"),
}
EDITS = BAD | FURTHER


@full_only
@pytest.mark.slow
def test_no_bad_edit_takes_a_good_configurations_place(open_room: OpenRoom, start_daemon: Any, score: Score) -> None:
    desk = open_room(articles=3, mirrors=2)
    write_sources(desk, 2, "1s")
    daemon = start_daemon(desk)
    file = source_file(desk, "s01")
    good, kept = file.read_text(), 0
    crawled = "select count(*) from runs where source = 's01' and ended is not null"
    for name, (edit, word) in EDITS.items():
        told = len(_said(daemon, "is not taken over"))
        taken = len(_said(daemon, "was taken over"))
        file.write_text(edit(good))
        wait_until(lambda n=told: len(_said(daemon, "is not taken over")) > n, f"{name} is told", GOOD)
        runs = desk.ask(crawled)[0][0]
        wait_until(lambda n=runs: desk.ask(crawled)[0][0] > n, "the old configuration goes on", 20)
        kept += word in _said(daemon, "is not taken over")[-1]
        file.write_text(good)
        wait_until(lambda n=taken: len(_said(daemon, "was taken over")) > n, "the good one is taken over again", GOOD)
    score("O2", "bad edits named, with the old configuration going on", kept, len(EDITS), "all")
    assert kept == len(EDITS)
    assert daemon.stop() == 0


def _said(daemon: Any, words: str) -> list[str]:
    return [row["says"] for row in daemon.rows() if words in row["says"]]


@pytest.mark.slow
def test_a_clock_that_jumps_makes_one_run_more_at_most_and_no_burst(quick: Callable[..., Crawls], score: Score) -> None:
    bursts = negative = 0
    jumps = [2 * DAY, -2 * DAY, 3600, -3600]
    for by in jumps:

        def move(world: World, _: Crawls, by: int = by) -> None:
            world.moved += by

        began = quick(2 * DAY, Source(f"by{by}", Every(600)), at={DAY + 100: move}).began[f"by{by}"]
        early = sum(gap < 600 - jobs.CLOCK_CHECK for gap in gaps(began))
        bursts += max(early - 1, 0)
        negative += sum(gap <= 0 for gap in gaps(began))
    score("O1", "runs beyond one at a moved clock", bursts, len(jumps), "0")
    score("O1", "waits that are not positive", negative, len(jumps), "0")
    assert (bursts, negative) == (0, 0)


class MovedDesk(Desk):
    """A desk whose commands see a wall clock that a file moves."""

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    @property
    def negative_waits(self) -> list[str]:
        file = self.folder / "waits"
        return file.read_text().splitlines() if file.exists() else []

    def command(self, *words: str) -> list[str]:
        program = Path(__file__).with_name("moved_clock.py")
        return [sys.executable, str(program), str(self.clock), str(self.folder / "waits"), *super().command(*words)[1:]]

    def move(self, seconds: int) -> None:
        """Move the clock, at once and whole: a reader never finds half a number."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self.clock)

    def begun(self, source: str) -> int:
        return int(self.ask(f"select count(*) from runs where source = '{source}'")[0][0])


@pytest.mark.slow
def test_a_daemon_whose_clock_is_moved_runs_each_source_once_at_most(
    open_room: OpenRoom, start_daemon: Any, score: Score
) -> None:
    """Real processes and stores. After each move a source that is due every second shows that the schedule goes on."""
    room = open_room(articles=2, mirrors=2)
    desk = MovedDesk(room.room, room.folder)
    desk.move(0)
    write_sources(desk, 2, "1h")
    often = source_file(desk, "s01")
    often.write_text(source_toml("s01", [desk.room.origins[1]], "1s"))
    daemon = start_daemon(desk)
    wait_until(lambda: desk.begun("s00") == 1 and desk.begun("s01") > 1, "both sources ran")
    runs, moves, beyond = 1, (2 * DAY, 0, -2 * DAY, 0, 1800, 0), 0
    for place, moved in enumerate(moves, 1):
        desk.move(moved)
        wait_until(lambda n=place: len(_said(daemon, "the clock was moved")) == n, f"the move to {moved} s is seen")
        seen = desk.begun("s01")
        wait_until(lambda n=seen: desk.begun("s01") > n + 2, "the schedule goes on")
        beyond += max(desk.begun("s00") - runs - 1, 0)
        runs = desk.begun("s00")
    assert daemon.stop() == 0
    negative = desk.negative_waits
    score("O1", "daemon: runs beyond one at a moved clock", beyond, len(moves), "0")
    score("O1", "daemon: waits that are not positive", len(negative), len(moves), "0")
    assert runs >= 3, "two days on, and two days back, the source was due"
    assert (beyond, negative) == (0, [])
