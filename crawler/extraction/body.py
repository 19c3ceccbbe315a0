"""A page's tree → the paragraphs of its article, by trafilatura and by what it does not know."""

from __future__ import annotations

from collections.abc import Iterable

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from crawler.extraction.furniture import ends_sentence
from crawler.extraction.rescue import with_rescued
from crawler.extraction.tree import folded

PARAGRAPH_WORDS = 15
"""Words from which a ``<p>`` is counted as prose."""

COVERED = 0.8
"""Share of the page's prose below which the precise reading is compared with a broader one."""

LONGER = 1.3
"""How much more text the broader reading must have to be preferred."""


def article_lines(tree: HtmlElement, shown: Iterable[str], *, url: str) -> list[str]:
    """The article's paragraphs, folded, in order.

    :param tree: without scripts, captions and links to other articles; it is left as it is
    :param url: the page's address, which the engine uses to resolve nothing but its own log lines
    """
    lines = _engine(tree, url, precise=True, fast=True)
    prose = {line for line in shown if _words([line]) >= PARAGRAPH_WORDS and ends_sentence(line)}
    if _words(lines) < COVERED * _words(prose):
        lines = _engine(tree, url, precise=True)
    if _words(lines) < COVERED * _words(prose):
        broad = _engine(tree, url, precise=False)
        if _words(set(broad)) > LONGER * _words(set(lines)):
            lines = broad
    return with_rescued(lines, tree)


def _engine(tree: HtmlElement, url: str, *, precise: bool, fast: bool = False) -> list[str]:
    document = trafilatura.bare_extraction(
        tree, url=url, include_comments=False, favor_precision=precise, fast=fast, with_metadata=False
    )
    text = document.text if isinstance(document, Document) else None
    return [line for line in map(_undrawn, (text or "").split("\n")) if line]


def _undrawn(line: str) -> str:
    """A line without what the engine draws: a dash before the item of a list, bars around the row of a table."""
    return folded(line).strip("| ").removeprefix("- ")


def _words(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)
