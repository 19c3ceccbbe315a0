"""The command ``mirrorfold``: one module a group of commands, loaded when it is called.

A failure ends in one sentence on stderr and the exit code of its kind (see ``crawler.model.errors``).
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import Any

import click

from crawler.model.errors import MirrorfoldError
from scheduler.cli.places import WholeGroup

COMMANDS = {
    "alarms": ("scheduler.cli.alarms_and_quarantine:alarms", "List what mirrors said otherwise, and answer it."),
    "archive": ("scheduler.cli.archive:archive", "Look through the archive."),
    "article": ("scheduler.cli.article:article", "Tell what happened to an article, and when."),
    "backup": ("scheduler.cli.archive:backup", "Copy the archive to a file, while it is in use."),
    "canonical": ("scheduler.cli.config:canonical", "Print what URLs fold to, and by which rules."),
    "config": ("scheduler.cli.config:config", "Check and show the configuration."),
    "crawl": ("scheduler.cli.crawl:crawl", "Crawl a source and its mirrors once."),
    "dedup": ("scheduler.cli.dedup:dedup", "Judge the texts of a file, as a crawl would."),
    "demo": ("scheduler.cli.crawl:demo", "Crawl a small news site on this machine."),
    "diff": ("scheduler.cli.article:diff", "Show word by word how two texts differ."),
    "doctor": ("scheduler.cli.doctor_health_next:doctor", "Look at all that a crawl needs, and change nothing."),
    "evidence": ("scheduler.cli.evidence:evidence", "Write all that is known of an article to a ZIP file."),
    "explain": ("scheduler.cli.article:explain", "Tell all that is known of an article, and why."),
    "export": ("scheduler.cli.stats_runs_export:export", "Write the articles as JSON Lines or CSV."),
    "extract": ("scheduler.cli.extract:extract", "Read pages from files, and print what they say."),
    "feed": ("scheduler.cli.feed:feed", "Write feeds; make and revoke tokens of feed readers."),
    "healthcheck": ("scheduler.cli.doctor_health_next:healthcheck", "Tell a supervisor whether all is well."),
    "hooks": ("scheduler.cli.hooks:hooks", "Show who is told what happens, and what they did not take."),
    "init": ("scheduler.cli.init:init", "Write a commented configuration where there is none."),
    "mirrors": ("scheduler.cli.mirrors:mirrors", "Show mirrors and proposed ones; decide about them."),
    "next": ("scheduler.cli.doctor_health_next:next_", "Tell when each source is crawled next."),
    "newsroom": ("scheduler.cli.newsroom:newsroom", "Serve the demo's news site, with faults."),
    "purge": ("scheduler.cli.purge_and_tombstones:purge", "Remove articles for good, by age or by name."),
    "quarantine": (
        "scheduler.cli.alarms_and_quarantine:quarantine",
        "List pages that were no articles; try them again.",
    ),
    "reextract": ("scheduler.cli.reindex_reextract:reextract", "Read the kept pages with today's extractor."),
    "reindex": ("scheduler.cli.reindex_reextract:reindex", "Empty the index and fill it from the archive."),
    "restore": ("scheduler.cli.archive:restore", "Put a copy of the archive back."),
    "robots": ("scheduler.cli.robots:robots", "Show what robots.txt says of a source's listings."),
    "run": ("scheduler.cli.crawl:run", "Crawl all sources on their schedules, as a service."),
    "runs": ("scheduler.cli.stats_runs_export:runs", "List the runs, the newest first."),
    "search": ("scheduler.cli.search:search", "Find articles by their words."),
    "source": ("scheduler.cli.source:source", "Add, test, edit and remove sources; list and pause them."),
    "status": ("scheduler.cli.status:status", "Show what runs now, here and on other machines."),
    "stats": ("scheduler.cli.stats_runs_export:stats", "Count articles, sightings, verdicts and costs."),
    "story": ("scheduler.cli.story:story", "Show stories; split, merge and undo."),
    "work": ("scheduler.cli.crawl:work", "Crawl what a leading daemon hands out."),
    "tombstones": ("scheduler.cli.purge_and_tombstones:tombstones", "List removed articles, and let them come again."),
}
"""Name of a command → where it stands, and what it does in a few words."""


class LazyGroup(WholeGroup):
    """A group that imports a command only when it is asked for, so that ``--help`` and ``stats`` start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MirrorfoldError as error:
            click.echo(f"mirrorfold: {error}", err=True)
            ctx.exit(error.exit_code)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            click.echo("mirrorfold: There is no room left where the output is written. Free some", err=True)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is still to be flushed
            ctx.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mirrorfold", message="%(prog)s %(version)s")
def main() -> None:
    """Fold a news source and its mirrors into one set of articles.

    Exit codes: 0 done, 2 wrong configuration or arguments, 3 refused, 4 index unavailable, 5 archive unavailable,
    6 the crawl read nothing, 7 not found, 8 lease lost, 9 network forbidden, 10 not live, 11 not ready, 12 not fresh,
    1 anything else.
    """


if __name__ == "__main__":
    sys.exit(main())
