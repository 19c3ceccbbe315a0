"""``mirrorfold quarantine``: pages that were no articles, why, and another try."""

from __future__ import annotations

import click
from sqlalchemy import Connection

from crawler.archive.pages.quarantine import Quarantined, ask_again, quarantined, quarantined_page
from crawler.model.article import Reason
from crawler.model.errors import NotFound
from scheduler.cli.terminal.command_groups import ListingGroup
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import json_option
from scheduler.cli.terminal.places import place_options
from scheduler.cli.terminal.printing import print_lines
from scheduler.reports.counts.selection import select_source
from scheduler.reports.formats.json_format import format_json
from scheduler.reports.formats.text_format import format_count, sanitize
from scheduler.reports.lists.quarantine import format_standing, quarantined_facts, quarantined_line


@click.group(cls=ListingGroup)
@place_options
def quarantine() -> None:
    """List pages that were no articles, of all sources or of one, and have them tried again."""


@quarantine.command("list")
@click.argument("source", required=False)
@click.option("--reason", type=click.Choice([reason.value for reason in Reason]), help="Only those for this reason.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many at most.")
@json_option
@place_options
@click.pass_context
def list_(ctx: click.Context, source: str | None, reason: str | None, limit: int, as_json_: bool) -> None:
    """List the pages in quarantine of all sources, or of SOURCE, the latest first; "list" may be left out."""
    loaded = load_configuration(ctx)
    with open_archive(ctx, loaded) as archive:
        chosen = None if source is None else select_source(source, loaded, archive)
        found = archive.read(quarantined, chosen, reason, limit)
    if as_json_:
        click.echo(format_json([quarantined_facts(one) for one in found], indent=2))
    elif not found:
        click.echo("Nothing is in quarantine.")
    else:
        print_lines(quarantined_line(one) for one in found)


@quarantine.command()
@click.argument("page", type=int)
@json_option
@place_options
@click.pass_context
def show(ctx: click.Context, page: int, as_json_: bool) -> None:
    """Show all that is known of PAGE, a number that the list tells."""
    with open_archive(ctx, load_configuration(ctx)) as archive:
        found = archive.read(_page, page)
    if as_json_:
        click.echo(format_json(quarantined_facts(found), indent=2))
        return
    facts = quarantined_facts(found)
    width = max(map(len, facts))
    print_lines(f"{name:{width}}  {sanitize(str(value))}" for name, value in facts.items())
    click.echo(format_standing(found))


@quarantine.command()
@click.argument("pages", type=int, nargs=-1, required=True)
@place_options
@click.pass_context
def retry(ctx: click.Context, pages: tuple[int, ...]) -> None:
    """Have PAGES, numbers that the list tells, tried again: the next run of their source does it."""
    with open_archive(ctx, load_configuration(ctx)) as archive:
        for page in pages:
            archive.read(_page, page)
        number = archive.call(ask_again, pages)
    click.echo(f"{format_count(number, 'page')} will be tried again in the next run")


def _page(connection: Connection, number: int) -> Quarantined:
    found = quarantined_page(connection, number) if abs(number) < 2**63 else None
    if found is None:
        cure = "mirrorfold quarantine lists the numbers"
        raise NotFound("There is no such page in quarantine", where=f"page {number}", cure=cure)
    return found
