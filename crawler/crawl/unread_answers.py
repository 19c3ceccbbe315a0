"""Answers that were fetched and not read yet: what a kill makes us fetch again. Bounded by bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.context.stop_run import STORE_FAILURES, CrawlStopped
from crawler.fetching.failures import DownloadFailure, make_failure
from crawler.listing.fetch_plan import Target
from crawler.network.scrapy_internals import hold_bytes, size_of


class UnreadAnswers:
    """Fetches what a coroutine asks for beyond its first request, as few bytes ahead of its readers as Scrapy does.

    Scrapy starts no request while ``SCRAPER_SLOT_MAX_ACTIVE_SIZE`` bytes wait for their callbacks, but it counts no
    answer that a callback itself asked for.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._most_bytes = crawler.settings.getint("SCRAPER_SLOT_MAX_ACTIVE_SIZE")
        self._downloads = asyncio.Semaphore(crawler.settings.getint("CONCURRENT_REQUESTS"))
        self._bytes = 0
        self._space_freed = asyncio.Event()

    async def download(self, target: Target) -> Response | DownloadFailure:
        """Fetch an article from a further mirror, when there is room for its answer.

        :raises CrawlStopped: the crawl is over
        :raises IndexUnavailable, ArchiveUnavailable, LeaseLost: the run is to end
        """
        async with self._downloads:
            while self._bytes > self._most_bytes and self._crawler.crawling:
                self._space_freed.clear()
                await self._space_freed.wait()
            if not self._crawler.crawling:
                raise CrawlStopped
            assert self._crawler.engine is not None
            meta = {"mirror": target.mirror}
            try:
                return await self._crawler.engine.download_async(Request(target.url, meta=meta))
            except STORE_FAILURES:
                raise
            except Exception as error:  # noqa: BLE001 - whatever a server made the downloader raise is its failure
                return make_failure(error, target.url)

    @contextmanager
    def hold(self, answer: Response | DownloadFailure, *, first: bool) -> Iterator[None]:
        """Count an answer as unread for as long as the body runs.

        :param first: Scrapy asked for it, and counts it already
        """
        size = size_of(answer) if isinstance(answer, Response) else 0
        self._bytes += size
        if not first:
            hold_bytes(self._crawler, size)
        try:
            yield
        finally:
            self._bytes -= size
            self._space_freed.set()
            if not first:
                hold_bytes(self._crawler, -size)
