"""Kept raw pages → articles' fields, with today's extractor. The publisher changed nothing: no revision is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select, update

from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import build_revision_values
from crawler.archive.raw_pages import RawPage, load_raw_pages
from crawler.archive.search.index_texts import forget_texts, index_texts
from crawler.archive.stories.withdraw_links import withdraw_links
from crawler.archive.tables.articles import revisions
from crawler.archive.texts.boilerplate import load_masks
from crawler.archive.texts.revision_texts import rewrite_text
from crawler.canonical.canonical_url import canonicalize
from crawler.canonical.matching import Rule
from crawler.model.article import Article, Rejection
from crawler.reading.pool import ExtractionPool
from crawler.reading.tasks import PageReading, make_hints, reread_page_task
from crawler.settings import Source, source_urls

BATCH = 50


@dataclass(slots=True)
class Reextracted:
    """What was done.

    :ivar changed: revisions whose text came out differently; ``rejected``: pages that are no articles now
    :ivar withdrawn: pages that are linked to no article any more
    """

    pages: int = 0
    changed: int = 0
    rejected: int = 0
    withdrawn: int = 0


async def reextract_articles(
    archive: Archive, pool: ExtractionPool, sources: Sequence[Source], rule: Rule
) -> Reextracted:
    """Read every kept page of some sources again, and withdraw links between articles that are not alike any more.

    The index has to be rebuilt when any text changed.

    :param rule: what is alike
    """
    done = Reextracted()
    for source in sources:
        last = 0
        while batch := await archive.load(load_raw_pages, source.id, last, BATCH):
            last = batch[-1].page
            for raw in batch:
                reading = await _read(pool, source, raw)
                done.pages += 1
                if isinstance(reading.outcome, Rejection):
                    done.rejected += 1
                else:
                    done.changed += await archive.run(_rewrite, raw, reading.outcome, reading.digest)
        done.withdrawn += len(await archive.run(withdraw_links, source.id, rule))
    return done


async def _read(pool: ExtractionPool, source: Source, raw: RawPage) -> PageReading:
    day = canonicalize(raw.url, source_urls(source)).date
    hints = make_hints(source, datetime.fromtimestamp(raw.fetched_at, UTC), day, raw.listed_title)
    return await pool.run(reread_page_task, raw.body, raw.url, raw.content_type, hints)


def _rewrite(connection: Connection, raw: RawPage, article: Article, digest: bytes) -> bool:
    """Write what the page says now into its revision; a text that another revision of the article has stays there."""
    same = (revisions.c.article_id == raw.article) & (revisions.c.digest == digest) & (revisions.c.id != raw.revision)
    if connection.execute(select(revisions.c.id).where(same)).scalar() is not None:
        return False
    values = build_revision_values(article) | rewrite_text(connection, raw.revision, article.text) | {"digest": digest}
    if digest != raw.digest:  # it is a text of its own until it is judged otherwise
        values |= {"same_as": None, "mask_version": load_masks(connection, [raw.source]).of(raw.source).newest.version}
    forget_texts(connection, [raw.article])
    connection.execute(update(revisions).where(revisions.c.id == raw.revision).values(values))
    index_texts(connection, [raw.article])
    return digest != raw.digest
