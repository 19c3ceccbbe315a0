"""The item pipeline: every article that the spider finds is recorded and judged."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler

from crawler.context.stopping import stop
from crawler.crawl.ledger import PageItem
from crawler.model.errors import MirrorfoldError


class JudgePages:
    """Hands pages to the canonicalizer; when a store fails the crawl is stopped, not the page dropped."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> JudgePages:
        return cls(crawler)

    async def process_item(self, item: PageItem) -> PageItem:
        spider: Any = self.crawler.spider
        try:
            await spider.belonging.judge(item)
        except MirrorfoldError as error:
            stop(self.crawler, error)
        return item
