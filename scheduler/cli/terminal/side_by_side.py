"""Differing passages side by side, as wide as the terminal; what a page said is made harmless first."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from scheduler.reports.article.compare_texts import Compared
from scheduler.reports.article.explain_text import compared_lines
from scheduler.reports.article.passages import Passage, marked
from scheduler.reports.formats.numbers_in_words import count, visible

MOST_CHARACTERS = 1500
"""Characters of a passage that are shown; ``--json`` has it whole."""


def print_comparisons(compared: Sequence[Compared]) -> None:
    """Print pairs of texts: what the rule sees in them now, and where they differ."""
    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=False)
    for one in compared:
        console.print()
        for line in compared_lines(one):
            console.print(Text(visible(line)))
        if one.difference.passages:
            console.print(_table(one))
        if one.difference.omitted:
            console.print(Text(f"  and {count(one.difference.omitted, 'more passage')}"))


def _table(one: Compared) -> Table:
    drawn = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_lines=True, expand=True)
    for article, text in zip(one.article, one.text, strict=True):
        drawn.add_column(f"article {article}, text {text}", ratio=1, overflow="fold")
    for passage in one.difference.passages:
        drawn.add_row(*_cells(passage))
    return drawn


def _cells(passage: Passage) -> Iterable[Text]:
    """Both sides of a passage; on a terminal, what only one of them has is bold."""
    for words in marked(_short(passage.here), _short(passage.there)):
        cell = Text(overflow="fold")
        for number, (word, same) in enumerate(words):
            cell.append(" " if number else "")
            cell.append(word, None if same else "bold")
        yield cell if words else Text("–", "dim")


def _short(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= MOST_CHARACTERS else f"{shown[:MOST_CHARACTERS]} …"
