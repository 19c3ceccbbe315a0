"""Logging: Scrapy's chatter stays quiet; what we log names its run and its source."""

from __future__ import annotations

from contextvars import ContextVar
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


_RUN: ContextVar[dict[str, object]] = ContextVar("run", default={"run": None, "source": None})  # noqa: B039 - replaced, never changed


def current_run() -> dict[str, object]:
    """The run and the source that the current task works for; None where a line is about the whole program."""
    return _RUN.get()


def enter_source(source: str) -> None:
    """Let every log line of this task and of the tasks it starts name its source."""
    _RUN.set({"run": None, "source": source})


def enter_run(run: int, source: str) -> None:
    """Let every log line of this task and of the tasks it starts name its run and source."""
    _RUN.set({"run": run, "source": source})
