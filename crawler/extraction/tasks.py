"""What the pool's workers are asked to do with a page on the command line.

The reading is imported inside the task, so that the process that only names the task stays small.
"""

from __future__ import annotations

from crawler.article import Article, Rejection
from crawler.extraction.hints import Hints


def show_task(body: bytes, url: str, hints: Hints) -> Article | Rejection:
    """Read a page for showing it."""
    from crawler.extraction.page import read_page

    return read_page(body, url=url, hints=hints)
