"""The spider of a probe: a few requests, one after the other, through the download handler that every crawl uses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.context.run_context import Run
from crawler.fetching.failures import HostBusy

Download = Callable[[str | Request], Awaitable[Response]]
"""Fetches a page of the run's only mirror, or what is asked for otherwise; its failures are those of
``crawler.fetching.failures``.
"""


class ProbeSpider(Spider):
    """Lets somebody fetch pages of a host, and ends when they have had enough."""

    name = "probe"

    def __init__(self, run: Run, work: Callable[[Download], Awaitable[None]]) -> None:
        super().__init__()
        self.run, self._work = run, work

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProbeSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, ProbeSpider)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        try:
            await self._work(self._download)
        except Exception as error:  # noqa: BLE001 - Scrapy would log it and go on; whoever asked raises it again
            self.run.problem = self.run.problem or error
        return
        yield  # no request is left to Scrapy: each is waited for above

    async def _download(self, wanted: str | Request) -> Response:
        assert self.crawler.engine is not None
        if not self.crawler.crawling:
            raise HostBusy("the probe is over")
        request = wanted if isinstance(wanted, Request) else Request(wanted, meta={"mirror": self.run.origins[0]})
        return await self.crawler.engine.download_async(request)
