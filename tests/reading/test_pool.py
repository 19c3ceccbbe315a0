"""A page that hurts the parser hurts one task: the pool kills it, says so, and goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path

import pytest

from crawler.extraction.page_values import Hints
from crawler.reading.compress_raw import MAX_BYTES, compress, decompress
from crawler.reading.pool import ExtractionPool, PageCrash, PageTimeout, PoolBroken, PoolStopped
from tests.desk.desk import wait_until
from tests.desk.pool_processes import WORKERS, Readers

LONG = 60
"""Seconds that a task takes which nobody waits for; a busy machine may take some to kill it."""


def busy(marker: Path) -> str:
    """Code that tells by a file that it has begun, and does not end."""
    return f"import time; open({str(marker)!r}, 'w').close(); time.sleep({LONG})"


async def begun(*markers: Path) -> None:
    await asyncio.to_thread(
        wait_until, lambda: all(marker.exists() for marker in markers), description="the tasks to begin"
    )


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def test_a_task_is_answered_from_another_process() -> None:
    async def story() -> int:
        async with ExtractionPool(1, 10) as pool:
            await pool.warm()
            return await pool.run(os.getpid)

    assert asyncio.run(story()) != os.getpid()


def test_a_slow_task_is_killed_and_the_next_one_answered() -> None:
    async def story() -> float:
        async with ExtractionPool(1, 0.5) as pool:
            await pool.warm()
            told = time.monotonic()
            with pytest.raises(PageTimeout, match=r"0\.5 s"):
                await pool.run(time.sleep, LONG)
            assert await pool.run(abs, -1) == 1
            return time.monotonic() - told

    assert asyncio.run(story()) < LONG / 2


def test_a_task_whose_process_dies_or_that_raises_is_a_crash() -> None:
    async def story() -> None:
        async with ExtractionPool(1, 10) as pool:
            with pytest.raises(PageCrash, match="ValueError"):
                await pool.run(int, "x")
            with pytest.raises(PageCrash, match="died"):
                await pool.run(os._exit, 3)
            assert await pool.run(abs, -1) == 1

    asyncio.run(story())


def test_a_task_that_wants_too_much_memory_is_a_crash() -> None:
    async def story() -> None:
        async with ExtractionPool(1, 10) as pool:
            with pytest.raises(PageCrash, match="MemoryError"):
                await pool.run(bytes, 1 << 40)

    asyncio.run(story())


def test_stopping_does_not_wait_for_what_is_under_way(tmp_path: Path) -> None:
    async def story() -> float:
        pool = ExtractionPool(2, 60)
        pool.start()
        markers = [tmp_path / "one", tmp_path / "two"]
        tasks = [asyncio.create_task(pool.run(exec, busy(marker))) for marker in markers]
        await begun(*markers)
        told = time.monotonic()
        await asyncio.to_thread(pool.stop)
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(answer) for answer in answers] == [PoolStopped, PoolStopped]
        return time.monotonic() - told

    assert asyncio.run(story()) < LONG / 2


def test_a_pool_that_breaks_while_nothing_is_read_is_whole_again_before_the_next_page() -> None:
    async def story() -> None:
        async with ExtractionPool(WORKERS, 10) as pool:
            await pool.warm()
            readers = Readers(os.getpid())
            await asyncio.to_thread(wait_until, readers.whole, "all workers are there")
            before = set(readers.workers())
            kill(*before)
            anew = "other workers are there"
            await asyncio.to_thread(wait_until, lambda: readers.whole() and not before & set(readers.workers()), anew)

    asyncio.run(story())


def test_a_cancelled_task_frees_its_worker(tmp_path: Path) -> None:
    async def story() -> None:
        async with ExtractionPool(1, 60) as pool:
            task = asyncio.create_task(pool.run(exec, busy(tmp_path / "one")))
            await begun(tmp_path / "one")
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.wait_for(pool.run(abs, -1), 5) == 1

    asyncio.run(story())


def worker_of(pool: ExtractionPool) -> Awaitable[int]:
    """The process that answers next: of a pool of one worker, that one."""
    return pool.run(os.getpid)


async def soon(condition: Callable[[], bool], description: str) -> None:
    await asyncio.to_thread(wait_until, condition, description=description)


def server() -> int:
    """The process that workers are forked from; only its name in the library is private."""
    return int(forkserver._forkserver._forkserver_pid)  # type: ignore[attr-defined]


def kill(*processes: int) -> None:
    for process in processes:
        with suppress(ProcessLookupError):  # it followed another one
            os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("victims", ["worker", "server", "worker, server", "server, worker"])
def test_processes_killed_idle_are_replaced_and_the_next_task_is_answered(
    victims: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with ExtractionPool(1, 10) as pool:
            for times in range(1, 4):
                worker = await worker_of(pool)
                kill(*({"worker": worker, "server": server()}[victim] for victim in victims.split(", ")))
                await soon(lambda worker=worker: not lives(worker), "the worker to be gone")
                assert await asyncio.wait_for(asyncio.gather(*[pool.run(abs, -one) for one in range(50)]), 10) == [
                    *range(50)
                ]
                assert pool.replaced <= times
            assert pool.replaced >= 1
            assert sum("new ones are started" in row.message for row in caplog.records) == pool.replaced

    asyncio.run(story())


@pytest.mark.parametrize("victim", ["worker", "server"])
def test_what_waits_in_a_pool_whose_processes_are_killed_is_answered_and_blamed_for_nothing(
    victim: str, tmp_path: Path
) -> None:
    async def story() -> None:
        async with ExtractionPool(1, 60) as pool:
            worker = await worker_of(pool)
            once = f"""
import pathlib, time
if not pathlib.Path({str(tmp_path / "one")!r}).exists():
    pathlib.Path({str(tmp_path / "one")!r}).touch()
    time.sleep(60)
"""
            tasks = [asyncio.create_task(pool.run(exec, once)), *(asyncio.create_task(pool.run(abs, 1)) for _ in "123")]
            await begun(tmp_path / "one")
            kill(worker if victim == "worker" else server())
            assert await asyncio.wait_for(asyncio.gather(*tasks), 15) == [None, 1, 1, 1]

    asyncio.run(story())


def test_a_task_whose_process_is_killed_again_and_again_is_a_crash() -> None:
    async def story() -> None:
        async with ExtractionPool(1, 10) as pool:
            with pytest.raises(PageCrash, match="killed 3 times"):
                await pool.run(signal.raise_signal, signal.SIGKILL)
            assert await pool.run(abs, -1) == 1

    asyncio.run(story())


def test_workers_that_take_up_nothing_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.reading.pool.MOST_IDLE_CHECKS", 2)

    async def story() -> None:
        async with ExtractionPool(1, 60) as pool:
            os.kill(await worker_of(pool), signal.SIGSTOP)
            assert await asyncio.wait_for(pool.run(abs, -1), 10) == 1

    asyncio.run(story())


def test_a_frozen_server_of_workers_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with ExtractionPool(1, 60) as pool:
            worker, readers = await worker_of(pool), Readers(os.getpid())
            monkeypatch.setattr("crawler.reading.pool.MOST_STARTING", 5.0)
            for server in readers.server():
                os.kill(server, signal.SIGSTOP)
            os.kill(worker, signal.SIGKILL)
            assert await asyncio.wait_for(pool.run(abs, -1), 60) == 1

    asyncio.run(story())


def test_workers_that_a_killed_one_left_locked_out_are_replaced_soon_and_no_page_is_blamed(tmp_path: Path) -> None:
    """The lock is held as by one that was killed while it answered: whoever has read a page waits, and seems busy."""

    async def story() -> float:
        async with ExtractionPool(1, 30) as pool:
            await pool.warm()
            mutex = pool._pool._pool_manager.worker_manager.workers_channel.mutex
            marker = tmp_path / "begun"
            page = asyncio.create_task(
                pool.run(exec, f"import time; open({str(marker)!r}, 'w').close(); time.sleep(0.5)")
            )
            await begun(marker)
            await asyncio.to_thread(mutex.acquire)
            began = time.monotonic()
            assert await asyncio.wait_for(pool.run(abs, -1), 20) == 1
            await page
            assert pool.replaced == 1
            return time.monotonic() - began

    assert asyncio.run(story()) < 10, "long before the page's own time is over"


def test_a_pool_that_cannot_be_replaced_says_so_and_is_once_it_can(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError("no room for a process")

    async def story() -> None:
        async with ExtractionPool(1, 10) as pool:
            worker = await worker_of(pool)
            with monkeypatch.context() as patched:
                patched.setattr("crawler.reading.pool.ProcessPool", none)
                kill(worker)
                await soon(lambda: not lives(worker), "the worker to be gone")
                answers = await asyncio.gather(*[pool.run(abs, -1) for _ in "123"], return_exceptions=True)
                assert [type(answer) for answer in answers] == [PoolBroken] * 3
                assert sum("no room for a process" in row.message for row in caplog.records) == 1
            assert await pool.run(abs, -1) == 1

    asyncio.run(story())


def test_an_error_that_nobody_knows_is_a_broken_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    def unheard_of(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of the library")

    async def story() -> None:
        async with ExtractionPool(1, 10) as pool:
            with monkeypatch.context() as patched:
                patched.setattr("pebble.ProcessPool.schedule", unheard_of)
                with pytest.raises(PoolBroken, match="ZeroDivisionError: of the library"):
                    await pool.run(abs, -1)
            assert await pool.run(abs, -1) == 1

    asyncio.run(story())


def test_a_pool_that_is_stopped_while_it_is_replaced_is_stopped() -> None:
    async def story() -> None:
        pool = ExtractionPool(1, 10)
        pool.start()
        worker = await worker_of(pool)
        kill(server(), worker)
        await soon(lambda: not lives(worker), "the worker to be gone")
        task = asyncio.create_task(pool.run(abs, -1))
        await asyncio.sleep(0)  # it has asked the pool
        await asyncio.to_thread(pool.stop)
        with pytest.raises(PoolStopped):
            await task
        with pytest.raises(PoolStopped):
            await pool.run(abs, -1)

    asyncio.run(story())


def test_a_pool_that_was_not_started_says_so() -> None:
    with pytest.raises(RuntimeError, match="started"):
        asyncio.run(ExtractionPool(1, 1).run(abs, 1))


PARENT = """
import asyncio, os, time
from crawler.reading.pool import ExtractionPool
async def main():
    async with ExtractionPool(1, 60) as pool:
        print(await pool.run(os.getpid), flush=True)
        await pool.run(sum, range(10**12))
if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the signal of a parent's death is Linux's")
def test_no_worker_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    assert lives(worker)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not lives(worker), description="the worker to end")


def bombs() -> dict[str, bytes]:
    """Pages made to hold a parser: each took over 10 s, all memory, or a crash of something somewhere."""
    return {
        "attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(60_000)) + b">text",
        "paragraphs": b"<html><body>" + b"<p>a" * 200_000,
        "depth": b"<html>" + b"<div>" * 100_000 + b"text",
        "entities": b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><html><p>"
        + b"&b;&#9999999999;" * 50_000,
        "tables": b"<html>" + b"<table><tr><td>" * 5_000 + b"text",
        "one line": b"<html><body><p>" + b"word " * 800_000,
        "nul": b"<html><body>\x00<p>" + b"\x00" * 1_000_000 + b"</p>",
        "svg root": b"<svg><a>" + b"<g>" * 10_000 + b"</svg><html><p>text</p>",
        "deep json": b'<html><script type="application/ld+json">' + b"[" * 500_000 + b"</script><p>text</p>",
        "breaks": b"<html><body><div>" + b"text<br><br>" * 100_000,
        "links": b"<html><body>" + b"<ul><li><a href=/x>y</a></li></ul>" * 30_000,
        "pictures": b"<html><body><div>" + b"<div><img src=x>Photo: x</div>" * 30_000,
    }


@pytest.mark.slow
def test_no_bomb_takes_longer_than_it_may_or_ends_the_pool() -> None:
    from datetime import UTC, datetime

    from crawler.extraction.page import read_page

    async def story() -> None:
        async with ExtractionPool(2, 3) as pool:
            hints = Hints(now=datetime(2026, 1, 1, tzinfo=UTC))
            for name, body in bombs().items():
                told = time.monotonic()
                # Some are read, some are killed, some run out of memory; none may hold the pool.
                with suppress(PageTimeout, PageCrash):
                    await pool.run(read_page, body, url="https://gazette.example/1/x", hints=hints)
                assert time.monotonic() - told < 6, name
            assert await pool.run(abs, -1) == 1

    asyncio.run(story())


def test_a_kept_page_comes_back_as_it_was() -> None:
    page = b"<html>" + bytes(range(256)) * 100
    assert len(compress(page)) < len(page)
    assert decompress(compress(page)) == page


@pytest.mark.parametrize("raw", [b"", b"nothing", compress(b"page")[:-1], compress(bytes(MAX_BYTES + 1))])
def test_what_is_no_kept_page_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="kept"):
        decompress(raw)
