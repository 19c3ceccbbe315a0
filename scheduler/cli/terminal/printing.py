"""Lines and tables for a terminal, and for whatever reads the output instead."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable

import click

from scheduler.reports.formats.json_format import format_json


def on_terminal() -> bool:
    """Whether a person looks at the output."""
    return sys.stdout.isatty()


def print_lines(lines: Iterable[str]) -> None:
    """Print lines that were made harmless."""
    for line in lines:
        click.echo(line)


def print_answer(facts: object, lines: Iterable[str], *, as_json: bool) -> None:
    """Print what is true: its facts as JSON, or its lines, which were made harmless."""
    print_lines([format_json(facts, indent=2)] if as_json else lines)


def print_table(table: list[str], otherwise: list[str]) -> None:
    """Print the lines of a table where a terminal is wide enough for them, and the other lines everywhere else."""
    wide_enough = on_terminal() and shutil.get_terminal_size().columns >= max(map(len, table))
    print_lines(table if wide_enough else otherwise)
