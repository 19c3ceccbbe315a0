"""Judging the rows of a file, in order, by the very code that a crawl uses, on throw-away stores."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from crawler.archive.database.store import Archive
from crawler.archive.runs.record_runs import begin_run
from crawler.archive.stored_page import FetchedPage
from crawler.archive.tables.articles import articles
from crawler.canonical.text import digest, shingles, tokens
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.embedded import EmbeddedIndex
from crawler.judging.canonicalizer import BATCH, Canonicalizer, Judged
from crawler.maintenance.rebuild_index import rebuild_index
from crawler.model.article import Article
from crawler.model.verdict import Verdict
from crawler.settings import Settings
from scheduler.service.services import read_near_rule

T = TypeVar("T")
Prepared = TypeVar("Prepared")


@dataclass(frozen=True, slots=True)
class Row:
    """One text to be judged; without a ``url`` every row is an identity of its own."""

    id: str | int
    """As the file gives it: it comes back unchanged."""
    text: str
    title: str | None = None
    url: str | None = None
    source: str = "file"
    published: datetime | None = None


async def judge_rows(rows: Iterable[Row], settings: Settings) -> list[dict[str, Any]]:
    """Judge rows in order.

    :returns: for each row, in order: id, verdict, of (the id of the row it points to), story (the id of the story's
        first row, once all rows are judged), jaccard, containment
    """
    gc.freeze()  # what was imported until here is never garbage
    judged: list[tuple[Row, Judged]] = []
    runs: dict[str, int] = {}
    async with _throwaway(settings) as (archive, index, canonicalizer):
        async for batch, pages in prepare_ahead(
            _batches(rows), lambda following: _pages(following, archive, index, runs)
        ):
            for (_, row), judgement in zip(batch, await asyncio.gather(*map(canonicalizer.submit, pages)), strict=True):
                if isinstance(judgement, Judged):
                    judged.append((row, judgement))
        home = await archive.load(_homes)
    names: dict[int, str | int] = {}
    for row, judgement in judged:
        names.setdefault(judgement.page.article, row.id)
    return [_answer(row, judgement, home, names) for row, judgement in judged]


async def prepare_ahead(
    batches: Iterable[T], prepare: Callable[[T], Awaitable[Prepared]]
) -> AsyncIterator[tuple[T, Prepared]]:
    """Give each batch with what was prepared of it; the next is prepared while the caller waits for its own stores."""
    left = iter(batches)
    batch = next(left, None)
    ready = None if batch is None else asyncio.ensure_future(prepare(batch))
    while batch is not None and ready is not None:
        pages = await ready
        following = next(left, None)
        ready = None if following is None else asyncio.ensure_future(prepare(following))
        yield batch, pages
        batch = following


async def _pages(
    batch: Sequence[tuple[int, Row]], archive: Archive, index: Index, runs: dict[str, int]
) -> list[FetchedPage]:
    """Make the pages of a batch, and open a run for each source that has none; others have their turn in between."""
    for source in {row.source for _, row in batch} - runs.keys():
        runs[source] = await archive.run_for(source, begin_run, source, 0)
        await index.mark_missing([keys.source_partition(source)])
    pages: list[FetchedPage] = []
    for number, row in batch:
        pages.append(_page(row, number, runs[row.source]))
        await asyncio.sleep(0)
    return pages


def _batches(rows: Iterable[Row]) -> Iterator[list[tuple[int, Row]]]:
    """Number the rows and part them into batches that may be judged together.

    A row of an identity that was there before is judged alone: its text may turn out to be another article's.
    """
    batch: list[tuple[int, Row]] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows):
        identity = (row.source, row.url or f"row:{number}")
        if batch and (identity in seen or len(batch) == BATCH):
            yield batch
            batch = []
        if identity in seen:
            yield [(number, row)]
        else:
            batch.append((number, row))
            seen.add(identity)
    if batch:
        yield batch


@asynccontextmanager
async def _throwaway(settings: Settings) -> AsyncIterator[tuple[Archive, Index, Canonicalizer]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mirrorfold-dedup-")))
        archive = stack.enter_context(closing(Archive.throwaway(folder)))
        index = Index.at(stack.enter_context(EmbeddedIndex(folder, lasting=False)).url)
        try:
            await rebuild_index(archive, index, read_near_rule(settings), [], int(archive.clock()))
            yield archive, index, Canonicalizer(archive, index, read_near_rule(settings), archive.clock)
        finally:
            await index.close()


def _page(row: Row, number: int, run: int) -> FetchedPage:
    place = row.url or f"row:{number}"
    words = tokens(row.text)
    article = Article(title=row.title, text=row.text, published=row.published)
    return FetchedPage(
        run=run,
        source=row.source,
        key=place,
        mirror="file",
        url=f"{place}#{number}",
        fetched_at=int(time.time()),
        status=200,
        size=len(row.text),
        article=article,
        digest=digest(words),
        shingles=shingles(words),
    )


def _homes(connection: Connection) -> dict[int, tuple[int, int]]:
    """Article → the article it was folded into, or itself, and that one's story."""
    rows = connection.execute(select(articles.c.id, articles.c.folded_into, articles.c.story)).all()
    stories = {row.id: row.story for row in rows}
    return {row.id: (row.folded_into or row.id, stories[row.folded_into or row.id]) for row in rows}


def _answer(row: Row, judged: Judged, home: dict[int, tuple[int, int]], names: dict[int, str | int]) -> dict[str, Any]:
    outcome = judged.judgement.outcome
    verdict = outcome if isinstance(outcome, Verdict) else None
    _, story = home[judged.page.article]
    return {
        "id": row.id,
        "verdict": verdict.kind.value if verdict else "pending",
        "of": names.get(outcome.of) if outcome.of is not None else None,
        "story": names[story],
        "jaccard": _rounded(verdict.jaccard if verdict else None),
        "containment": _rounded(verdict.containment if verdict else None),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
