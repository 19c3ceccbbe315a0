"""Archive → index: everything the index knew, written anew. Afterwards its answers count again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, func, select

from crawler.archive.schema import articles, quarantine, revisions
from crawler.archive.store import Archive
from crawler.article import MIRROR_REASONS
from crawler.canonical.revisit import next_try
from crawler.canonical.sketch import sketch
from crawler.canonical.text import shingles, tokens
from crawler.canonicalizer import Near
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.known import Known, remember_commands
from crawler.index.postings import Entry, Postings

T = TypeVar("T")

BATCH = 500


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was written."""

    keys: int
    sketches: int


async def rebuild(archive: Archive, index: Index, near: Near, sources: Iterable[str], now: int) -> Rebuilt:
    """Empty the index and fill it from the archive; its marks come last, so that nobody reads a half.

    :param sources: all configured sources, so that those without articles are marked too
    :raises IndexUnavailable, ArchiveUnavailable: the index then stays without marks, and refuses to answer
    """
    await index.empty()
    known = await archive.run(_known_keys)
    for some in _batches(known.items()):
        await _send(index, [c for (source, key), value in some for c in remember_commands(source, {key: value})])
    texts = await archive.run(_recent_revisions, now - near.window_days * keys.DAY)
    postings = Postings(index, near.window_days)
    for batch in _batches(texts):
        await _send(index, postings.publish_commands(entry for text in batch for entry in _entry(near, *text)))
    marked = {*sources, *(source for source, _ in known)}
    await index.mark([*keys.posting_partitions(), *map(keys.source_partition, sorted(marked))], anew=True)
    return Rebuilt(len(known), len(texts))


def _entry(near: Near, revision: int, text: str, at: int) -> list[Entry]:
    """What is published of a text; nothing of one too short to be linked."""
    found = shingles(tokens(text))
    return [Entry(revision, sketch(found, near.sampling), at)] if len(found) >= near.rule.min_shingles else []


async def _send(index: Index, commands: list[tuple[object, ...]]) -> None:
    await index.execute(commands, [])


def _known_keys(connection: Connection) -> dict[tuple[str, str], Known]:
    rows = connection.execute(
        select(quarantine.c.source, quarantine.c.key, func.max(quarantine.c.tries), func.max(quarantine.c.last_seen))
        .where(quarantine.c.reason.not_in([reason.value for reason in MIRROR_REASONS]))
        .group_by(quarantine.c.source, quarantine.c.key)
    )  # fmt: skip
    found = {(source, key): Known(0, retry_at=next_try(tries, seen)) for source, key, tries, seen in rows}
    for row in connection.execute(select(articles).order_by(articles.c.part)):
        found[row.source, row.key] = Known(row.folded_into or row.id)
    return found


def _recent_revisions(connection: Connection, since: int) -> list[tuple[int, str, int]]:
    columns = (revisions.c.id, revisions.c.text, revisions.c.first_seen)
    rows = connection.execute(select(*columns).where(revisions.c.first_seen >= since).order_by(revisions.c.id))
    return [(row.id, row.text, row.first_seen) for row in rows]


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
