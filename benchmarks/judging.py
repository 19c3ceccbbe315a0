"""Our side of the near-duplicate benchmark: from text to verdict, as ``mirrorfold dedup`` does it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from benchmarks.articles import Made
from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import load_open_pages, record_pages
from crawler.archive.runs.record_runs import begin_run
from crawler.archive.stored_page import FetchedPage
from crawler.canonical.known_key import Known
from crawler.canonical.sketch import sketch
from crawler.canonical.text import digest, shingles, tokens
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.known_keys import build_remember_commands
from crawler.index.packed_postings import Entry
from crawler.index.postings import Postings
from crawler.judging.canonicalizer import BATCH, Canonicalizer, Near
from crawler.maintenance.rebuild_index import rebuild_index
from crawler.model.article import Article
from crawler.settings import Settings
from scheduler.orders.judge_file import prepare_ahead
from scheduler.service.services import read_near_rule

P = ParamSpec("P")
T = TypeVar("T")


class TimedArchive(Archive):
    """An archive that counts what it costs: seconds on the wall, and of the processor."""

    seconds = 0.0
    processor = 0.0

    def call(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._timed():
            return super().call(function, *args, **kwargs)

    def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._timed():
            return super().read(function, *args, **kwargs)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        started, used = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - started
            self.processor += time.thread_time() - used


@dataclass
class Judging:
    """A canonicalizer on throw-away stores."""

    archive: TimedArchive
    index: Index
    canonicalizer: Canonicalizer
    near: Near
    runs: dict[str, int]
    ages: Random
    spread: int
    judged: int = 0

    async def judge(self, articles: Sequence[Made]) -> None:
        """Judge articles, in batches, each as old as chance will have it within ``spread`` seconds."""
        batches = [articles[first : first + BATCH] for first in range(0, len(articles), BATCH)]
        async for _, pages in prepare_ahead(batches, self._pages):
            await asyncio.gather(*map(self.canonicalizer.submit, pages))

    async def _pages(self, articles: Sequence[Made]) -> list[FetchedPage]:
        pages: list[FetchedPage] = []
        for one in articles:
            pages.append(self._page(one))
            await asyncio.sleep(0)
        return pages

    async def load(self, articles: Sequence[Made]) -> None:
        """Record and publish articles without judging them.

        This leaves the very index that judging leaves: publishing comes before it and asks for nothing it decides.
        """
        pages = [self._page(one) for one in articles]
        shingled = {page.digest: page.shingles for page in pages}
        ids = await self.archive.run(record_pages, pages)
        opened = await self.archive.run(load_open_pages, ids)
        entries = []
        commands: list[tuple[object, ...]] = []
        for one in opened:
            text = shingled[one.digest]
            assert text is not None
            self.canonicalizer.shortlist.remember(one.digest, text)
            commands += build_remember_commands(one.source, {one.key: Known(one.article)})
            if len(text) >= self.near.rule.min_shingles:
                entries.append(Entry(one.revision, sketch(text, self.near.sampling), len(text), one.first_seen))
        postings = Postings(self.index, self.near.window_days, self.near.most_bytes)
        await self.index.execute(commands + postings.publish_commands(entries), keys.posting_partitions())

    async def alone(self, articles: Sequence[Made]) -> float:
        """Judge articles one after the other, each alone.

        :returns: the median of the seconds from text to verdict
        """
        seconds = []
        for one in articles:
            started = time.perf_counter()
            await self.judge([one])
            seconds.append(time.perf_counter() - started)
        return median(seconds)

    async def begin(self, sources: set[str]) -> None:
        """Open a run for each source that has none."""
        for source in sorted(sources - self.runs.keys()):
            self.runs[source] = await self.archive.run(begin_run, source, 0)
            await self.index.mark_missing([keys.source_partition(source)])

    def _page(self, made: Made) -> FetchedPage:
        words = tokens(made.text)
        at = int(time.time()) - self.ages.randrange(self.spread)
        self.judged += 1
        return FetchedPage(
            run=self.runs[made.source], source=made.source, key=f"/{made.id}", mirror="m", url=f"m/{made.id}",
            fetched_at=at, status=200, size=len(made.text), article=Article(title=None, text=made.text),
            digest=digest(words), shingles=shingles(words),
        )  # fmt: skip


@asynccontextmanager
async def judging(folder: Path, url: str, *, spread: bool) -> AsyncIterator[Judging]:
    """Everything that judging takes, on a server that is empty and in a folder that is there.

    :param spread: whether articles come from all over the window, or are of today as those of ``mirrorfold dedup``
    """
    settings = Settings()
    with closing(TimedArchive.throwaway(folder)) as archive:
        index = Index.at(url)
        try:
            await rebuild_index(archive, index, read_near_rule(settings), [], int(time.time()))
            canonicalizer = Canonicalizer(archive, index, read_near_rule(settings), time.time)
            seconds = settings.dedup.window_days * keys.DAY if spread else 1
            assert isinstance(archive, TimedArchive)
            yield Judging(archive, index, canonicalizer, read_near_rule(settings), {}, Random(0), seconds)
        finally:
            await index.close()


def said(facts: dict[str, Any]) -> dict[str, Any]:
    """Round what was measured, for people."""
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in facts.items()}
