"""Commands and groups that work on two folders, the configuration and the state; click is all they need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

MOST_HELP = 200
"""Characters of a command's first sentence; click cuts at 45, in mid-sentence."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the operator's files and the program's own files stand."""

    config: Path = Path("config")
    state: Path = Path("state")
    named: frozenset[str] = frozenset()
    """Which of them were named by flag or environment: "config", "state"."""


def places() -> Places:
    """The folders chosen so far, by flag over environment over default."""
    chosen = click.get_current_context().obj
    return chosen if isinstance(chosen, Places) else Places()


def folder_options() -> list[click.Parameter]:
    """``--config`` and ``--state``; they may stand before or after the name of the command."""
    return [
        _folder_option("config", "Folder with mirrorfold.toml and sources/*.toml.  [default: config]"),
        _folder_option("state", "Folder for the archive and the embedded index.  [default: state]"),
    ]


def _folder_option(which: str, purpose: str) -> click.Option:
    def remember(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> None:
        from_environment = ctx.get_parameter_source(f"{which}_dir") is ParameterSource.ENVIRONMENT
        if value is None or (from_environment and ctx.parent is not None):
            return  # the outermost command has read the environment; a flag given there stands above it
        ctx.obj = replace(places(), **{which: value}, named=places().named | {which})

    return click.Option(
        [f"--{which}", f"{which}_dir"],
        type=click.Path(file_okay=False, path_type=Path),
        envvar=f"MIRRORFOLD_{which.upper()}",
        help=purpose,
        expose_value=False,
        callback=remember,
    )


class Command(click.Command):
    """A command that works on the two folders."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.params += folder_options()


class WholeGroup(click.Group):
    """A group of such commands; its help tells of each a whole sentence."""

    command_class = Command

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.params += folder_options()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, self.commands[name].get_short_help_str(MOST_HELP)) for name in self.list_commands(ctx)]
            )


class ListingGroup(WholeGroup):
    """``alarms`` and ``alarms SOURCE`` mean ``alarms list`` and ``alarms list SOURCE``."""

    DEFAULT = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {name for parameter in self.params for name in (*parameter.opts, *parameter.secondary_opts)}
        asked_for_help = any(word in ("--help", "-h") for word in args)
        place = self._first_word(args, own)
        if not asked_for_help and (place is None or args[place] not in self.commands):
            args = [*args[: place or 0], self.DEFAULT, *args[place or 0 :]]
        return super().parse_args(ctx, args)

    @staticmethod
    def _first_word(args: list[str], own: set[str]) -> int | None:
        """Where the group's own options, each with a value, end."""
        place = 0
        while place < len(args) and args[place].partition("=")[0] in own:
            place += 1 if "=" in args[place] else 2
        return place if place < len(args) else None
