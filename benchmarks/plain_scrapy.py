"""The other side: a plain Scrapy spider that reads a feed and calls trafilatura in its callback, on one mirror.

usage: python -m benchmarks.plain_scrapy FEED_URL       prints {"articles": N, "characters": N}
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess


class PlainSpider(scrapy.Spider):
    """Feed, pages, text: what a short script does."""

    name = "plain"
    articles = 0
    characters = 0

    def parse(self, response: Any) -> Iterator[scrapy.Request]:
        for link in response.xpath("//item/link/text()").getall():
            yield response.follow(link, self.parse_page)

    def parse_page(self, response: Any) -> None:
        document = trafilatura.bare_extraction(response.body, with_metadata=True, include_comments=False)
        type(self).articles += document is not None
        type(self).characters += len(document.text or "") if document is not None else 0


def main(feed: str) -> None:
    process = CrawlerProcess(
        {"CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0, "LOG_ENABLED": False,
         "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False}
    )  # fmt: skip
    process.crawl(PlainSpider, start_urls=[feed])
    process.start()
    print(json.dumps({"articles": PlainSpider.articles, "characters": PlainSpider.characters}))


if __name__ == "__main__":
    main(sys.argv[1])
