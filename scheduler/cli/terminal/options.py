"""Options that several commands share, and who gave them."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any, TypeVar

import click

from crawler.settings import Every
from crawler.settings.mistakes import Mistake
from scheduler.reports.formats.text_format import sanitize

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


json_option = click.option("--json", "as_json_", is_flag=True, help="Print JSON instead of text.")


def find_user() -> str:
    """The name of the user who runs the command, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name: a container's bare number
        return "unknown"


def reason_option(*, required: bool = True) -> Callable[[F], F]:
    """Add ``--reason``."""
    return click.option("--reason", required=required, metavar="TEXT", help="Why; kept in the archive.")
