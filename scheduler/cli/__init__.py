"""The command ``mirrorfold``: one module a group of commands, loaded when it is called.

A failure ends in one sentence on stderr and the exit code of its kind (see ``crawler.errors``).
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from crawler.errors import MirrorfoldError
from scheduler.cli.places import place_options

COMMANDS = {
    "alarms": "scheduler.cli.alarms:alarms",
    "archive": "scheduler.cli.archive:archive",
    "article": "scheduler.cli.article:article",
    "backup": "scheduler.cli.archive:backup",
    "canonical": "scheduler.cli.files:canonical",
    "config": "scheduler.cli.config:config",
    "crawl": "scheduler.cli.crawl:crawl",
    "dedup": "scheduler.cli.dedup:dedup",
    "demo": "scheduler.cli.demo:demo",
    "diff": "scheduler.cli.article:diff",
    "doctor": "scheduler.cli.doctor:doctor",
    "explain": "scheduler.cli.explain:explain",
    "export": "scheduler.cli.inspect:export",
    "extract": "scheduler.cli.extract:extract",
    "healthcheck": "scheduler.cli.healthcheck:healthcheck",
    "mirrors": "scheduler.cli.mirrors:mirrors",
    "next": "scheduler.cli.next:next_",
    "newsroom": "scheduler.cli.newsroom:newsroom",
    "purge": "scheduler.cli.purge:purge",
    "quarantine": "scheduler.cli.quarantine:quarantine",
    "reextract": "scheduler.cli.upkeep:reextract",
    "reindex": "scheduler.cli.upkeep:reindex",
    "restore": "scheduler.cli.archive:restore",
    "run": "scheduler.cli.run:run",
    "runs": "scheduler.cli.inspect:runs",
    "source": "scheduler.cli.source:source",
    "stats": "scheduler.cli.inspect:stats",
    "story": "scheduler.cli.story:story",
    "tombstones": "scheduler.cli.tombstones:tombstones",
}
"""Name of a command → where it stands."""


class LazyGroup(click.Group):
    """A group that imports a command only when it is asked for, so that ``--help`` and ``stats`` start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MirrorfoldError as error:
            click.echo(f"mirrorfold: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mirrorfold", message="%(prog)s %(version)s")
@place_options
def main() -> None:
    """Fold a news source and its mirrors into one set of articles.

    Exit codes: 0 done, 2 wrong configuration or arguments, 3 refused, 4 index unavailable, 5 archive unavailable,
    6 the crawl read nothing, 7 not found, 10 not live, 11 not ready, 12 not fresh (healthcheck), 1 anything else.
    """


if __name__ == "__main__":
    sys.exit(main())
