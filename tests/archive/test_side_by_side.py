"""Several writers of one archive: those of different sources work side by side, and who changes stories works alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier, Event
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, select, text, update

from crawler.archive.database.server_clock import ServerClock
from crawler.archive.database.store import Archive
from crawler.archive.runs.record_runs import begin_run, check_fence
from crawler.archive.runs.schedule_history import load_past, set_paused
from crawler.archive.tables.articles import articles, runs, sources
from crawler.archive.texts.boilerplate import AllMasks, LineChange, add_changes, load_all_masks
from crawler.canonical.mask import LineStanding
from crawler.model.errors import ArchiveUnavailable, LeaseLost
from tests.archive.conftest import empty_archive
from tests.desk.desk import wait_until
from tests.desk.fetched_pages import NOW

WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
HERALD, COURIER = "herald", "courier"
DAY = 86_400


@pytest.fixture
def server(made_database: str) -> Iterator[Archive]:
    with closing(Archive.open(made_database)) as opened:
        opened.call(empty_archive)
        yield opened


@pytest.fixture
def other(made_database: str, server: Archive) -> Iterator[Archive]:
    """The same archive, as another process has it."""
    with closing(Archive.open(made_database)) as opened:
        yield opened


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as opened:
        yield opened


def waits(archive: Archive) -> bool:
    return bool(archive.read(lambda c: c.execute(text(WAITING)).scalar_one()))


def begin_and_meet(connection: Connection, source: str, meeting: Barrier) -> int:
    run = begin_run(connection, source, NOW)
    meeting.wait(30)  # the other one is in its transaction too
    return run


def hold(connection: Connection, begun: Event, go_on: Event) -> None:
    connection.execute(update(articles).values(story=articles.c.id))
    begun.set()
    assert go_on.wait(30)


def test_writers_of_two_sources_are_in_their_transactions_at_once(
    server: Archive, other: Archive, threads: ThreadPoolExecutor
) -> None:
    meeting = Barrier(2)
    one = threads.submit(server.call_for, HERALD, begin_and_meet, HERALD, meeting)
    two = threads.submit(other.call_for, COURIER, begin_and_meet, COURIER, meeting)
    assert {one.result(), two.result()} == {1, 2}


@pytest.mark.parametrize("held_by", ["stories", "source"])
def test_who_changes_stories_works_alone(
    server: Archive, other: Archive, threads: ThreadPoolExecutor, held_by: str
) -> None:
    begun, go_on = Event(), Event()
    first: Callable[..., Any] = server.call if held_by == "stories" else lambda *args: server.call_for(HERALD, *args)
    one = threads.submit(first, hold, begun, go_on)
    assert begun.wait(30)
    if held_by == "stories":
        two = threads.submit(other.call_for, COURIER, set_paused, COURIER, True)
    else:
        two = threads.submit(other.call, set_paused, COURIER, True)
    wait_until(lambda: waits(server), "the second one waits")
    assert not two.done()
    assert not server.read(load_past, COURIER).paused, "a reader waits for nobody"
    go_on.set()
    one.result()
    two.result()
    assert server.read(load_past, COURIER).paused


def test_writers_of_one_source_take_turns_and_who_came_first_is_fenced(
    server: Archive, other: Archive, threads: ThreadPoolExecutor
) -> None:
    tries = [threads.submit(each.call_for, HERALD, begin_run, HERALD, NOW) for each in (server, other) * 4]
    begun = sorted(each.result() for each in tries)
    assert len(set(begun)) == 8
    with pytest.raises(LeaseLost):
        server.call_for(HERALD, check_fence, HERALD, begun[-2])
    server.call_for(HERALD, check_fence, HERALD, begun[-1])
    still_open = server.read(lambda c: list(c.execute(select(runs.c.id).where(runs.c.ended.is_(None))).scalars()))
    assert still_open == begun[-1:]


def test_writers_of_several_sources_in_any_order_never_wait_for_each_other_in_a_circle(
    server: Archive, other: Archive, threads: ThreadPoolExecutor
) -> None:
    def touch(connection: Connection, names: tuple[str, ...]) -> None:
        for name in names:
            set_paused(connection, name, True)

    names = ("a", "b", "c", "d")
    server.call(touch, names)
    writers = [
        threads.submit(each.call_for, order, touch, names)
        for _ in range(20)
        for each, order in ((server, names), (other, names[::-1]))
    ]
    writers += [threads.submit(each.call, touch, names[::-1]) for each in (server, other) * 5]
    for writer in writers:
        writer.result()
    assert (server.retried, other.retried) == (0, 0)


def test_a_transaction_that_gave_way_to_another_is_made_again_whole(
    server: Archive, other: Archive, threads: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    """Two that wait for rows of each other: the server ends one of them."""
    server.call(lambda c: [set_paused(c, name, False) for name in "ab"])
    meeting, met = Barrier(2), set()

    def add(connection: Connection, first: str, then: str) -> None:
        for name in (first, then):
            connection.execute(update(sources).where(sources.c.source == name).values(merged=sources.c.merged + 1))
            if first not in met:
                met.add(first)
                meeting.wait(30)

    one = threads.submit(server.call_for, "one", add, "a", "b")
    two = threads.submit(other.call_for, "two", add, "b", "a")
    one.result()
    two.result()
    assert [server.read(load_past, name).merged for name in "ab"] == [2, 2], "each counted once"
    assert server.retried + other.retried == 1
    assert "is tried again" in caplog.text


def test_what_gives_way_over_and_over_is_told(server: Archive) -> None:
    tries = []

    def give_way(connection: Connection) -> None:
        tries.append(connection.execute(text("select 1")).scalar_one())
        connection.execute(text("do $$ begin raise exception 'too bad' using errcode = '40001'; end $$"))

    with pytest.raises(ArchiveUnavailable, match="too bad"):
        server.call(give_way)
    assert len(tries) == 5


def test_changes_of_masks_are_seen_in_their_order(server: Archive, other: Archive, threads: ThreadPoolExecutor) -> None:
    """The mask of a source that is written slowly is not missed by who knows a later one."""
    begun, go_on = Event(), Event()
    change = LineChange("read more", LineStanding.BOILERPLATE, "seen")

    def add_slowly(connection: Connection) -> None:
        add_changes(connection, HERALD, [change], NOW)
        begun.set()
        assert go_on.wait(30)

    one = threads.submit(server.call_for, HERALD, add_slowly)
    assert begun.wait(30)
    two = threads.submit(other.call_for, COURIER, add_changes, COURIER, [change], NOW)
    wait_until(lambda: waits(server), "the second one waits for its number")
    known = server.read(load_all_masks, AllMasks())
    go_on.set()
    one.result()
    two.result()
    known = server.read(load_all_masks, known)
    assert [known.masks.of(source).newest.version for source in (HERALD, COURIER)] == [1, 1]


def test_the_clock_is_the_servers_whatever_the_machines_says(made_database: str, server: Archive) -> None:
    with psycopg.connect(made_database) as connection:
        row = connection.execute("select extract(epoch from clock_timestamp())").fetchone()
    assert row is not None
    assert server.clock() == pytest.approx(float(row[0]), abs=2)


def test_a_clock_is_asked_for_again_when_it_is_old_or_the_machine_slept() -> None:
    machine = {"monotonic": 100.0, "wall": 5_005.0}
    clock = ServerClock(lambda: machine["monotonic"], lambda: machine["wall"])
    assert clock.is_due()
    clock.ask(lambda: 5_000.0)
    assert (clock(), clock.is_due()) == (5_000.0, False)
    machine["wall"] += DAY
    assert (clock(), clock.is_due()) == (5_000.0, True), "somebody moved it, or the machine slept"
    clock.ask(lambda: 5_000.0)
    machine["monotonic"] += 61
    machine["wall"] += 61
    assert (clock(), clock.is_due()) == (5_061.0, True)
