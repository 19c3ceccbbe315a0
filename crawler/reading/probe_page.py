"""A small page that is read to see whether pages are read. Runs in the pool's processes."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.extraction.page_values import Hints
from crawler.model.article import Article

_SENTENCE = "This page was written to see whether pages are read, and whoever reads it has shown that they are. "
PAGE = (
    "<!doctype html><html lang=en><head><title>A page to be read</title></head><body><article><h1>A page to be read"
    f"</h1><p>{_SENTENCE * 3}</p><p>{_SENTENCE * 2}</p></article></body></html>"
).encode()
ADDRESS = "https://probe.invalid/a-page-to-be-read"


def read_probe_page() -> str:
    """Read it as any other page is read.

    :returns: why it was taken for no article; empty when all is well

    >>> read_probe_page()
    ''
    """
    from crawler.reading.tasks import Wanted, read_page_task

    hints = Hints(now=datetime(1970, 1, 1, tzinfo=UTC))
    outcome = read_page_task(PAGE, ADDRESS, "text/html; charset=utf-8", hints, Wanted()).outcome
    return "" if isinstance(outcome, Article) else f"{outcome.reason.value}: {outcome.evidence}"
