"""Archive → index: everything the index knew, written anew. Afterwards its answers count again."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, case, exists, func, select, true

from crawler.archive.database.store import Archive
from crawler.archive.pages.quarantine import LASTING
from crawler.archive.removal.tombstones import load_removed_keys
from crawler.archive.tables.articles import articles, quarantine
from crawler.archive.texts.sketched_texts import SketchedText, load_sketched_after
from crawler.canonical.known_key import REMOVED, Known
from crawler.canonical.revisit import next_try
from crawler.canonical.sketch import sketch
from crawler.canonical.text import shingles, tokens
from crawler.index import keys
from crawler.index.building import begin_building, end_building, let_rest
from crawler.index.client import Index
from crawler.index.known_keys import build_remember_commands
from crawler.index.listing_states import build_forget_commands
from crawler.index.packed_postings import Entry
from crawler.index.postings import Postings
from crawler.judging.canonicalizer import Near
from crawler.model.article import MIRROR_REASONS

T = TypeVar("T")

BATCH = 2000
"""Rows in memory at a time."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was written: article keys, and texts that can be found as near-duplicates."""

    keys: int = 0
    sketches: int = 0


async def rebuild_index(archive: Archive, index: Index, near: Near, sources: Iterable[str], now: int) -> Rebuilt:
    """Empty the index and fill it from the archive; its marks come last, so that nobody reads a half.

    :param sources: all configured sources, so that those without articles are marked too
    :raises IndexUnavailable, ArchiveUnavailable: the index then stays without marks, and refuses to answer
    """
    await index.empty()
    building = _Building(index, secrets.token_hex(8))
    own = await index.list_own_partitions()
    await building.begin([*keys.posting_partitions(), *own, *map(keys.source_partition, sorted(set(sources)))])
    written = await _rebuild_known(archive, building)
    sketches = await _rebuild_postings(archive, index, near, now)
    await end_building(index, sorted(building.partitions), building.name)
    return Rebuilt(written, sketches)


async def rebuild_partitions(
    archive: Archive, index: Index, near: Near, partitions: Collection[str], now: int, *, rest: float = 0.0
) -> Rebuilt:
    """Make some partitions anew while the others go on answering.

    :param rest: seconds for which no host is asked whose slots are on the servers whose own partitions these are
    :raises IndexUnavailable, ArchiveUnavailable: they then stay without marks
    """
    building = _Building(index, secrets.token_hex(8))
    await building.begin(partitions)
    await let_rest(index, sorted(partitions), rest)
    sources = sorted(name for name in map(keys.find_source, partitions) if name is not None)
    numbers = [n for n in range(keys.PARTITIONS) if keys.posting_partition(n) in building.partitions]
    postings = Postings(index, near.window_days, near.most_bytes)
    await index.execute([command for n in numbers for command in postings.forget_commands(n, now)], [])
    written = 0
    for source in sources:
        await index.execute(await build_forget_commands(index, source), [])
        written += await _rebuild_known(archive, building, source)
    sketches = await _rebuild_postings(archive, index, near, now, numbers) if numbers else 0
    await end_building(index, sorted(partitions), building.name)
    return Rebuilt(written, sketches)


class _Building:
    """The building of some partitions, each of which is begun before it is written to."""

    def __init__(self, index: Index, name: str) -> None:
        self.index, self.name, self.partitions = index, name, set[str]()

    async def begin(self, partitions: Iterable[str]) -> None:
        """Begin those that are not begun yet."""
        fresh = sorted(set(partitions) - self.partitions)
        await begin_building(self.index, fresh, self.name)
        self.partitions |= set(fresh)


async def _rebuild_known(archive: Archive, building: _Building, source: str | None = None) -> int:
    """Write what is known of every key, of a source or of all, whose partitions are begun as they are met.

    :returns: how many keys there are
    """
    waiting = await archive.load(_quarantined, source)
    await _write_known(building, waiting)
    count = len(waiting)

    def list_known(batch: Sequence[Any]) -> list[tuple[str, str, Known]]:
        nonlocal count
        count += sum(article.part == 0 for article in batch)
        return [(article.source, article.key, Known(article.home)) for article in batch]

    await _write_batches(
        lambda after: archive.load(_articles, after, source), list_known, lambda known: _write_known(building, known)
    )
    return count + await _rebuild_removed(archive, building, source)


async def rebuild_source_keys(archive: Archive, index: Index, source: str) -> None:
    """Write what is known of one source's keys anew; the caller holds its lease, and nobody asks meanwhile.

    :raises IndexUnavailable, ArchiveUnavailable: some of them are then missing, and it is to be done again
    """
    await index.execute([("UNLINK", keys.known(source))], [keys.source_partition(source)])
    building = _Building(index, "")
    building.partitions.add(keys.source_partition(source))  # it goes on counting: nobody asks, and the lease is held
    await _rebuild_known(archive, building, source)


async def _rebuild_removed(archive: Archive, building: _Building, source: str | None = None) -> int:
    """Write the keys of removed articles; last, for one that another article has as well is not fetched either.

    :param source: whose; None: of all
    :returns: how many there are
    """
    count, last = 0, (0, "")
    while batch := await archive.load(load_removed_keys, last, BATCH, source):
        last = batch[-1][0], batch[-1][2]
        await _write_known(building, [(owner, key, REMOVED) for _, owner, key in batch])
        count += len(batch)
    return count


async def _write_known(building: _Building, entries: Iterable[tuple[str, str, Known]]) -> None:
    by_source: dict[str, dict[str, Known]] = defaultdict(dict)
    for source, key, known in entries:
        by_source[source][key] = known
    await building.begin(map(keys.source_partition, by_source))
    await building.index.execute([c for entries in by_source.items() for c in build_remember_commands(*entries)], [])


async def _rebuild_postings(
    archive: Archive, index: Index, near: Near, now: int, partitions: Collection[int] | None = None
) -> int:
    """Publish every text within the window that is long enough to be linked.

    :param partitions: those that its postings are written to; None: all
    :returns: how many there are
    """
    postings = Postings(index, near.window_days, near.most_bytes)
    count = 0

    def publish(batch: Sequence[SketchedText]) -> list[tuple[object, ...]]:
        nonlocal count
        entries = build_entries(batch, near)
        count += len(entries)
        return postings.publish_commands(entries, partitions)

    begin = postings.begin(now)
    await _write_batches(
        lambda after: archive.load(load_sketched_after, after, begin, BATCH),
        publish,
        lambda commands: index.execute(commands, []),
    )
    return count


async def _write_batches(
    load: Callable[[int], Coroutine[Any, Any, Sequence[Any]]],
    make: Callable[[Sequence[Any]], T],
    write: Callable[[T], Coroutine[Any, Any, object]],
) -> None:
    """Write all rows in batches by id, one after the other; while the index takes one, the next is loaded and made.

    :param load: a batch of rows behind an id; empty behind the last one
    :param make: rows → what is written; called in a thread, for it takes a processor's time
    """
    following = asyncio.create_task(load(0), name="load what is written next")
    writing: asyncio.Task[object] | None = None
    try:
        while batch := await following:
            following = asyncio.create_task(load(batch[-1].id), name="load what is written next")
            made = await asyncio.to_thread(make, batch)
            if writing is not None:
                await writing
            writing = asyncio.create_task(write(made), name="write what was made")
        if writing is not None:
            await writing
    finally:
        left = [task for task in (following, writing) if task is not None]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)  # nothing is written behind the back of who hears of it


def build_entries(texts: Iterable[SketchedText], near: Near) -> list[Entry]:
    """What the index holds of some texts, of those that are long enough to be linked."""
    shingled = [(text, shingles(tokens(text.text, text.mask))) for text in texts]
    return [
        Entry(revision=text.id, sketch=sketch(shingled, near.sampling), shingles=len(shingled), at=text.first_seen)
        for text, shingled in shingled
        if len(shingled) >= near.rule.min_shingles
    ]


def _quarantined(connection: Connection, source: str | None = None) -> list[tuple[str, str, Known]]:
    """Keys that only ever led to pages in quarantine, of a source or of all."""
    q = quarantine.c
    rows = connection.execute(
        select(
            q.source,
            q.key,
            func.max(q.tries),
            func.min(q.first_seen),
            func.max(q.last_seen),
            func.min(case((q.reason.in_([reason.value for reason in LASTING]), 1), else_=0)),
        )
        .where(q.reason.not_in([reason.value for reason in MIRROR_REASONS]))
        .where(~exists().where(articles.c.source == q.source, articles.c.key == q.key))
        .where(q.source == source if source is not None else true())
        .group_by(q.source, q.key)
    )
    return [
        (owner, key, Known(0, retry_at=next_try(tries, since, last, lasting=bool(lasting))))
        for owner, key, tries, since, last, lasting in rows
    ]


def _articles(connection: Connection, after: int, source: str | None = None) -> Sequence[Any]:
    """A batch of articles of a source or of all, each with the one that it was folded into, or itself; of those that
    reuse a key the last comes last, and stays."""
    a = articles.c
    home = func.coalesce(a.folded_into, a.id).label("home")
    batch = select(a.id, a.source, a.key, a.part, home).where(a.id > after).order_by(a.id).limit(BATCH)
    return connection.execute(batch if source is None else batch.where(a.source == source)).all()
