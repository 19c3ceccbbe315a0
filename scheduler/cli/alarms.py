"""``mirrorfold alarms``: what a person has to look at, and their answer."""

from __future__ import annotations

import time

import click

from crawler.archive.disputes.alarms import acknowledge_alarm, load_alarms
from scheduler.cli.terminal.command_groups import ListingGroup
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import find_user, json_option, reason_option
from scheduler.cli.terminal.places import place_options
from scheduler.cli.terminal.printing import print_answer
from scheduler.reports.counts.selection import select_source
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
        unanswered = archive.read(load_alarms, chosen, answered=answered)
    lines = [line for alarm in unanswered for line in alarm_lines(alarm)] or ["No alarm."]
    print_answer([alarm_facts(alarm) for alarm in unanswered], lines, as_json=as_json_)


@alarms.command()
@click.argument("alarm", type=int)
@reason_option()
@json_option
@place_options
@click.pass_context
def ack(ctx: click.Context, alarm: int, reason: str, as_json_: bool) -> None:
    """Answer ALARM, a number: it is listed no more, and stays in the archive with your name and the reason."""
    with open_archive(ctx, load_configuration(ctx)) as archive:
        answered = archive.call(acknowledge_alarm, alarm, find_user(), reason, int(time.time()))
    print_answer(alarm_facts(answered), alarm_lines(answered), as_json=as_json_)
