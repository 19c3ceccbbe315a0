"""A person removes articles for good, and lets them come again. Under the source's lease, so that no run is at work.

The archive drops before the index forgets, and remembers what the index was not told of: whoever comes to the source
next, a run or a purge, tells it first. So a purge that is cut off leaves nothing half removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

from crawler.archive.database.store import Archive
from crawler.archive.removal.forget_source import drop_rows
from crawler.archive.removal.purge import (
    Family,
    PurgeSelection,
    begin_purge,
    bury_articles,
    lift_tombstone,
    load_homes,
    load_next_families,
)
from crawler.archive.removal.tombstones import Decision, load_standing_tombstone, load_unindexed, mark_indexed
from crawler.archive.texts.sketched_texts import SketchedText, load_all_texts, load_sketched_of
from crawler.canonical.known_key import REMOVED, Known
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.known_keys import forget_all_keys, forget_keys, remember_keys
from crawler.index.leases import hold_lease
from crawler.index.listing_states import forget_listings
from crawler.index.packed_postings import Entry
from crawler.index.postings import Postings
from crawler.judging.canonicalizer import Near
from crawler.maintenance.rebuild_index import build_entries
from crawler.model.errors import Refused
from crawler.model.failpoints import reached

FOREVER = 10**9
"""Seconds: no mirror has shown an article since then."""


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

    async def purge(self, wanted: Sequence[PurgeSelection], decision: Decision) -> dict[str, int]:
        """Remove articles; each leaves a tombstone.

        :returns: source → how many
        :raises Refused: when a run or another purge has one of the sources; nothing is removed then
        :raises LeaseLost, IndexUnavailable, ArchiveUnavailable: some may be removed; the rest goes when it is asked
            for again
        """
        async with AsyncExitStack() as stack:
            for selection in wanted:
                await stack.enter_async_context(self._alone(selection.source, f"A purge by {decision.who}"))
            return {selection.source: await self._purge_source(selection, decision) for selection in wanted}

    async def forget(self, source: str, decision: Decision) -> int:
        """Remove a source with all that was archived of it, and leave no tombstone; cut off, it is asked for again.

        :returns: how many articles left
        :raises Refused, LeaseLost, IndexUnavailable, ArchiveUnavailable: see ``purge``
        """
        async with self._alone(source, f"The removal of the source by {decision.who}"):
            gone = await self._purge_source(PurgeSelection(source, before=decision.at + FOREVER), decision)
            while await self.archive.run(drop_rows, source):
                reached("forget.rows")
            await forget_listings(self.index, source)
            await forget_all_keys(self.index, source)
        return gone

    async def lift(self, number: int, decision: Decision) -> str:
        """Let a removed article come again, when a listing shows it the next time.

        :returns: its source
        :raises NotFound, Refused: when no such tombstone stands, or a run or a purge has its source
        """
        source, its_keys = await self.archive.load(load_standing_tombstone, number)
        async with self._alone(source, f"The lifting of tombstone {number} by {decision.who}"):
            homes = await self.archive.load(load_homes, source, its_keys)
            await forget_keys(self.index, source, [key for key in its_keys if key not in homes])
            await remember_keys(self.index, source, {key: Known(home) for key, home in homes.items()})
            await forget_listings(self.index, source)
            await self.archive.run(lift_tombstone, number, decision)
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
            async with hold_lease(self.index, source, self.holder, self.seconds, lost=lambda: None):
                await self.archive.run(begin_purge, source)
                await index_removed(self.archive, self.index, source)
                yield
        finally:
            del self.under_way[source]

    async def _purge_source(self, wanted: PurgeSelection, decision: Decision) -> int:
        gone = 0
        reached("bury.before")
        while (buried := await self.archive.run(self._bury, wanted, decision))[0]:
            reached("bury.after")
            gone += buried[0]
            await self._take_back(buried[1])
            await index_removed(self.archive, self.index, wanted.source)
        return gone

    def _bury(self, connection: Connection, wanted: PurgeSelection, decision: Decision) -> tuple[int, list[Entry]]:
        """Let a batch leave the archive, as it stands there in this very transaction.

        :returns: how many articles left, and what the index holds of their texts
        """
        leaving = load_next_families(connection, wanted)
        if not leaving:
            return 0, []
        ids = [number for family in leaving for number in family.ids]
        entries = build_entries(load_sketched_of(connection, ids), self.near)
        texts = load_all_texts(connection, ids)
        bury_articles(
            connection, wanted.source, leaving, _digests(leaving, texts, build_entries(texts, self.near)), decision
        )
        return len(leaving), entries

    async def _take_back(self, entries: Sequence[Entry]) -> None:
        """Let the index forget texts. Where a purge is cut off before, their sketches lead to nothing and wear off."""
        postings = Postings(self.index, self.near.window_days, self.near.most_bytes)
        await self.index.execute(postings.take_back_commands(entries), keys.posting_partitions())


async def index_removed(archive: Archive, index: Index, source: str) -> None:
    """Let the index know the keys of removed articles that it was not told of: their purge was cut off, or goes on.

    :raises IndexUnavailable, ArchiveUnavailable: it is then told another time
    """
    numbers, their_keys = await archive.load(load_unindexed, source)
    while numbers:
        await remember_keys(index, source, dict.fromkeys(their_keys, REMOVED))
        await archive.run(mark_indexed, numbers)
        numbers, their_keys = await archive.load(load_unindexed, source)


def _digests(
    leaving: Sequence[Family], texts: Sequence[SketchedText], entries: Sequence[Entry]
) -> Mapping[int, set[bytes]]:
    """Article → digests of those of its texts that are long enough to be known by them."""
    home_of = {number: family.home for family in leaving for number in family.ids}
    long_enough = {entry.revision for entry in entries}
    digests: dict[int, set[bytes]] = defaultdict(set)
    for text in texts:
        if text.id in long_enough:
            digests[home_of[text.article]].add(text.digest)
    return digests
