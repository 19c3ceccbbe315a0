"""The sampled-shingle inverted index: which revisions share shingles with a text.

A posting is a record in a table (``packed_tables``): it is found by a shingle's hash, and says which revision holds it
and how large that one's text is. Publishing may be repeated. Entries leave by epoch, a fourth of the window: all tables
of an epoch expire together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from crawler.canonical.candidates import SharedShingles
from crawler.canonical.text import Shingles
from crawler.index import keys
from crawler.index import packed_tables as tables
from crawler.index.client import Index
from crawler.index.packed_postings import (
    REVISION,
    TAG,
    WIDTH,
    Entry,
    Matches,
    Places,
    SketchQuery,
    combine_sketches,
    count_shared,
    match_postings,
    pack_records,
)
from crawler.index.posting_scripts import PUBLISH, TAKE_BACK

EPOCHS = 4
"""Epochs in a window."""

LONGEST_LIST = 8
"""Revisions that a shingle leads to within one table, the earliest: a text like thousands is like the first ones."""

BYTES_PER_ENTRY = 18
"""Of the server's memory, at most: 16.2 were measured with Redis 7.0, 14 with Valkey 9.1."""

Table = tuple[int, str]
"""A table's partition, and its name there: epoch and part."""

Counts = dict[Table, int]
"""Table → its records."""


class Postings:
    """The postings within a window of days, and within a bound.

    :param most_bytes: of memory; beyond it the oldest entries leave before their time, a whole table at once
    """

    def __init__(self, index: Index, window_days: int, most_bytes: int = 1 << 30) -> None:
        self._index = index
        self._epoch_seconds = max(1, window_days * keys.DAY // EPOCHS)
        self._most = max(1, most_bytes // BYTES_PER_ENTRY // keys.PARTITIONS)

    def begin(self, now: int) -> int:
        """The earliest time, in seconds since 1970, whose entries are still found."""
        return (now // self._epoch_seconds - EPOCHS) * self._epoch_seconds

    def publish_commands(
        self, entries: Iterable[Entry], partitions: Collection[int] | None = None
    ) -> list[tuple[object, ...]]:
        """Commands that enter revisions under their sampled shingles, some for each partition and epoch.

        :param partitions: those that are written to; None: all
        """
        wanted = range(keys.PARTITIONS) if partitions is None else partitions
        by_epoch = self._by_epoch(entries)
        return [command for epoch, batch in by_epoch for command in self._publish(epoch, batch, wanted)]

    def forget_commands(self, partition: int, now: int) -> list[tuple[object, ...]]:
        """Commands after which a partition holds nothing: also of tables that its counts do not name any more."""
        last = now // self._epoch_seconds
        names = _names(range(last - EPOCHS - 1, last + 2))
        doomed = [keys.posting_counts(partition), *(keys.postings(partition, name) for name in names)]
        return [("UNLINK", *doomed)]

    def _publish(self, epoch: int, entries: list[Entry], partitions: Collection[int]) -> Iterable[tuple[object, ...]]:
        names = _names([epoch, *range(epoch - EPOCHS, epoch)])
        numbers = (WIDTH, TAG, LONGEST_LIST, (epoch + EPOCHS + 1) * self._epoch_seconds, self._most)
        for where, batch in _batches(entries, names, partitions):
            yield ("EVAL", PUBLISH, len(where), *where, batch.tobytes(), *numbers, *names)

    def take_back_commands(self, entries: Iterable[Entry]) -> list[tuple[object, ...]]:
        """Commands after which revisions are not found any more, some for each partition and epoch."""
        return [command for epoch, batch in self._by_epoch(entries) for command in _take_back(epoch, batch)]

    def _by_epoch(self, entries: Iterable[Entry]) -> list[tuple[int, list[Entry]]]:
        by_epoch: dict[int, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_epoch[entry.at // self._epoch_seconds].append(entry)
        return sorted(by_epoch.items())

    async def find(self, sketches: Sequence[Shingles], now: int) -> SharedShingles:
        """Ask which revisions share sampled shingles with each of some texts.

        A table that grew under way may have moved what was asked for: this is then asked for again.

        :raises IndexUnavailable: when the index cannot tell
        """
        asked = combine_sketches(sketches)
        hits: list[Matches] = []
        before: Counts = {}
        after = await self.counts(now)
        while waiting := _to_read(asked, before, after):
            before = after
            answers, after = await self._read(asked, before, waiting, now)
            hits += [
                match_postings(asked, places, answer) for places, answer in zip(waiting.values(), answers, strict=True)
            ]
        return count_shared(asked, hits, LONGEST_LIST)

    async def counts(self, now: int) -> Counts:
        """Tell how many postings each table of the window holds.

        :raises IndexUnavailable: when the index cannot tell
        """
        return self._counts(await self._index.execute(_COUNTS, keys.posting_partitions()), now)

    async def _read(
        self, asked: SketchQuery, counts: Counts, waiting: Mapping[Table, Places], now: int
    ) -> tuple[list[list[bytes | None]], Counts]:
        """Read the buckets of some shingles as ``counts`` places them, and afterwards the counts."""
        commands: list[tuple[object, ...]] = []
        for (partition, name), places in waiting.items():
            buckets = tables.place_tags(asked.tags[places], counts[partition, name])
            commands.append(("HMGET", keys.postings(partition, name), *map(b"%d".__mod__, buckets.tolist())))
        answers = await self._index.execute([*commands, *_COUNTS], keys.posting_partitions())
        return answers[: len(commands)], self._counts(answers[len(commands) :], now)

    def _counts(self, answers: Sequence[Mapping[bytes, bytes]], now: int) -> Counts:
        last = now // self._epoch_seconds
        wanted = set(_names(range(last - EPOCHS, last + 1)))
        return {
            (partition, name.decode()): int(count)
            for partition, answer in enumerate(answers)
            for name, count in answer.items()
            if name.decode() in wanted
        }


def _take_back(epoch: int, entries: list[Entry]) -> Iterable[tuple[object, ...]]:
    names = _names([epoch])
    for where, batch in _batches(entries, names, range(keys.PARTITIONS)):
        packed = b"".join(record.tobytes()[: TAG + REVISION] for record in batch)
        yield ("EVAL", TAKE_BACK, len(where), *where, packed, WIDTH, TAG + REVISION, *names)


def _batches(
    entries: list[Entry], names: list[str], wanted: Collection[int]
) -> Iterator[tuple[list[keys.Key], npt.NDArray[np.void]]]:
    """The postings of some revisions, as many as a command carries, each with the keys of its partition's tables."""
    made, partitions = pack_records(entries)
    for partition in wanted:
        here = made[partitions == partition]
        where = [keys.posting_counts(partition), *(keys.postings(partition, name) for name in names)]
        for first in range(0, len(here), tables.MOST_RECORDS):
            yield where, here[first : first + tables.MOST_RECORDS]


_COUNTS = [("HGETALL", keys.posting_counts(partition)) for partition in range(keys.PARTITIONS)]


def _to_read(asked: SketchQuery, before: Counts, after: Counts) -> dict[Table, Places]:
    """Which shingles are to be read from each table: those that a table's growth has moved, all from a new one."""
    waiting: dict[Table, Places] = {}
    for table, count in after.items():
        places = np.flatnonzero(asked.partitions == table[0])
        if table in before:
            tags = asked.tags[places]
            places = places[tables.place_tags(tags, before[table]) != tables.place_tags(tags, count)]
        if len(places):
            waiting[table] = places
    return waiting


def _names(epochs: Iterable[int]) -> list[str]:
    return [f"{epoch}:{part}" for epoch in epochs for part in range(keys.PARTS)]
