"""Lines and tables for a terminal, and for whatever reads the output instead."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Literal

import click

from scheduler.reports.counts.stats_text import Grid


def on_terminal() -> bool:
    """Whether a person looks at the output."""
    return sys.stdout.isatty()


def print_lines(lines: Iterable[str]) -> None:
    """Print lines that were made harmless."""
    for line in lines:
        click.echo(line)


def print_grid(grid: Grid, otherwise: list[str]) -> None:
    """Draw a table where there is a terminal that is wide enough for it; nothing is ever cut."""
    if not on_terminal():
        print_lines(otherwise)
        return
    from rich import box, table, text  # takes its time to load, and a pipe does without it
    from rich.console import Console

    console = Console()
    if console.width < grid.least_width(between=3):
        print_lines(otherwise)
        return
    drawn = table.Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, heading in enumerate(grid.headings):
        justify: Literal["left", "right"] = "left" if number in grid.text_columns else "right"
        drawn.add_column(heading, justify=justify, no_wrap=number not in grid.wrapped_columns)
    for row in grid.rows:
        drawn.add_row(*map(text.Text, row))
    console.print(drawn)
