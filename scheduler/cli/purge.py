"""``mirrorfold purge``: articles are removed for good, by age or by name."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import click

from crawler.archive.removal.purge import Selection, count_selected, select_named_articles, select_old_articles
from crawler.archive.removal.tombstones import Decision
from crawler.model.errors import Refused
from crawler.settings import Configuration
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import find_user, json_option, reason_option
from scheduler.cli.terminal.places import place_options, places
from scheduler.orders.purge import purge as remove
from scheduler.reports.counts.selection import select_source
from scheduler.reports.formats.json_format import format_json
from scheduler.reports.formats.text_format import format_count, sanitize


def _day(_: click.Context, __: click.Parameter, day: datetime | None) -> int | None:
    """Read a day as its first second in UTC."""
    if day is None:
        return None
    begins = int(day.replace(tzinfo=UTC).timestamp())
    if begins > time.time():
        raise click.BadParameter("this day has not come yet")
    return begins


@click.command()
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    metavar="DATE",
    help="Articles that no mirror has shown since DATE, such as 2026-01-31 (UTC).",
)
@click.option("--source", help="With --before: only those of this source.")
@click.option("--article", "articles", type=int, multiple=True, metavar="ID", help="This article; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only tell how many would go, by source.")
@click.option("--yes", is_flag=True, help="Do it: nothing brings a text back.")
@reason_option(required=False)
@json_option
@place_options
@click.pass_context
def purge(
    ctx: click.Context, before: int | None, source: str | None, articles: tuple[int, ...], dry_run: bool, yes: bool,
    reason: str | None, as_json_: bool,
) -> None:  # fmt: skip
    """Remove articles with all that hangs from them, by age or by name; a daemon that runs does it.

    Each leaves a tombstone: its source, its keys, when, by whom and why. It is not fetched again and not stored again,
    until the tombstone is lifted ("mirrorfold tombstones").
    """
    if (before is None) == (not articles) or (source is not None and before is None):
        raise click.UsageError("Say which: --before DATE, with or without --source, or --article ID.")
    loaded = load_configuration(ctx)
    wanted, going = _wanted(ctx, loaded, before, source, articles)
    if not dry_run:
        _make_sure(sum(going.values()), yes=yes, reason=reason)
        word = Decision(find_user(), str(reason), int(time.time()))
        going = asyncio.run(remove(loaded, places(ctx).state, wanted, word)) if wanted else {}
    if as_json_:
        click.echo(format_json({"dry_run": dry_run, "articles": going}, indent=2))
    else:
        _print_counts(going, "would leave" if dry_run else "left")


def _wanted(
    ctx: click.Context, loaded: Configuration, before: int | None, source: str | None, articles: Sequence[int]
) -> tuple[list[Selection], dict[str, int]]:
    """What is to go, and how many that are, by source."""
    with open_archive(ctx, loaded) as archive:
        if before is None:
            wanted = archive.read(select_named_articles, articles)
        else:
            chosen = None if source is None else select_source(source, loaded, archive)
            wanted = archive.read(select_old_articles, before, chosen)
        return wanted, archive.read(count_selected, wanted)


def _make_sure(number: int, *, yes: bool, reason: str | None) -> None:
    if not reason:
        raise click.UsageError("To remove articles needs --reason: it is kept in the archive with your name.")
    if number and not yes:
        cure = "Say --yes to remove them for good, or --dry-run to see of which sources they are"
        raise Refused(f"{format_count(number, 'article')} would leave the archive", cure=cure)


def _print_counts(going: Mapping[str, int], ending: str) -> None:
    for source, number in going.items():
        click.echo(f"{sanitize(source)}: {format_count(number, 'article')} {ending}")
    if not going:
        click.echo("There is no such article.")
