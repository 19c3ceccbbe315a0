"""``mirrorfold alarms``: what a person has to look at, and their answer."""

from __future__ import annotations

import time

import click

from crawler.archive.disputes.alarms import acknowledge_alarm, load_alarms
from scheduler.cli.places import ListingGroup
from scheduler.cli.terminal import find_user, json_option, load_configuration, open_archive, print_answer, reason_option
from scheduler.reports.counts.selection import select_source
from scheduler.reports.lists.alarms import alarm_facts, alarm_lines


@click.group(cls=ListingGroup)
def alarms() -> None:
    """List alarms, of all sources or of one, and answer them."""


@alarms.command("list")
@click.argument("source", required=False)
@click.option("--all", "answered", is_flag=True, help="Those too that were answered.")
@json_option
def list_(source: str | None, answered: bool, as_json: bool) -> None:
    """List the alarms of all sources, or of SOURCE, that nobody has answered, the oldest first; "list" may be left out.

    Each alarm comes once. It tells which mirror says something else than which, since when, and what.
    """
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        chosen = None if source is None else select_source(source, loaded, archive)
        unanswered = archive.read(load_alarms, chosen, answered=answered)
    lines = [line for alarm in unanswered for line in alarm_lines(alarm)] or ["No alarm."]
    print_answer([alarm_facts(alarm) for alarm in unanswered], lines, as_json=as_json)


@alarms.command()
@click.argument("alarm", type=int)
@reason_option()
@json_option
def ack(alarm: int, reason: str, as_json: bool) -> None:
    """Answer ALARM, a number: it is listed no more, and stays in the archive with your name and the reason."""
    with open_archive(load_configuration()) as archive:
        answered = archive.call(acknowledge_alarm, alarm, find_user(), reason, int(time.time()))
    print_answer(alarm_facts(answered), alarm_lines(answered), as_json=as_json)
