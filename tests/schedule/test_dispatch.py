"""Due sources take turns: so many at once, and none twice before all had theirs."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scheduler.schedule.dispatch import Places
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


def test_a_changed_number_of_sources_at_once_acts_on_those_that_wait() -> None:
    async def crawl() -> list[int]:
        places, under_way, seen = Places(1), 0, []
        release = asyncio.Event()

        async def take() -> None:
            nonlocal under_way
            async with places:
                under_way += 1
                try:
                    await release.wait()
                finally:
                    under_way -= 1

        tasks = [asyncio.create_task(take()) for _ in range(5)]
        for number in (None, 3, 2):
            if number is not None:
                places.change(number)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            seen.append(under_way)
        tasks[4].cancel()  # one that waits gives up
        tasks[0].cancel()  # one that has its turn does too: the next but one has to wait for another
        await asyncio.gather(tasks[4], tasks[0], return_exceptions=True)
        seen.append(under_way)
        release.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return [*seen, under_way]

    assert asyncio.run(crawl())[:3] == [1, 3, 3]


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=12), st.integers(1, 4))
def test_never_more_are_under_way_than_were_ever_allowed_and_none_is_forgotten(
    changes: list[tuple[int, bool]], first: int
) -> None:
    async def crawl() -> None:
        places, under_way, largest = Places(first), 0, first

        async def take() -> None:
            nonlocal under_way
            async with places:
                under_way += 1
                assert under_way <= largest
                try:
                    await asyncio.sleep(0)
                finally:
                    under_way -= 1

        tasks: list[asyncio.Task[None]] = []
        for number, gives_up in changes:
            tasks.append(asyncio.create_task(take()))
            largest = max(largest, number)
            places.change(number)
            await asyncio.sleep(0)
            if gives_up:
                tasks[0].cancel()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
        async with places:
            assert under_way == 0

    asyncio.run(crawl())
