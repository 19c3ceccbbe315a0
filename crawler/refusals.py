"""Answers that are neither page nor listing: the notice that some of them carry."""

from __future__ import annotations

from scrapy.http import Response

from crawler.article import Rejection
from crawler.context import Run
from crawler.extraction.pool import PageCrash, PageTimeout
from crawler.reading import notice_task

_MOST_HEADERS = 4096
"""Characters of a header that are looked at."""


async def notice_in_answer(run: Run, response: Response) -> Rejection | None:
    """Let the pool look for the notice in a refusal or an error; None when it carries none, or cannot be read."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")[:_MOST_HEADERS]
        for name, values in response.headers.items()
    }
    try:
        return await run.services.pool.run(notice_task, response.body, response.url, response.status, headers)
    except (PageTimeout, PageCrash):
        return None
