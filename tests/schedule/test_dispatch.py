"""Due sources take turns: so many at once, and none twice before all had theirs."""

from __future__ import annotations

from typing import Any

from tests.desk.daemons import runs
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.fleet import write_sources

SOURCES = 6


def asked(desk: Desk) -> list[tuple[float, float, str]]:
    """Begin, end and mirror of every listing that was asked for, in order."""
    return sorted((row["t"], row["end"], row["mirror"]) for row in desk.room.log_rows() if row["kind"] == "feed")


def most_at_once(spans: list[tuple[float, float, str]]) -> int:
    return max(sum(begin <= moment < end for begin, end, _ in spans) for moment, _, _ in spans)


def test_no_more_sources_are_crawled_at_once_than_the_settings_allow(open_room: OpenRoom, start_daemon: Any) -> None:
    faults = [f"m{number}:slow:0.3@feed" for number in range(1, SOURCES + 1)]
    desk = open_room(articles=1, mirrors=SOURCES, faults=faults)
    write_sources(desk, SOURCES, "1s", settings="[runs]\nconcurrency = 2\n")
    start_daemon(desk)
    wait_until(lambda: runs(desk) >= 3 * SOURCES, "every source had about three turns")
    spans = asked(desk)
    assert most_at_once(spans) == 2
    first = [mirror for _, _, mirror in spans[:SOURCES]]
    assert sorted(first) == [f"m{number}" for number in range(1, SOURCES + 1)], "none twice before all had their turn"
    turns = [sum(mirror == f"m{number}" for _, _, mirror in spans) for number in range(1, SOURCES + 1)]
    assert max(turns) - min(turns) <= 2, "some have had their next turn when we look"
