"""``mirrorfold purge`` and ``tombstones``: articles are removed for good, and may come again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from crawler.archive.removal.purge import PurgeSelection, count_selected, select_named_articles, select_old_articles
from crawler.archive.removal.tombstones import Decision, Tombstone, load_tombstones
from crawler.model.errors import NotFound, Refused
from crawler.settings import Configuration
from scheduler.cli.places import Command, ListingGroup, places
from scheduler.cli.terminal import find_user, json_option, load_configuration, open_archive, print_answer, reason_option
from scheduler.orders.purge import lift as lift_tombstone
from scheduler.orders.purge import purge as remove
from scheduler.reports.counts.selection import select_source
from scheduler.reports.formats.text_format import format_count, format_moment, record_facts, sanitize


def _day(_: click.Context, __: click.Parameter, day: datetime | None) -> int | None:
    """Read a day as its first second in UTC."""
    if day is None:
        return None
    begins = int(day.replace(tzinfo=UTC).timestamp())
    if begins > time.time():
        raise click.BadParameter("this day has not come yet")
    return begins


@click.command(cls=Command)
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
def purge(
    before: int | None, source: str | None, articles: tuple[int, ...], dry_run: bool, yes: bool,
    reason: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Remove articles with all that hangs from them, by age or by name; a daemon that runs does it.

    Each leaves a tombstone: its source, its keys, when, by whom and why. It is not fetched again and not stored again,
    until the tombstone is lifted ("mirrorfold tombstones").
    """
    if (before is None) == (not articles) or (source is not None and before is None):
        raise click.UsageError("Say which: --before DATE, with or without --source, or --article ID.")
    loaded = load_configuration()
    wanted, going = _wanted(loaded, before, source, articles)
    if not dry_run:
        _make_sure(sum(going.values()), yes=yes, reason=reason)
        word = Decision(find_user(), str(reason), int(time.time()))
        going = asyncio.run(remove(loaded, places().state, wanted, word)) if wanted else {}
    ending = "would leave" if dry_run else "left"
    counts = [f"{sanitize(name)}: {format_count(number, 'article')} {ending}" for name, number in going.items()]
    lines = counts or ["There is no such article."]
    print_answer({"dry_run": dry_run, "articles": going}, lines, as_json=as_json)


def _wanted(
    loaded: Configuration, before: int | None, source: str | None, articles: Sequence[int]
) -> tuple[list[PurgeSelection], dict[str, int]]:
    """What is to go, and how many that are, by source."""
    with open_archive(loaded) as archive:
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


@click.group(cls=ListingGroup)
def tombstones() -> None:
    """List articles that were removed, of all sources or of one, and let them come again."""


@tombstones.command("list")
@click.argument("source", required=False)
@click.option("--all", "lifted", is_flag=True, help="Those too that were lifted.")
@click.option("--limit", type=click.IntRange(1, 30_000), default=50, show_default=True, help="How many at most.")
@json_option
def list_(source: str | None, lifted: bool, limit: int, as_json: bool) -> None:
    """List the tombstones of all sources, or of SOURCE, the latest first; "list" may be left out."""
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        chosen = None if source is None else select_source(source, loaded, archive)
        stones = archive.read(load_tombstones, chosen, lifted=lifted, limit=limit)
    lines = list(map(_line, stones)) or ["No article was removed."]
    print_answer([_facts(stone) for stone in stones], lines, as_json=as_json)


@tombstones.command()
@click.argument("tombstone", type=int)
@reason_option()
def lift(tombstone: int, reason: str) -> None:
    """Lift TOMBSTONE, a number that the list tells: the article is news again when a listing shows it.

    Nothing of what was removed comes back by itself. The tombstone stays in the archive, as lifted. A daemon that runs
    does it.
    """
    loaded = load_configuration()
    if abs(tombstone) >= 2**63:
        cure = "mirrorfold tombstones lists the numbers"
        raise NotFound("There is no such tombstone", where=f"tombstone {tombstone}", cure=cure)
    word = Decision(find_user(), reason, int(time.time()))
    with open_archive(loaded):
        pass
    source = asyncio.run(lift_tombstone(loaded, places().state, tombstone, word))
    click.echo(f"tombstone {tombstone} of {sanitize(source)} is lifted")


def _facts(stone: Tombstone) -> dict[str, Any]:
    lifted = None if stone.lifted is None else record_facts(stone.lifted, "at")
    return asdict(stone) | {"removed": record_facts(stone.removed, "at"), "lifted": lifted}


def _line(stone: Tombstone) -> str:
    more = f" and {format_count(len(stone.keys) - 1, 'key')} more" if len(stone.keys) > 1 else ""
    removed = f"removed by {stone.removed.who}: {stone.removed.reason}"
    lifted = "" if stone.lifted is None else f"; lifted by {stone.lifted.who}: {stone.lifted.reason}"
    line = sanitize(f"{stone.source}: article {stone.article}, {stone.keys[0]}{more}, {removed}{lifted}")
    return f"{stone.id:>6}  {format_moment(stone.removed.at)}  {line}"
