"""What the commands share: options, the configuration and the archive they load, and how they print."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from crawler.archive.database.store import Archive
from crawler.model.errors import NotFound
from crawler.settings import Configuration, Every, load
from crawler.settings.mistakes import Mistake
from scheduler.cli.places import places
from scheduler.reports.formats.data_formats import format_json
from scheduler.reports.formats.text_format import sanitize
from scheduler.service.user_name import find_user_name

F = TypeVar("F", bound=Callable[..., Any])


def span(text: str) -> int:
    """Read a span of time up to a year, such as 90s, 15m, 24h or 7d, as seconds.

    :raises BadParameter: with the cure
    """
    try:
        return Every.parse(text).seconds
    except Mistake as mistake:
        raise click.BadParameter(f'"{sanitize(text)}": {mistake.what}. {mistake.cure}') from mistake


def since_option(what: str) -> Callable[[F], F]:
    """Add ``--since``; ``what`` says what has to have happened in that time."""
    return click.option("--since", type=span, metavar="SPAN", help=f"Only {what} in the last 90s, 15m, 24h, 7d ….")


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def reason_option(*, required: bool = True) -> Callable[[F], F]:
    """Add ``--reason``."""
    return click.option("--reason", required=required, metavar="TEXT", help="Why; kept in the archive.")


def find_user() -> str:
    """The name under which a decision is kept."""
    return find_user_name() or "unknown"


def load_configuration() -> Configuration:
    """Load the configuration of the folder that the command was given; the one place that reads the environment.

    :raises ConfigError: with all mistakes in it
    """
    return load(places().config, os.environ)


@contextmanager
def open_archive(loaded: Configuration) -> Iterator[Archive]:
    """Open the archive that is there; none is made.

    :raises NotFound: when nothing was ever crawled into the state folder
    """
    state, url = places().state, str(loaded.settings.database.url)
    if not url and not (state / "archive.db").is_file():
        cure = "Name the state folder with --state, or fill it: mirrorfold crawl SOURCE"
        raise NotFound("There is no archive in this state folder", where=str(state), cure=cure)
    archive = Archive.in_folder(state, url)
    try:
        yield archive
    finally:
        archive.close()


def on_terminal() -> bool:
    """Whether a person looks at the output."""
    return sys.stdout.isatty()


COLOURS: Mapping[str, str] = {
    **dict.fromkeys(("active", "done", "ok"), "green"),
    **dict.fromkeys(("degraded", "partial", "empty", "pending", "challenged", "walled", "parked"), "yellow"),
    **dict.fromkeys(("suspect", "divergent", "seized", "blocked", "failed", "unreachable", "interrupted"), "red"),
    **dict.fromkeys(("revision", "copy", "near_duplicate"), "cyan"),
}
"""States, outcomes and verdicts as a terminal shows them; their words stay, for those who see no colours."""

_COLOURED = re.compile(rf"(?<![\w./:-])({'|'.join(COLOURS)})(?![\w./-])")


def in_colour() -> bool:
    """Whether a person looks at the output who has not asked to be spared colours (no-color.org)."""
    return on_terminal() and not os.environ.get("NO_COLOR")


def colour_states(lines: Iterable[str]) -> Iterator[str]:
    """Lines with the first state, outcome or verdict of each in its colour, where a terminal shows any."""
    if not in_colour():
        yield from lines
        return
    for line in lines:
        yield _COLOURED.sub(lambda word: click.style(word[0], fg=COLOURS[word[0]]), line, count=1)


def print_answer(facts: object, lines: Iterable[str], *, as_json: bool, indent: int | None = 2) -> None:
    """Print what is true: its facts as JSON, or its lines, which were made harmless."""
    for line in [format_json(facts, indent=indent)] if as_json else lines:
        click.echo(line)


def print_table(table: list[str], otherwise: list[str]) -> None:
    """Print the lines of a table where a terminal is wide enough for them, and the other lines everywhere else."""
    wide_enough = on_terminal() and shutil.get_terminal_size().columns >= max(map(len, table))
    for line in table if wide_enough else otherwise:
        click.echo(line)
