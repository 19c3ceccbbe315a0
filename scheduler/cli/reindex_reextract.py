"""``mirrorfold reindex`` and ``reextract``: make the index, or the articles' fields, anew from the archive."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import click

from crawler.maintenance.rebuild_index import Rebuilt, rebuild_index
from crawler.maintenance.reextract import Reextracted
from crawler.maintenance.reextract import reextract_articles as reextract_source
from crawler.settings import Configuration
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import load_configuration
from scheduler.reports.formats.text_format import format_count
from scheduler.service.services import connect_stores, extraction_pool, open_stores, prepare_index, read_near_rule


@click.command(cls=Command)
@click.option("--take-over", is_flag=True, help="Also an index that belongs to another archive: it is this one's then.")
def reindex(*, take_over: bool) -> None:
    """Empty the index and fill it from the archive."""
    started = time.monotonic()
    done = asyncio.run(_reindex(load_configuration(), places().state, take_over=take_over))
    seconds = time.monotonic() - started
    click.echo(
        f"index: {format_count(done.keys, 'key')}, {format_count(done.sketches, 'sketch', 'sketches')} "
        f"in {seconds:.1f} s"
    )


async def _reindex(loaded: Configuration, state: Path, *, take_over: bool) -> Rebuilt:
    async with connect_stores(loaded, state) as (archive, index, _):
        return (await prepare_index(index, archive, loaded, take_over=take_over, anew=True)).written


@click.command(cls=Command)
@click.argument("source", required=False)
def reextract(source: str | None) -> None:
    """Read the kept pages of SOURCE, or of all sources, again with today's extractor."""
    loaded = load_configuration()
    wanted = [loaded.source(source)] if source else list(loaded.sources)
    done = asyncio.run(_reextract(loaded, places().state, [source.id for source in wanted]))
    click.echo(
        f"read again: {format_count(done.pages, 'page')}, {done.changed} with another text, {done.rejected} rejected, "
        f"{format_count(done.withdrawn, 'link')} withdrawn"
    )


async def _reextract(loaded: Configuration, state: Path, wanted: list[str]) -> Reextracted:
    async with open_stores(loaded, state) as (archive, index, _), extraction_pool(loaded.settings) as pool:
        rule = read_near_rule(loaded.settings).rule
        done = await reextract_source(archive, pool, [loaded.source(name) for name in wanted], rule)
        if done.changed:
            names = [source.id for source in loaded.sources]
            await rebuild_index(archive, index, read_near_rule(loaded.settings), names, int(archive.clock()))
        return done
