"""Kept raw pages → articles' fields, with today's extractor. The publisher changed nothing: no revision is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select, update

from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import revision_values
from crawler.archive.tables.articles import pages, raw_pages, revisions
from crawler.archive.texts.boilerplate import masks_of
from crawler.archive.texts.revision_texts import rewrite
from crawler.canonical.canonical_url import canonicalize
from crawler.model.article import Article, Rejection
from crawler.reading.pool import ExtractionPool
from crawler.reading.tasks import PageReading, hints_of, reread_task
from crawler.settings import Source, source_urls

BATCH = 50


@dataclass(slots=True)
class Reextracted:
    """What was done: pages read again, revisions whose text came out differently, pages that are no articles now."""

    pages: int = 0
    changed: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    page: int
    revision: int
    article: int
    source: str
    url: str
    content_type: str
    body: bytes
    digest: bytes
    fetched_at: int


async def reextract(archive: Archive, pool: ExtractionPool, sources: Sequence[Source]) -> Reextracted:
    """Read every kept page of some sources again; the index has to be rebuilt when anything changed."""
    done = Reextracted()
    for source in sources:
        last = 0
        while batch := await archive.run(_kept, source.id, last):
            last = batch[-1].page
            for kept in batch:
                reading = await _read(pool, source, kept)
                done.pages += 1
                if isinstance(reading.outcome, Rejection):
                    done.rejected += 1
                else:
                    done.changed += await archive.run(_rewrite, kept, reading.outcome, reading.digest)
    return done


async def _read(pool: ExtractionPool, source: Source, kept: _Kept) -> PageReading:
    day = canonicalize(kept.url, source_urls(source)).date
    hints = hints_of(source, datetime.fromtimestamp(kept.fetched_at, UTC), day)
    return await pool.run(reread_task, kept.body, kept.url, kept.content_type, hints)


def _kept(connection: Connection, source: str, after: int) -> list[_Kept]:
    rows = connection.execute(
        select(pages.c.id, pages.c.revision_id, pages.c.article_id, pages.c.source, pages.c.url,
               raw_pages.c.content_type, raw_pages.c.body, revisions.c.digest, pages.c.fetched_at)
        .join(raw_pages, raw_pages.c.page_id == pages.c.id)
        .join(revisions, revisions.c.id == pages.c.revision_id)
        .where(pages.c.source == source, pages.c.id > after)
        .order_by(pages.c.id)
        .limit(BATCH)
    )  # fmt: skip
    return [_Kept(*row) for row in rows]


def _rewrite(connection: Connection, kept: _Kept, said: Article, digest: bytes) -> bool:
    """Write what the page says now into its revision; a text that another revision of the article has stays there."""
    same = (revisions.c.article_id == kept.article) & (revisions.c.digest == digest) & (revisions.c.id != kept.revision)
    if connection.execute(select(revisions.c.id).where(same)).scalar() is not None:
        return False
    values = revision_values(said) | rewrite(connection, kept.revision, said.text) | {"digest": digest}
    if digest != kept.digest:  # it is a text of its own until it is judged otherwise
        values |= {"same_as": None, "mask_version": masks_of(connection, [kept.source]).of(kept.source).newest.version}
    connection.execute(update(revisions).where(revisions.c.id == kept.revision).values(values))
    return digest != kept.digest
