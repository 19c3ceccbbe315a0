"""Logging: Scrapy's chatter stays quiet; what we log names its run and its source."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter
from twisted.python.failure import Failure


class QuietFormatter(LogFormatter):
    """Items carry whole pages: never print one."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> Any:
        return None

    def scraped(self, item: Any, response: Any, spider: Spider) -> Any:
        return None

    def download_error(self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None) -> Any:
        return None
