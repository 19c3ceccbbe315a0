"""``mirrorfold alarms``: what a person has to look at, and their answer."""

from __future__ import annotations

import time

import click

from crawler.archive.disputes.alarms import acknowledge, listed_alarms
from scheduler.cli.terminal.command_groups import ListingGroup
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import find_user, json_option, reason_option
from scheduler.cli.terminal.places import place_options
from scheduler.cli.terminal.printing import print_lines
from scheduler.reports.counts.selection import select_source
from scheduler.reports.formats.json_format import format_json
from scheduler.reports.lists.alarms import alarm_facts, alarm_lines


@click.group(cls=ListingGroup)
@place_options
def alarms() -> None:
    """List alarms, of all sources or of one, and answer them."""


@alarms.command("list")
@click.argument("source", required=False)
@click.option("--all", "answered", is_flag=True, help="Those too that were answered.")
@json_option
@place_options
@click.pass_context
def list_(ctx: click.Context, source: str | None, answered: bool, as_json_: bool) -> None:
    """List the alarms of all sources, or of SOURCE, that nobody has answered, the oldest first; "list" may be left out.

    Each alarm comes once. It tells which mirror says something else than which, since when, and what.
    """
    loaded = load_configuration(ctx)
    with open_archive(ctx, loaded) as archive:
        chosen = None if source is None else select_source(source, loaded, archive)
        found = archive.read(listed_alarms, chosen, answered=answered)
    if as_json_:
        click.echo(format_json([alarm_facts(alarm) for alarm in found], indent=2))
    elif not found:
        click.echo("No alarm.")
    else:
        print_lines(line for alarm in found for line in alarm_lines(alarm))


@alarms.command()
@click.argument("alarm", type=int)
@reason_option()
@json_option
@place_options
@click.pass_context
def ack(ctx: click.Context, alarm: int, reason: str, as_json_: bool) -> None:
    """Answer ALARM, a number: it is listed no more, and stays in the archive with your name and the reason."""
    with open_archive(ctx, load_configuration(ctx)) as archive:
        told = archive.call(acknowledge, alarm, find_user(), reason, int(time.time()))
    if as_json_:
        click.echo(format_json(alarm_facts(told), indent=2))
    else:
        print_lines(alarm_lines(told))
