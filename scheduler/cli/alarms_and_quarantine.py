"""``mirrorfold alarms`` and ``quarantine``: what a person has to look at, and their answer."""

from __future__ import annotations

import click
from sqlalchemy import Connection

from crawler.archive.disputes.alarms import acknowledge_alarm, load_alarms
from crawler.archive.pages.quarantine import Quarantined, load_quarantine, load_quarantined_page, request_retry
from crawler.model.article import Reason
from crawler.model.errors import NotFound
from scheduler.cli.places import ListingGroup
from scheduler.cli.terminal import find_user, json_option, load_configuration, open_archive, print_answer, reason_option
from scheduler.reports.counts.selection import select_source
from scheduler.reports.formats.text_format import align_columns, format_count, sanitize
from scheduler.reports.lists.alarms import alarm_facts, alarm_lines
from scheduler.reports.lists.quarantine import format_standing, quarantined_facts, quarantined_line


@click.group(cls=ListingGroup)
def alarms() -> None:
    """List alarms, of all sources or of one, and answer them."""


@alarms.command("list")
@click.argument("source", required=False)
@click.option("--all", "answered", is_flag=True, help="Those too that were answered.")
@json_option
def list_alarms(source: str | None, answered: bool, as_json: bool) -> None:
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
        answered = archive.call(acknowledge_alarm, alarm, find_user(), reason, int(archive.clock()))
    print_answer(alarm_facts(answered), alarm_lines(answered), as_json=as_json)


@click.group(cls=ListingGroup)
def quarantine() -> None:
    """List pages that were no articles, of all sources or of one, and have them tried again."""


@quarantine.command("list")
@click.argument("source", required=False)
@click.option("--reason", type=click.Choice([reason.value for reason in Reason]), help="Only those for this reason.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many at most.")
@json_option
def list_quarantine(source: str | None, reason: str | None, limit: int, as_json: bool) -> None:
    """List the pages in quarantine of all sources, or of SOURCE, the latest first; "list" may be left out."""
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        chosen = None if source is None else select_source(source, loaded, archive)
        pages = archive.read(load_quarantine, chosen, reason, limit)
    lines = [quarantined_line(page) for page in pages] or ["Nothing is in quarantine."]
    print_answer([quarantined_facts(page) for page in pages], lines, as_json=as_json)


@quarantine.command()
@click.argument("page", type=int)
@json_option
def show(page: int, as_json: bool) -> None:
    """Show all that is known of PAGE, a number that the list tells."""
    with open_archive(load_configuration()) as archive:
        known = archive.read(_page, page)
    facts = quarantined_facts(known)
    lines = align_columns([(name, sanitize(str(value))) for name, value in facts.items()], {0, 1})
    print_answer(facts, [*lines, format_standing(known)], as_json=as_json)


@quarantine.command()
@click.argument("pages", type=int, nargs=-1, required=True)
def retry(pages: tuple[int, ...]) -> None:
    """Have PAGES, numbers that the list tells, tried again: the next run of their source does it."""
    with open_archive(load_configuration()) as archive:
        for page in pages:
            archive.read(_page, page)
        number = archive.call(request_retry, pages)
    click.echo(f"{format_count(number, 'page')} will be tried again in the next run")


def _page(connection: Connection, number: int) -> Quarantined:
    page = load_quarantined_page(connection, number) if abs(number) < 2**63 else None
    if page is None:
        cure = "mirrorfold quarantine lists the numbers"
        raise NotFound("There is no such page in quarantine", where=f"page {number}", cure=cure)
    return page
