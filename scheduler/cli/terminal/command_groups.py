"""Groups of commands: their help is not cut, and some list when they are given none of their commands' names."""

from __future__ import annotations

import click

MOST_HELP = 200
"""Characters of a command's first sentence; click cuts at 45, in mid-sentence."""


class WholeGroup(click.Group):
    """Its help tells of each command a whole sentence."""

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
