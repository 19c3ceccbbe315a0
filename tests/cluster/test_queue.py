"""What the queue hands out: each source's run once, and again when its worker gives no sign of life."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing

import psycopg
import pytest

from crawler.archive.database.store import Archive
from scheduler.cluster.installation_report import SCHEMA
from scheduler.cluster.procrastinate_queue import RunQueue
from tests.desk.desk import wait_until


@asynccontextmanager
async def working(
    queue: RunQueue, done: list[tuple[str, bool]], places: int = 2, crawling: Callable[[], None] = lambda: None
) -> AsyncIterator[None]:
    """Let this process do what the queue hands out, for as long as the body runs."""

    async def crawl(source: str, every_mirror: bool) -> None:
        crawling()
        done.append((source, every_mirror))

    work = asyncio.create_task(queue.work(crawl, places))
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def empty(queue: RunQueue) -> None:
    async with asyncio.timeout(30):
        while await queue.load_outstanding():  # noqa: ASYNC110 - the server is asked
            await asyncio.sleep(0.02)


def let_worker_die(database: str, source: str) -> None:
    """Let a worker have taken a source's run up and given no sign of life for a minute."""
    with closing(psycopg.connect(database, options=f"-csearch_path={SCHEMA}", autocommit=True)) as server:
        dead = "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
        worker = server.execute(dead).fetchone()
        assert worker is not None
        taken = "update procrastinate_jobs set status = 'doing', worker_id = %s where args->>'source' = %s"
        assert server.execute(taken, [worker[0], source]).rowcount == 1


@pytest.fixture
def url(archive: Archive, database: str) -> str:
    """The URL of a database that has an archive's tables."""
    return database


def test_a_source_that_is_put_in_twice_is_crawled_once_and_those_asked_for_come_first(url: str) -> None:
    done: list[tuple[str, bool]] = []

    async def story() -> None:
        async with RunQueue(url).opened() as queue:
            await queue.enqueue("due")
            await queue.enqueue("due")
            await queue.enqueue("asked for", every_mirror=True, priority=1)
            assert await queue.load_outstanding() == {"due", "asked for"}
            async with working(queue, done, places=1):
                await empty(queue)

    asyncio.run(story())
    assert done == [("asked for", True), ("due", False)]


def test_what_a_dead_worker_had_taken_up_is_handed_out_again(url: str) -> None:
    done: list[tuple[str, bool]] = []

    async def story() -> list[str]:
        async with RunQueue(url).opened() as queue:
            await queue.enqueue("a")
            let_worker_die(url, "a")
            async with working(queue, done):
                again = await queue.hand_out_again()
                await empty(queue)
            return again

    assert asyncio.run(story()) == ["a"]
    assert done == [("a", False)]


def test_a_run_that_waits_already_stands_for_the_one_that_a_dead_worker_had(url: str) -> None:
    done: list[tuple[str, bool]] = []

    async def story() -> None:
        async with RunQueue(url).opened() as queue:
            await queue.enqueue("a")
            let_worker_die(url, "a")
            await queue.enqueue("a")
            assert await queue.hand_out_again() == ["a"]
            assert await queue.hand_out_again() == []
            async with working(queue, done):
                await empty(queue)

    asyncio.run(story())
    assert done == [("a", False)]


def test_a_run_of_which_the_server_did_not_hear_that_it_ended_is_not_under_way_for_good(url: str) -> None:
    """The connection that was to say so is cut, and nothing else happens to the worker."""
    done: list[tuple[str, bool]] = []

    async def story() -> None:
        async with RunQueue(url).opened() as queue:
            await queue.enqueue("a")
            with closing(psycopg.connect(url, options=f"-csearch_path={SCHEMA}")) as server:
                async with working(queue, done, crawling=lambda: hold_jobs(server)):
                    await asyncio.to_thread(cut_off_the_waiting, url)
                    server.rollback()
                    await empty(queue)

    asyncio.run(story())
    assert done == [("a", False)]


def hold_jobs(server: psycopg.Connection) -> None:
    """Keep everybody else from writing to the jobs that stand in the queue."""
    server.execute("select id from procrastinate_jobs for update")


def cut_off_the_waiting(url: str) -> None:
    """Cut off the first connection that waits for a lock."""
    cut = "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'"
    with closing(psycopg.connect(url, autocommit=True)) as other:
        wait_until(lambda: bool(other.execute(cut).fetchall()), "the end of a run waits to be said")
