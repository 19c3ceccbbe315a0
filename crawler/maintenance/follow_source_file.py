"""A source's file that says something else than at the last crawl acts at once: its listings are read in full, and keys
are made anew from the addresses that the archive saw, without a request.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace

import xxhash
from sqlalchemy import Connection

from crawler.archive.keys.source_addresses import (
    SourceAddresses,
    load_ambiguous_keys,
    load_source_addresses,
    mark_keys_indexed,
    record_ambiguous_keys,
)
from crawler.archive.keys.switch_keys import load_key_families, switch_keys
from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.canonical.new_keys import Family, describe_urls, make_new_keys, parse_urls
from crawler.context.run_context import Run
from crawler.index.listing_states import forget_listings
from crawler.maintenance.rebuild_index import rebuild_source_keys
from crawler.model.failpoints import reached
from crawler.settings import Source

log = logging.getLogger(__name__)


def describe_listings(source: Source) -> str:
    """Digest what a source's file says of its listings and mirrors."""
    listings = tuple((each.kind, each.address, *([each.fields] if each.fields else [])) for each in source.listings)
    written = repr((listings, [mirror.origin for mirror in source.mirrors], source.timezone))
    return xxhash.xxh3_64_hexdigest(written.encode())


async def follow_source_file(run: Run) -> None:
    """Let the archive and the index follow what the source's file says of its addresses, before anything is read.

    :raises IndexUnavailable, ArchiveUnavailable, LeaseLost: the next run goes on with it
    """
    archive, source = run.services.archive, run.source.id
    wanted = SourceAddresses(describe_listings(run.source), describe_urls(run.urls))
    before, is_indexed, ambiguous = await archive.load(_load_standing, source, wanted.urls)
    if ambiguous:
        run.urls = replace(run.urls, ambiguous=ambiguous)
    if before == wanted:
        if not is_indexed:
            await _index_keys(run)
        return
    former = parse_urls(before.urls) if before is not None else None
    if former is not None and before is not None:
        former = replace(former, ambiguous=await archive.load(load_ambiguous_keys, source, before.urls))
    await _switch(run, wanted, former)


def _load_standing(
    connection: Connection, source: str, urls: str
) -> tuple[SourceAddresses | None, bool, frozenset[str]]:
    """Load what the source's file said, whether the index has its keys, and which are ambiguous, in one go."""
    return *load_source_addresses(connection, source), load_ambiguous_keys(connection, source, urls)


async def part_shared_keys(run: Run, keys: Mapping[str, tuple[str, str]]) -> None:
    """Let the articles be known by their addresses that a template put under one key, those of earlier runs too.

    :param keys: key → the addresses of two of its articles
    :raises IndexUnavailable, ArchiveUnavailable, LeaseLost: the next run goes on with it
    """
    wanted = SourceAddresses(describe_listings(run.source), describe_urls(run.urls))
    former = run.urls
    run.urls = replace(run.urls, ambiguous=run.urls.ambiguous | keys.keys())
    await run.services.archive.run_for(
        run.source.id, record_ambiguous_keys, run.source.id, wanted.urls, keys, run.now()
    )
    await _switch(run, wanted, former)


async def _switch(run: Run, wanted: SourceAddresses, former: SourceUrls | None) -> None:
    archive, source = run.services.archive, run.source.id
    families = await _load_families(run)
    # in a thread: a hundred thousand addresses take seconds
    keys = await asyncio.to_thread(make_new_keys, families, former, run.urls)
    run.urls = urls = replace(run.urls, ambiguous=run.urls.ambiguous | keys.ambiguous.keys())
    for key, (first, other) in sorted(keys.ambiguous.items()):
        sentence = f"the file's templates give one key, {key}, to articles with addresses {first} and {other}"
        run.tally.warn(f"{sentence}: they stay apart, known by their addresses")
    reached("keys.switch.before")
    await archive.run(
        switch_keys,
        source,
        run.id,
        wanted,
        keys,
        lambda url: canonicalize(url, urls).key,
        lambda url: canonicalize(url, former).key if former is not None else None,
        run.now(),
    )
    reached("keys.switch.after")
    await _index_keys(run)
    if keys.changed or keys.further:
        log.info("%s: its file says something else of addresses: %d keys made anew", source, len(keys.changed))


async def _load_families(run: Run) -> list[Family]:
    families: list[Family] = []
    while batch := await run.services.archive.load(
        load_key_families, run.source.id, families[-1].home if families else 0
    ):
        families += batch
    return families


async def _index_keys(run: Run) -> None:
    """Write the source's keys into the index anew, and let its listings be read in full."""
    source = run.source.id
    reached("keys.index.before")
    await rebuild_source_keys(run.services.archive, run.services.index, source)
    reached("keys.index.after")
    await forget_listings(run.services.index, source)
    await run.services.archive.run_for(source, mark_keys_indexed, source)
