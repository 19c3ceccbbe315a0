"""Differing passages side by side, as wide as the terminal; what a page said is made harmless first."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.canonical.text_diff import Mark, Passage, compare_words
from scheduler.reports.article.compare_texts import Compared
from scheduler.reports.article.explain_text import compared_lines
from scheduler.reports.formats.text_format import format_count, sanitize

MOST_CHARACTERS = 1500
"""Characters of a passage that are shown; ``--json`` has it whole."""


def print_comparisons(compared: Sequence[Compared]) -> None:
    """Print pairs of texts: what the rule sees in them now, and where they differ."""
    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=False)
    for pair in compared:
        console.print()
        for line in compared_lines(pair):
            console.print(Text(sanitize(line)))
        if pair.difference.passages:
            console.print(_table(pair))
        if pair.difference.omitted:
            console.print(Text(f"  and {format_count(pair.difference.omitted, 'more passage')}"))


def _table(pair: Compared) -> Table:
    drawn = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_lines=True, expand=True)
    for article, text in zip(pair.article, pair.text, strict=True):
        drawn.add_column(f"article {article}, text {text}", ratio=1, overflow="fold")
    for passage in pair.difference.passages:
        drawn.add_row(*_cells(passage))
    return drawn


def _cells(passage: Passage) -> Iterable[Text]:
    """Both sides of a passage; on a terminal, what only one of them has is bold."""
    pieces = compare_words(_short(passage.here), _short(passage.there))
    for side in (Mark.REMOVED, Mark.ADDED):
        cell = Text(overflow="fold")
        for piece in pieces:
            if piece.mark in (Mark.SAME, side):
                cell.append(piece.text, None if piece.mark is Mark.SAME else "bold")
        yield cell if cell.plain else Text("–", "dim")


def _short(text: str) -> str:
    shown = sanitize(text)
    return shown if len(shown) <= MOST_CHARACTERS else f"{shown[:MOST_CHARACTERS]} …"
