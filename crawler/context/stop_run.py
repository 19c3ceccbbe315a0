"""How a crawl ends early: by a store that fails, a lease that is lost, a broken pool, its time, a signal."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from scrapy.crawler import Crawler

from crawler.context.run_context import Run
from crawler.model.errors import ArchiveUnavailable, IndexUnavailable, LeaseLost
from crawler.network.scrapy_internals import is_engine_running
from crawler.reading.pool import PoolBroken

T = TypeVar("T")

STORE_FAILURES = (ArchiveUnavailable, IndexUnavailable, LeaseLost, PoolBroken)
"""Failures that are nobody's fault out there: no mirror is blamed, the run is cut off and taken up again."""

GRACE = 2.0
"""Seconds in which a crawl that is stopped may still read what it has fetched."""


class CrawlStopped(Exception):
    """What was waited for is given up: the crawl is over, and the next run asks again."""


def stop_crawl(crawler: Crawler, run: Run, error: BaseException) -> None:
    """End a crawl because of an error; the first one is what the run ends with."""
    if run.problem is None:
        run.problem = error
        run.stopping = asyncio.ensure_future(crawler.stop_async())


async def halt_crawl(crawler: Crawler, run: Run, crawl: asyncio.Task[None]) -> None:
    """Stop a crawl that runs; one whose engine has not started is given the time to do so first.

    :param crawl: the task in which Scrapy crawls; it may still run when this returns, for as long as a download takes
    """
    while not crawl.done() and not is_engine_running(crawler):  # noqa: ASYNC110 - Scrapy signals it to nobody
        await asyncio.sleep(0.01)
    if crawl.done():
        return
    ended = {crawl, asyncio.ensure_future(crawler.stop_async())}
    await asyncio.wait(ended, timeout=GRACE)
    _give_up(run)
    await asyncio.wait(ended, timeout=crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))


async def wait_unless_given_up(run: Run, work: Coroutine[Any, Any, T]) -> T:
    """Wait for something for as long as the crawl is not given up.

    :raises CrawlStopped: when it is; the work is cancelled
    """
    if run.given_up:
        work.close()
        raise CrawlStopped
    waiting = asyncio.current_task()
    assert waiting is not None
    run.waiting.add(waiting)
    try:
        return await work
    except asyncio.CancelledError:
        if not run.given_up:
            raise
        waiting.uncancel()
        raise CrawlStopped from None
    finally:
        run.waiting.discard(waiting)


def _give_up(run: Run) -> None:
    """Let nobody wait any longer for what was to be read."""
    run.given_up = True
    for waiting in run.waiting:
        waiting.cancel()
