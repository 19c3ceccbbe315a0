"""What the pool's workers are asked to do with a page on the command line.

The reading is imported inside the task, so that the process that only names the task stays small.
"""

from __future__ import annotations

from crawler.extraction.hints import Hints
from crawler.extraction.said import PageSaid


def show_task(body: bytes, url: str, hints: Hints) -> PageSaid:
    """Read a page for showing it; a feed is no article, and yet may give mirrors away."""
    from crawler.discovery.evidence import feed_evidence
    from crawler.extraction.page import read_whole_page

    page = read_whole_page(body, url=url, hints=hints)
    return page if page.evidence else PageSaid(page.said, feed_evidence(body, url))
