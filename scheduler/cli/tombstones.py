"""``mirrorfold tombstones``: articles that were removed, and how they may come again."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import click

from crawler.archive.removal.tombstones import Decision, Tombstone, load_tombstones
from crawler.model.errors import NotFound
from scheduler.cli.terminal.command_groups import ListingGroup
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import find_user, json_option, reason_option
from scheduler.cli.terminal.places import place_options, places
from scheduler.cli.terminal.printing import print_answer
from scheduler.orders.purge import lift as lift_tombstone
from scheduler.reports.counts.selection import select_source
from scheduler.reports.formats.text_format import format_count, format_moment, parse_moment, sanitize


@click.group(cls=ListingGroup)
@place_options
def tombstones() -> None:
    """List articles that were removed, of all sources or of one, and let them come again."""


@tombstones.command("list")
@click.argument("source", required=False)
@click.option("--all", "lifted", is_flag=True, help="Those too that were lifted.")
@click.option("--limit", type=click.IntRange(1, 30_000), default=50, show_default=True, help="How many at most.")
@json_option
@place_options
@click.pass_context
def list_(ctx: click.Context, source: str | None, lifted: bool, limit: int, as_json_: bool) -> None:
    """List the tombstones of all sources, or of SOURCE, the latest first; "list" may be left out."""
    loaded = load_configuration(ctx)
    with open_archive(ctx, loaded) as archive:
        chosen = None if source is None else select_source(source, loaded, archive)
        stones = archive.read(load_tombstones, chosen, lifted=lifted, limit=limit)
    lines = list(map(_line, stones)) or ["No article was removed."]
    print_answer([_facts(stone) for stone in stones], lines, as_json=as_json_)


@tombstones.command()
@click.argument("tombstone", type=int)
@reason_option()
@place_options
@click.pass_context
def lift(ctx: click.Context, tombstone: int, reason: str) -> None:
    """Lift TOMBSTONE, a number that the list tells: the article is news again when a listing shows it.

    Nothing of what was removed comes back by itself. The tombstone stays in the archive, as lifted. A daemon that runs
    does it.
    """
    loaded = load_configuration(ctx)
    if abs(tombstone) >= 2**63:
        cure = "mirrorfold tombstones lists the numbers"
        raise NotFound("There is no such tombstone", where=f"tombstone {tombstone}", cure=cure)
    word = Decision(find_user(), reason, int(time.time()))
    with open_archive(ctx, loaded):
        pass
    source = asyncio.run(lift_tombstone(loaded, places(ctx).state, tombstone, word))
    click.echo(f"tombstone {tombstone} of {sanitize(source)} is lifted")


def _facts(stone: Tombstone) -> dict[str, Any]:
    facts = {"id": stone.id, "source": stone.source, "article": stone.article, "keys": list(stone.keys)}
    facts |= {"removed": _word_facts(stone.removed)}
    return facts | {"lifted": None if stone.lifted is None else _word_facts(stone.lifted)}


def _word_facts(word: Decision) -> dict[str, Any]:
    return {"who": word.who, "reason": word.reason, "at": parse_moment(word.at)}


def _line(stone: Tombstone) -> str:
    more = f" and {format_count(len(stone.keys) - 1, 'key')} more" if len(stone.keys) > 1 else ""
    removed = (
        f"{stone.source}: article {stone.article}, {stone.keys[0]}{more}, removed by {_format_word(stone.removed)}"
    )
    lifted = "" if stone.lifted is None else f"; lifted by {_format_word(stone.lifted)}"
    return f"{stone.id:>6}  {format_moment(stone.removed.at)}  {sanitize(removed + lifted)}"


def _format_word(word: Decision) -> str:
    return f"{word.who}: {word.reason}"
