"""How a crawl ends early: by a store that fails, by a lease that is lost."""

from __future__ import annotations

import asyncio
from typing import Any

from scrapy.crawler import Crawler

from crawler.errors import ArchiveUnavailable, IndexUnavailable, LeaseLost

STORE_FAILURES = (ArchiveUnavailable, IndexUnavailable, LeaseLost)
"""Failures that are nobody's fault out there: no mirror is blamed, the run is cut off and taken up again."""


def stop(crawler: Crawler, error: BaseException) -> None:
    """End a crawl because of an error; the first one is told."""
    spider: Any = crawler.spider
    if spider.run.problem is None:
        spider.run.problem = error
        spider.stopping = asyncio.ensure_future(crawler.stop_async())
