"""The canonicalizer: finds candidates, judges, records. Judging is pure (``canonical.judge``); this is its I/O.

Order of one article: (1) the archive commits page and article, verdict empty; (2) key and sketch are published to the
index, all of it acknowledged; (3) candidates are read; (4) the verdict is computed; (5) the archive commits it. Every
step may be done again: after a crash the pages without a verdict are taken up at (2).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import load_known_revisions, load_open_pages, load_unjudged, record_pages
from crawler.archive.pages.verdicts import record_judgements
from crawler.archive.stored_page import FetchedPage, OpenPage
from crawler.archive.texts.boilerplate import AllMasks, load_all_masks
from crawler.archive.texts.revision_texts import load_texts
from crawler.archive.texts.same_text import find_shared_pictures
from crawler.canonical.candidates import AskedText, choose_promising
from crawler.canonical.judge import Rule, Shown, is_edit, judge
from crawler.canonical.known_key import Known
from crawler.canonical.mask import MaskedText
from crawler.canonical.sketch import Sampling, sketch
from crawler.canonical.text import Shingles
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.known_keys import build_remember_commands, remember_keys
from crawler.index.packed_postings import Entry
from crawler.index.postings import Postings
from crawler.judging.masked_comparison import Comparison
from crawler.judging.shortlist import Shortlist
from crawler.model.errors import LeaseLost
from crawler.model.failpoints import reached
from crawler.model.verdict import Judgement

BATCH = 512
"""Pages judged with one set of round trips and two commits."""


@dataclass(frozen=True, slots=True)
class Near:
    """What counts as near, and how it is looked for."""

    rule: Rule
    sampling: Sampling
    window_days: int
    most_bytes: int = 1 << 30
    """Memory of the near-duplicate index."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A page, under the article it belongs to now, and what was decided about it."""

    page: OpenPage
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class KeptAway:
    """A page was not kept: a person removed its article."""


@dataclass(slots=True)
class _Waiting:
    page: FetchedPage
    done: asyncio.Future[Judged | KeptAway | None]


class Canonicalizer:
    """Judges pages in batches, one batch at a time: pages of one process never race each other."""

    def __init__(self, archive: Archive, index: Index, near: Near, clock: Callable[[], float]) -> None:
        self._archive, self._index, self._near, self._clock = archive, index, near, clock
        self._postings = Postings(index, near.window_days, near.most_bytes)
        self.rule = near.rule
        self.shortlist = Shortlist(archive, self._postings, near.rule, near.sampling)
        self._masks = AllMasks()
        self._waiting: list[_Waiting] = []
        self._drain: asyncio.Task[None] | None = None
        self._judging = asyncio.Lock()

    async def submit(self, page: FetchedPage) -> Judged | KeptAway | None:
        """Record and judge a page.

        :returns: the judgement; None when the archive had judged this very page before
        :raises IndexUnavailable, ArchiveUnavailable, LeaseLost: the page may stand in the archive without a verdict
        """
        waiting = _Waiting(page, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._drain is None or self._drain.done():
            self._drain = asyncio.create_task(self._work_off())
        return await waiting.done

    async def nearest(self, text: Shingles, source: str) -> list[int]:
        """Texts of a source that may be near-duplicates of one that is not in the archive, the likeliest first.

        :returns: ids of revisions
        :raises IndexUnavailable, ArchiveUnavailable: when one of them cannot tell
        """
        looked_for = self._sketch(text)
        shared = await self._postings.find([looked_for], int(self._clock()))
        asked = [AskedText(0, len(text), len(looked_for))]
        (chosen,) = choose_promising(shared, asked, self._near.rule, self._near.sampling)
        known = await self._archive.load(load_known_revisions, list(chosen))
        return [number for number in chosen if number in known and known[number].source == source]

    async def resume(self, source: str) -> int:
        """Judge the pages of a source that a crash left without a verdict.

        :returns: how many there were
        """
        ids = await self._archive.load(load_unjudged, source)
        async with self._judging:
            for start in range(0, len(ids), BATCH):
                await self._judge(ids[start : start + BATCH], {})
        return len(ids)

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                await self._work_on(self._next_batch())
        except BaseException as error:  # every waiter learns of it: none may hang
            for waiting in self._waiting:
                if not waiting.done.done():
                    waiting.done.set_exception(error)
            self._waiting = []
            if not isinstance(error, Exception):
                raise

    async def _work_on(self, batch: list[_Waiting]) -> None:
        try:
            async with self._judging:
                reached("archive.commit.before")
                pages = [waiting.page for waiting in batch]
                ids = await self._archive.run_for({page.source for page in pages}, record_pages, pages)
                reached("archive.commit.after")
                judged = await self._judge(ids, dict(zip(ids, batch, strict=True)))
        except BaseException as error:  # every waiter learns of it: none may hang
            runs = {waiting.page.run for waiting in batch}
            if isinstance(error, LeaseLost) and len(runs) > 1:  # one run was replaced: the others go on
                for run in sorted(runs):
                    await self._work_on([waiting for waiting in batch if waiting.page.run == run])
                return
            for waiting in batch:
                if not waiting.done.done():
                    waiting.done.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for number, waiting in zip(ids, batch, strict=True):
            if not waiting.done.done():
                waiting.done.set_result(judged.get(number) if number else KeptAway())

    def _next_batch(self) -> list[_Waiting]:
        """Take waiting pages, of one article only the first: the second is judged knowing the first."""
        batch: list[_Waiting] = []
        left: list[_Waiting] = []
        taken: set[tuple[str, str]] = set()
        for waiting in self._waiting:
            identity = (waiting.page.source, waiting.page.key)
            fits = len(batch) < BATCH and identity not in taken
            (batch if fits else left).append(waiting)
            taken.add(identity)
        self._waiting = left
        return batch

    async def _judge(self, ids: Sequence[int], batch: dict[int, _Waiting]) -> dict[int, Judged]:
        """Judge recorded pages, those of one article one after the other: the second knows the first."""
        judged: dict[int, Judged] = {}
        while ids and (pages := _first_of_each_article(await self._archive.load(load_open_pages, ids))):
            now = await self._judge_together(pages, batch)
            judged |= now
            ids = [number for number in ids if number not in now]
        return judged

    async def _judge_together(self, pages: list[OpenPage], batch: dict[int, _Waiting]) -> dict[int, Judged]:
        read = await self._comparison(batch)
        earlier = [number for page in pages for number in read.wants(page)]
        texts = await self._archive.load(load_texts, earlier) if earlier else {}
        shown = {page.id: read.shown(page, texts) for page in pages}
        pages = await self._detach_strangers(pages, read, shown)
        shown |= {page.id: () for page in pages if page.detached}
        sketches = {page.id: self._sketch(read.sketched(page)) for page in pages}
        unheard = [p for p in pages if p.mask_version is not None and _is_new(read.page(p), shown[p.id])]
        reached("index.publish.before")
        listed = {number for number, waiting in batch.items() if waiting.page.sightings}
        await self._publish(pages, [self._entry(p, read, sketches) for p in unheard], listed)
        reached("index.publish.after")
        unknown = [page for page in pages if not page.shown]  # an article known by its key needs no candidates
        candidates = await self.shortlist.candidates(unknown, read, sketches, int(self._clock()))
        subjects = {page.id: read.subject(page) for page in pages}
        twins = [p for p in unknown if any(other.digest == subjects[p.id].digest for other in candidates[p.id])]
        for number in await self._archive.load(find_shared_pictures, twins) if twins else ():
            subjects[number] = replace(subjects[number], face=replace(subjects[number].face, picture=None))
        judgements = [
            (page, judge(subjects[page.id], shown[page.id], candidates.get(page.id, ()), self._near.rule))
            for page in pages
        ]
        reached("verdict.before")
        recorded = {page.id: page for page in await self._archive.run(record_judgements, judgements)}
        reached("verdict.after")
        await self._remember_moved([recorded[page.id] for page in pages if recorded.get(page.id, page) != page])
        return {page.id: Judged(recorded.get(page.id, page), judgement) for page, judgement in judgements}

    async def _detach_strangers(
        self, pages: list[OpenPage], read: Comparison, shown: Mapping[int, Sequence[Shown]]
    ) -> list[OpenPage]:
        """Let pages whose articles were folded for an equal text be articles of their own again, where they show
        another text that is no edited one."""
        changed = {
            page.id: shown[page.id][-1] for page in pages if page.folded and _is_new(read.page(page), shown[page.id])
        }
        if not changed:
            return pages
        texts = await self._archive.load(load_texts, [text.revision for text in changed.values() if text.revision])
        strangers = {
            page.id
            for page in pages
            if page.id in changed
            and not is_edit(
                read.subject(page), changed[page.id], read.shingles(page, changed[page.id], texts), self.rule
            )
        }
        return [
            replace(page, article=page.folded, shown=()) if page.folded and page.id in strangers else page
            for page in pages
        ]

    async def _comparison(self, batch: dict[int, _Waiting]) -> Comparison:
        made = {number: waiting.page.shingles for number, waiting in batch.items() if waiting.page.shingles is not None}
        self._masks = await self._archive.load(load_all_masks, self._masks)
        return Comparison(self._masks.masks, made)

    def _sketch(self, text: Shingles) -> Shingles:
        """Texts too short to be linked are not looked for either."""
        return sketch(text, self._near.sampling) if len(text) >= self._near.rule.min_shingles else text[:0]

    def _entry(self, page: OpenPage, read: Comparison, sketches: dict[int, Shingles]) -> Entry:
        size = len(read.sketched(page))
        return Entry(revision=page.revision, sketch=sketches[page.id], shingles=size, at=page.first_seen)

    async def _publish(self, pages: list[OpenPage], unheard: list[Entry], listed: Collection[int]) -> None:
        """Enter keys and texts that the index has not had from an earlier page of their articles.

        :param unheard: such texts
        :param listed: pages that a listing led to: the index may not know their keys, though the archive does
        """
        known: dict[str, dict[str, Known]] = defaultdict(dict)
        for page in pages:
            if not page.shown or page.id in listed:
                known[page.source][page.key] = Known(page.article)
        commands = [command for entries in known.items() for command in build_remember_commands(*entries)]
        commands += self._postings.publish_commands(unheard)
        partitions = {keys.source_partition(page.source) for page in pages} | set(keys.posting_partitions())
        await self._index.execute(commands, sorted(partitions))

    async def _remember_moved(self, pages: list[OpenPage]) -> None:
        """Keys whose article turned out to be another one lead there from now on."""
        for page in pages:
            await remember_keys(self._index, page.source, {page.key: Known(page.article)})


def _first_of_each_article(pages: list[OpenPage]) -> list[OpenPage]:
    first: dict[int, OpenPage] = {}
    for page in pages:
        first.setdefault(page.article, page)
    return list(first.values())


def _is_new(own: MaskedText, shown: Sequence[Shown]) -> bool:
    return own.digest not in {text.digest for text in shown}
