"""A page's tree → the paragraphs of its article, by trafilatura and by what it does not know."""

from __future__ import annotations

from collections.abc import Iterable

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from crawler.extraction.rescue import with_rescued
from crawler.extraction.tree import flat, folded

PARAGRAPH_WORDS = 15
"""Words from which a ``<p>`` is counted as prose."""

COVERED = 0.8
"""Share of the page's prose below which the precise reading is compared with a broader one."""

LONGER = 1.3
"""How much more text the broader reading must have to be preferred."""


def article_lines(tree: HtmlElement, *, url: str) -> list[str]:
    """The article's paragraphs, folded, in order.

    :param tree: without scripts, captions and links to other articles; it is left as it is
    :param url: the page's address, which the engine uses to resolve nothing but its own log lines
    """
    lines = _engine(tree, url, precise=True)
    prose = {text for text in map(flat, tree.iter("p")) if _words([text]) >= PARAGRAPH_WORDS}
    if _words(lines) < COVERED * _words(prose):
        broad = _engine(tree, url, precise=False)
        if _words(set(broad)) > LONGER * _words(set(lines)):
            lines = broad
    return with_rescued(lines, tree)


def _engine(tree: HtmlElement, url: str, *, precise: bool) -> list[str]:
    document = trafilatura.bare_extraction(
        tree, url=url, include_comments=False, favor_precision=precise, with_metadata=False
    )
    text = document.text if isinstance(document, Document) else None
    # The engine draws the rows of a table with bars around them.
    return [line for line in (folded(line).strip("| ") for line in (text or "").split("\n")) if line]


def _words(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)
