"""Who decides, and why: kept with every decision of a person."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def person() -> str:
    """The name of the user who runs the command, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name: a container's bare number
        return "unknown"


def reason_option(*, required: bool = True) -> Callable[[F], F]:
    """Add ``--reason``."""
    return click.option("--reason", required=required, metavar="TEXT", help="Why; kept in the archive.")
