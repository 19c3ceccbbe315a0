"""The sampled-shingle inverted index: which revisions share shingles with a text.

A posting is a record in one of a fixed number of strings, appended blindly: publishing needs no answer and may be
repeated. Entries leave by epoch, a fourth of the window: all strings of an epoch expire together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from crawler.canonical.text import Shingles
from crawler.index import keys
from crawler.index.client import Index

EPOCHS = 4
"""Epochs in a window."""

_RECORD = np.dtype([("shingle", "<u4"), ("revision", "<u8")])
_BUCKETS = keys.PARTITIONS * keys.BUCKETS_PER_PARTITION

_APPEND = """
for place = 1, #KEYS do
    local records = ARGV[place + 1]
    if redis.call('APPEND', KEYS[place], records) == #records then
        redis.call('EXPIREAT', KEYS[place], ARGV[1])
    end
end
return #KEYS
"""
"""Appends records to strings of one partition; a string that is new gets its end of life (the first argument)."""

_READ = """
local epochs, found = tonumber(ARGV[1]), {}
for first = 1, #KEYS, epochs do
    local records = {}
    for place = first, first + epochs - 1 do
        records[#records + 1] = redis.call('GET', KEYS[place]) or ''
    end
    found[#found + 1] = table.concat(records)
end
return found
"""
"""Reads the strings of one partition, those of a bucket's epochs joined."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision that is to be found by its sketch, and when it was first seen (seconds since 1970)."""

    revision: int
    sketch: Shingles
    at: int


class Postings:
    """The postings within a window of days."""

    def __init__(self, index: Index, window_days: int) -> None:
        self._index = index
        self._epoch_seconds = max(1, window_days * keys.DAY // EPOCHS)

    def begin(self, now: int) -> int:
        """The earliest time, in seconds since 1970, whose entries are still found."""
        return (now // self._epoch_seconds - EPOCHS) * self._epoch_seconds

    def publish_commands(self, entries: Iterable[Entry]) -> list[tuple[object, ...]]:
        """Commands that enter revisions under their sampled shingles: one for each partition and epoch."""
        records: dict[tuple[int, str], dict[int, list[bytes]]] = defaultdict(lambda: defaultdict(list))
        for entry in entries:
            epoch = entry.at // self._epoch_seconds
            for bucket, some in _by_bucket(entry.sketch).items():
                packed = np.empty(len(some), dtype=_RECORD)
                packed["shingle"], packed["revision"] = some, entry.revision
                records[epoch, keys.posting_partition(bucket)][bucket].append(packed.tobytes())
        return [self._append(epoch, buckets) for (epoch, _), buckets in records.items()]

    def _append(self, epoch: int, buckets: dict[int, list[bytes]]) -> tuple[object, ...]:
        names = [keys.postings(epoch, bucket) for bucket in buckets]
        end = (epoch + EPOCHS + 1) * self._epoch_seconds
        return ("EVAL", _APPEND, len(names), *names, end, *map(b"".join, buckets.values()))

    async def shared(self, sketches: Sequence[Shingles], now: int) -> list[dict[int, int]]:
        """Ask which revisions share sampled shingles with each of some texts.

        :returns: for each sketch, revision id → number of distinct shared hashes
        :raises IndexUnavailable: when the index cannot tell
        """
        split = [_by_bucket(hashes) for hashes in sketches]
        epochs = range(self.begin(now) // self._epoch_seconds, now // self._epoch_seconds + 1)
        by_partition: dict[str, list[int]] = defaultdict(list)
        for bucket in sorted({bucket for buckets in split for bucket in buckets}):
            by_partition[keys.posting_partition(bucket)].append(bucket)
        commands = [
            ("EVAL", _READ, len(names), *names, len(epochs))
            for some in by_partition.values()
            for names in [[keys.postings(epoch, bucket) for bucket in some for epoch in epochs]]
        ]
        answers = await self._index.execute(commands, list(by_partition))
        records: dict[int, bytes] = {}
        for some, values in zip(by_partition.values(), answers, strict=True):
            records.update(zip(some, values, strict=True))
        return [_count(buckets, records) for buckets in split]


def _by_bucket(hashes: Shingles) -> dict[int, list[int]]:
    """Split hashes by bucket: a hash's low bits name the bucket, its next 32 the record."""
    groups: dict[int, list[int]] = defaultdict(list)
    for value in hashes.tolist():
        groups[value % _BUCKETS].append((value // _BUCKETS) & 0xFFFFFFFF)
    return groups


def _count(wanted: dict[int, list[int]], records: dict[int, bytes]) -> dict[int, int]:
    """Count, for each revision, the distinct wanted hashes that it stands under."""
    found: set[tuple[int, int]] = set()
    for bucket, some in wanted.items():
        if records[bucket]:
            stored = np.frombuffer(records[bucket], dtype=_RECORD)
            for shingle in some:
                revisions = stored["revision"][stored["shingle"] == shingle]
                found.update((revision, bucket << 32 | shingle) for revision in revisions.tolist())
    return Counter(revision for revision, _ in found)
