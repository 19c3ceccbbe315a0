"""Hands answers to the extraction pool: pages, and refusals that may be notices (``reading`` is the pool's side)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from scrapy.http import Response

from crawler.context.run_context import Run
from crawler.extraction.refresh import may_refresh
from crawler.mirrors.hosts.own_site import Own
from crawler.mirrors.proposals.declarations import Declarations, declared_evidence
from crawler.model.article import Reason, Rejection
from crawler.model.failpoints import reached
from crawler.reading.pool import PageCrash, PageTimeout
from crawler.reading.tasks import PageReading, Wanted, find_notice_task, find_refresh_task, make_hints, read_page_task

_MOST_OF_A_HEADER = 4096
"""Characters of a header that are looked at."""


async def read_answer(run: Run, response: Response, day: date | None, title: str | None) -> PageReading:
    """Have a page read by the pool; evidence about mirrors that it carries is kept with the run.

    :param day: that the article's URL names; ``title``: what its listing calls it
    """
    settings = run.services.settings
    several = len(run.source.mirrors) > 1
    wanted = Wanted(raw=settings.archive.raw_days > 0, traits=several or settings.mirrors.probe_proposals, lines=True)
    hints = make_hints(run.source, datetime.fromtimestamp(run.services.clock(), UTC), day, title)
    page = (response.body, response.url, read_content_type(response), hints)
    reached("extraction.before")
    try:
        reading = await run.services.pool.run(read_page_task, *page, wanted)
    except (PageTimeout, PageCrash) as error:
        return PageReading(Rejection(Reason.UNREADABLE, error.what))
    reached("extraction.after")
    run.record_evidence(reading.evidence, response.url)
    onion = (response.headers.get("Onion-Location") or b"").decode("latin-1")
    run.record_evidence(declared_evidence(Declarations(onion=onion), response.url, Own("")), response.url)
    return reading


def read_content_type(response: Response) -> str:
    """The Content-Type header of an answer; empty where there is none."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def read_headers(response: Response) -> dict[str, str]:
    """The headers of an answer as text, by their names in lower case; a long one is cut."""
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")[:_MOST_OF_A_HEADER]
        for name, values in response.headers.items()
    }


async def find_refresh(run: Run, response: Response) -> str | None:
    """Let the pool look where a page without content sends its readers; None for any other, or what cannot be read."""
    if not may_refresh(response.body):
        return None
    page = (response.body, response.url, response.status, read_headers(response))
    try:
        return await run.services.pool.run(find_refresh_task, *page)
    except (PageTimeout, PageCrash):
        return None


async def find_notice(run: Run, response: Response) -> Rejection | None:
    """Let the pool look for the notice in a refusal or an error; None when it carries none, or cannot be read."""
    page = (response.body, response.url, response.status, read_headers(response))
    try:
        return await run.services.pool.run(find_notice_task, *page)
    except (PageTimeout, PageCrash):
        return None
