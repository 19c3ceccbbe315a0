"""Archive → index: everything the index knew, written anew. Afterwards its answers count again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

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
from crawler.index.client import Index
from crawler.index.known_keys import build_remember_commands
from crawler.index.packed_postings import Entry
from crawler.index.postings import Postings
from crawler.judging.canonicalizer import Near
from crawler.model.article import MIRROR_REASONS

BATCH = 500
"""Rows in memory at a time."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was written: article keys, and texts that can be found as near-duplicates."""

    keys: int
    sketches: int


async def rebuild_index(archive: Archive, index: Index, near: Near, sources: Iterable[str], now: int) -> Rebuilt:
    """Empty the index and fill it from the archive; its marks come last, so that nobody reads a half.

    :param sources: all configured sources, so that those without articles are marked too
    :raises IndexUnavailable, ArchiveUnavailable: the index then stays without marks, and refuses to answer
    """
    await index.empty()
    marked = set(sources)
    written = await _rebuild_known(archive, index, marked)
    sketches = await _rebuild_postings(archive, index, near, now)
    await index.mark([*keys.posting_partitions(), *map(keys.source_partition, sorted(marked))], anew=True)
    return Rebuilt(written, sketches)


async def _rebuild_known(archive: Archive, index: Index, marked: set[str]) -> int:
    """Write what is known of every key, and add the keys' sources to those that are marked.

    :returns: how many keys there are
    """
    waiting = await archive.run(_quarantined)
    await _write_known(index, waiting, marked)
    count, last = len(waiting), 0
    while batch := await archive.run(_articles, last):
        last = batch[-1].id
        await _write_known(index, [(article.source, article.key, Known(article.home)) for article in batch], marked)
        count += sum(article.part == 0 for article in batch)
    return count + await _rebuild_removed(archive, index, marked)


async def rebuild_source_keys(archive: Archive, index: Index, source: str) -> None:
    """Write what is known of one source's keys anew; the caller holds its lease, and nobody asks meanwhile.

    :raises IndexUnavailable, ArchiveUnavailable: some of them are then missing, and it is to be done again
    """
    await index.execute([("UNLINK", keys.known(source))], [keys.source_partition(source)])
    await _write_known(index, await archive.run(_quarantined, source), set())
    last = 0
    while batch := await archive.run(_articles, last, source):
        last = batch[-1].id
        await _write_known(index, [(article.source, article.key, Known(article.home)) for article in batch], set())
    await _rebuild_removed(archive, index, set(), source)


async def _rebuild_removed(archive: Archive, index: Index, marked: set[str], source: str | None = None) -> int:
    """Write the keys of removed articles; last, for one that another article has as well is not fetched either.

    :param source: whose; None: of all
    :returns: how many there are
    """
    count, last = 0, (0, "")
    while batch := await archive.run(load_removed_keys, last, BATCH, source):
        last = batch[-1][0], batch[-1][2]
        await _write_known(index, [(owner, key, REMOVED) for _, owner, key in batch], marked)
        count += len(batch)
    return count


async def _write_known(index: Index, entries: Iterable[tuple[str, str, Known]], marked: set[str]) -> None:
    by_source: dict[str, dict[str, Known]] = defaultdict(dict)
    for source, key, known in entries:
        by_source[source][key] = known
    marked |= by_source.keys()
    await index.execute([c for entries in by_source.items() for c in build_remember_commands(*entries)], [])


async def _rebuild_postings(archive: Archive, index: Index, near: Near, now: int) -> int:
    """Publish every text within the window that is long enough to be linked.

    :returns: how many there are
    """
    postings = Postings(index, near.window_days, near.most_bytes)
    count, last = 0, 0
    while batch := await archive.run(load_sketched_after, last, postings.begin(now), BATCH):
        last = batch[-1].id
        entries = build_entries(batch, near)
        await index.execute(postings.publish_commands(entries), [])
        count += len(entries)
    return count


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
