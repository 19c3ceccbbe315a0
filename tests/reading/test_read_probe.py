"""A pool that cannot read says why, in time; one that has much to do is no broken one."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

from crawler.reading.pool import ExtractionPool
from crawler.reading.read_probe import ReadProbe
from tests.desk.desk import wait_until
from tests.desk.pool_processes import Readers

SOON = 0.5
"""Seconds that the pool is given where it is known not to read."""


def hold(marker: str) -> None:
    """A task that tells by a file that it has begun, and takes a second."""
    Path(marker).touch()
    time.sleep(1)


def nap() -> None:
    time.sleep(0.05)


def test_a_pool_that_reads_has_no_trouble_and_reads_one_page_for_all_who_ask() -> None:
    async def story() -> tuple[set[str], int]:
        async with ExtractionPool(1, 10) as pool:
            probe = ReadProbe(pool)
            await pool.warm()
            before = pool.answered
            said = await asyncio.gather(*(probe.find_trouble() for _ in range(20)))
            return set(said), pool.answered - before

    assert asyncio.run(story()) == ({""}, 1)


def test_a_pool_whose_processes_are_frozen_says_that_it_reads_nothing_and_is_well_again_afterwards() -> None:
    async def story() -> None:
        async with ExtractionPool(2, 10) as pool:
            probe = ReadProbe(pool)
            assert await probe.find_trouble() == ""
            workers = Readers(os.getpid()).workers()
            for worker in workers:
                os.kill(worker, signal.SIGSTOP)
            began = time.monotonic()
            assert await probe.find_trouble(SOON) == f"the processes that read pages read none within {SOON:g} s"
            assert time.monotonic() - began < SOON + 1
            for worker in workers:
                os.kill(worker, signal.SIGCONT)
            assert await probe.find_trouble() == ""

    asyncio.run(story())


def test_a_pool_without_processes_starts_them_and_reads() -> None:
    async def story() -> str:
        async with ExtractionPool(1, 10) as pool:
            await pool.warm()
            readers = Readers(os.getpid())
            for process in readers.workers() + readers.server():
                os.kill(process, signal.SIGKILL)
            return await ReadProbe(pool).find_trouble(30)

    assert asyncio.run(story()) == ""


def test_a_stopped_pool_cannot_read() -> None:
    async def story() -> str:
        async with ExtractionPool(1, 10) as pool:
            await pool.warm()
            await asyncio.to_thread(pool.stop)
            return await ReadProbe(pool).find_trouble()

    assert "the processes that read pages cannot read" in asyncio.run(story())


def test_a_pool_whose_workers_all_hold_pages_is_busy_and_not_broken(tmp_path: Path) -> None:
    async def story() -> str:
        async with ExtractionPool(1, 10) as pool:
            await pool.warm()
            marker = tmp_path / "begun"
            page = asyncio.create_task(pool.run(hold, str(marker)))
            await asyncio.to_thread(wait_until, marker.exists, "the page is taken up")
            said = await ReadProbe(pool).find_trouble(0.3)
            assert not page.done()
            await page
            return said

    assert asyncio.run(story()) == ""


def test_a_page_that_is_read_meanwhile_is_as_good_an_answer_as_its_own() -> None:
    async def story() -> tuple[str, int]:
        async with ExtractionPool(1, 10) as pool:
            await pool.warm()
            pages = [asyncio.create_task(pool.run(nap)) for _ in range(40)]
            said = await ReadProbe(pool).find_trouble(60)
            waiting = sum(not page.done() for page in pages)
            await asyncio.gather(*pages)
            return said, waiting

    said, waiting = asyncio.run(story())
    assert said == ""
    assert waiting > 0, "nobody waits for the end of the queue"


def test_a_pool_that_is_busy_without_ever_giving_a_result_is_broken(tmp_path: Path) -> None:
    async def story() -> str:
        async with ExtractionPool(1, 0.2) as pool:
            await pool.warm()
            pages = [asyncio.create_task(pool.run(hold, str(tmp_path / str(n)))) for n in range(40)]
            await asyncio.to_thread(wait_until, (tmp_path / "3").exists, "the fourth page is taken up", 60)
            said = await ReadProbe(pool).find_trouble(SOON)
            for page in pages:
                page.cancel()
            await asyncio.gather(*pages, return_exceptions=True)
            return said

    assert "read none within" in asyncio.run(story())
