"""A person removes articles for good, and lets them come again. Under the source's lease, so that no run is at work.

The index forgets before the archive drops: a candidate or a key that leads to nothing would break a run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from crawler.archive.purging import Family, Wanted, begin_purge, bury, homes_of, next_families
from crawler.archive.sketched import SketchedText, sketched_of
from crawler.archive.store import Archive
from crawler.archive.tombstones import Word, lift, standing_tombstone
from crawler.canonical.known import REMOVED, Known
from crawler.canonicalizer import Near
from crawler.errors import Refused
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.known import forget, remember
from crawler.index.leases import lease
from crawler.index.listings import forget_listings
from crawler.index.postings import Postings
from crawler.rebuild import entries_of


@dataclass(frozen=True, slots=True)
class Purge:
    """What it takes to remove articles.

    :ivar holder: who takes leases for it: another name than that of the runs, which would share theirs
    :ivar seconds: that a lease lasts when the process is killed
    :ivar under_way: source → what is done there now; shared by all that removes articles in one process, for a lease
        keeps away only those with another name
    """

    archive: Archive
    index: Index
    near: Near
    holder: str
    seconds: float
    under_way: dict[str, str] = field(default_factory=dict)

    async def purge(self, wanted: Sequence[Wanted], word: Word) -> dict[str, int]:
        """Remove articles; each leaves a tombstone.

        :returns: source → how many
        :raises Refused: when a run or another purge has one of the sources; nothing is removed then
        :raises LeaseLost, IndexUnavailable, ArchiveUnavailable: some may be removed; the rest goes when it is asked
            for again
        """
        async with AsyncExitStack() as stack:
            for one in wanted:
                await stack.enter_async_context(self._alone(one.source, f"A purge by {word.who}"))
            return {one.source: await self._purge_source(one, word) for one in wanted}

    async def lift(self, number: int, word: Word) -> str:
        """Let a removed article come again, when a listing shows it the next time.

        :returns: its source
        :raises NotFound, Refused: when no such tombstone stands, or a run or a purge has its source
        """
        source, its_keys = await self.archive.run(standing_tombstone, number)
        async with self._alone(source, f"The lifting of tombstone {number} by {word.who}"):
            homes = await self.archive.run(homes_of, source, its_keys)
            await forget(self.index, source, [key for key in its_keys if key not in homes])
            await remember(self.index, source, {key: Known(home) for key, home in homes.items()})
            await forget_listings(self.index, source)
            await self.archive.run(lift, number, word)
        return source

    @asynccontextmanager
    async def _alone(self, source: str, what: str) -> AsyncIterator[None]:
        """Keep runs and other purges of a source away, and whatever an earlier run may still want to write.

        A lease that is lost needs no watch: a run that takes the source over is seen in the archive.

        :param what: is to be done there
        """
        if source in self.under_way:
            cure = "Wait for it to end: it goes on when the command that asked for it was stopped. Then ask again"
            raise Refused(f"{self.under_way[source]} is under way", where=source, cure=cure)
        self.under_way[source] = what
        try:
            async with lease(self.index, source, self.holder, self.seconds, lost=lambda: None):
                await self.archive.run(begin_purge, source)
                yield
        finally:
            del self.under_way[source]

    async def _purge_source(self, wanted: Wanted, word: Word) -> int:
        gone = 0
        while leaving := await self.archive.run(next_families, wanted):
            texts = await self.archive.run(sketched_of, [number for one in leaving for number in one.ids])
            digests = await self._take_back(wanted.source, leaving, texts)
            gone += await self.archive.run(bury, wanted.source, leaving, digests, word)
        return gone

    async def _take_back(
        self, source: str, leaving: Sequence[Family], texts: Sequence[SketchedText]
    ) -> Mapping[int, set[bytes]]:
        """Let the index forget texts, and know their keys as those of removed articles.

        :returns: article → digests of those texts that are long enough to be known by them
        """
        entries = entries_of(texts, self.near)
        postings = Postings(self.index, self.near.window_days, self.near.most_bytes)
        await self.index.execute(postings.take_back_commands(entries), keys.posting_partitions())
        await remember(self.index, source, {key: REMOVED for one in leaving for key in one.keys})
        home_of = {number: one.home for one in leaving for number in one.ids}
        long_enough = {entry.revision for entry in entries}
        digests: dict[int, set[bytes]] = defaultdict(set)
        for text in texts:
            if text.id in long_enough:
                digests[home_of[text.article]].add(text.digest)
        return digests
