"""A page's tree → the lines that an engine takes for its text. The only module that knows which engine: trafilatura."""

from __future__ import annotations

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from crawler.extraction.markup.blocks import CELL
from crawler.extraction.markup.tree import fold_spaces


def engine_lines(tree: HtmlElement, url: str, *, precise: bool, fast: bool = False) -> list[str]:
    """The lines of the text, folded, in order; none where the engine finds no text.

    :param tree: it is left as it is
    :param precise: leave out what may be no text, rather than take it
    :param fast: without comparing several readings
    """
    document = trafilatura.bare_extraction(
        tree, url=url, include_comments=False, favor_precision=precise, fast=fast, with_metadata=False
    )
    text = document.text if isinstance(document, Document) else None
    return [line for line in map(_undrawn, (text or "").split("\n")) if line]


def _undrawn(line: str) -> str:
    """A line without what the engine draws: a dash before the item of a list, bars around the cells of a table."""
    line = fold_spaces(line)
    if line.startswith("|") and line.endswith("|"):
        return f" {CELL} ".join(cell.strip() for cell in line.strip("| ").split(" | "))
    return line.strip("| ").removeprefix("- ")
