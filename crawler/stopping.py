"""How a crawl ends early: by a store that fails, by a lease that is lost, by a broken pool."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy.crawler import Crawler

from crawler.errors import ArchiveUnavailable, IndexUnavailable, LeaseLost
from crawler.extraction.pool import PoolBroken

STORE_FAILURES = (ArchiveUnavailable, IndexUnavailable, LeaseLost, PoolBroken)
"""Failures that are nobody's fault out there: no mirror is blamed, the run is cut off and taken up again."""


def stop(crawler: Crawler, error: BaseException) -> None:
    """End a crawl because of an error; the first one is told."""
    spider: Any = crawler.spider
    if spider.run.problem is None:
        spider.run.problem = error
        spider.stopping = asyncio.ensure_future(crawler.stop_async())


async def halt(crawler: Crawler, task: asyncio.Task[None]) -> None:
    """Stop a crawl that runs; one whose engine has not started is given the time to do so first."""
    while not task.done() and not _is_running(crawler):  # noqa: ASYNC110 - Scrapy signals it to nobody
        await asyncio.sleep(0.01)
    if not task.done():
        stop_task = asyncio.ensure_future(crawler.stop_async())
        await asyncio.wait({task, stop_task}, timeout=_stop_limit(crawler), return_when=asyncio.ALL_COMPLETED)


def _is_running(crawler: Crawler) -> bool:
    """Before its engine runs, a crawler does not hear that it is to stop."""
    engine = getattr(crawler, "_engine", None)
    return engine is not None and engine.running


def _stop_limit(crawler: Crawler) -> float:
    """Seconds a stopping crawl may take: its longest download and a little."""
    return crawler.settings.getfloat("DOWNLOAD_TIMEOUT") + 2
