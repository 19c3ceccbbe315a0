"""``mirrorfold source boilerplate``: the lines of a source that do not count when texts are compared."""

from __future__ import annotations

import time

import click

from crawler.archive.texts.boilerplate import load_known_lines, override_line
from crawler.canonical.mask import LineStanding
from crawler.canonical.text import compared_line
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import find_user, json_option, reason_option
from scheduler.cli.terminal.places import place_options
from scheduler.cli.terminal.printing import print_answer
from scheduler.reports.counts.selection import select_source
from scheduler.reports.lists.boilerplate import repeated_facts, repeated_lines


@click.command()
@click.argument("name")
@click.option("--add", "added", metavar="LINE", help="Declare LINE to be boilerplate.")
@click.option("--text", "text", metavar="LINE", help="Declare LINE to be text: it counts, and is never learned.")
@click.option("--forget", "forgotten", metavar="LINE", help="Take back what was said of LINE; it may be learned again.")
@reason_option(required=False)
@json_option
@place_options
@click.pass_context
def boilerplate(
    ctx: click.Context, name: str, added: str | None, text: str | None, forgotten: str | None, reason: str | None,
    as_json_: bool,
) -> None:  # fmt: skip
    """Show the lines of the source NAME that were learned or declared to be boilerplate, or decide about one.

    Lines are learned at the end of a run. Case and the punctuation around a line do not matter. Stored texts never
    change: what is decided about a line holds from the next judgement on.
    """
    loaded = load_configuration(ctx)
    named = {LineStanding.BOILERPLATE: added, LineStanding.TEXT: text, LineStanding.OPEN: forgotten}
    decisions = [(standing, line) for standing, line in named.items() if line is not None]
    with open_archive(ctx, loaded) as archive:
        source = select_source(name, loaded, archive)
        for standing, line in decisions:
            now = int(time.time())
            archive.call(override_line, source, _line(line), standing, who=find_user(), reason=_reason(reason), now=now)
        lines = archive.read(load_known_lines, source)
    print_answer(repeated_facts(source, lines), repeated_lines(source, lines), as_json=as_json_)


def _reason(reason: str | None) -> str:
    if not reason:
        raise click.UsageError("A decision needs --reason: it is kept in the archive with your name and the time.")
    return reason


def _line(line: str) -> str:
    compared = compared_line(line)
    if not compared:
        raise click.BadParameter("there is no word in this line")
    return compared
