"""The sampled-shingle inverted index: which revisions share shingles with a text.

A posting is a record in one of a fixed number of strings, appended blindly: publishing needs no answer and may be
repeated. Entries leave by epoch, a fourth of the window: all strings of an epoch expire together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from crawler.canonical.text import Shingles
from crawler.index import keys
from crawler.index.client import Index

EPOCHS = 4
"""Epochs in a window."""

_RECORD = np.dtype([("shingle", "<u4"), ("revision", "<u8")])
_BUCKETS = keys.PARTITIONS * keys.BUCKETS_PER_PARTITION


class Postings:
    """The postings within a window of days."""

    def __init__(self, index: Index, window_days: int) -> None:
        self._index = index
        self._epoch_seconds = max(1, window_days * keys.DAY // EPOCHS)
        self._expiring: set[str] = set()
        """Strings of the current generation whose end of life this process has set."""
        self._generation = index.generation

    def publish_commands(self, revision: int, hashes: Shingles, at: int) -> list[tuple[object, ...]]:
        """Commands that enter a revision under each of its hashes.

        :param at: when the revision was first seen; entries older than the window are not written
        """
        epoch = at // self._epoch_seconds
        commands: list[tuple[object, ...]] = []
        for bucket, some in _by_bucket(hashes).items():
            records = np.empty(len(some), dtype=_RECORD)
            records["shingle"], records["revision"] = some, revision
            name = keys.postings(epoch, bucket)
            commands.append(("APPEND", name, records.tobytes()))
            if self._is_first(name):
                commands.append(("EXPIREAT", name, (epoch + EPOCHS + 1) * self._epoch_seconds))
        return commands

    def _is_first(self, name: str) -> bool:
        """Say whether a string's end of life is still to be set; a rebuilt index has forgotten all of them."""
        if self._generation != self._index.generation or len(self._expiring) > 10 * _BUCKETS:
            self._expiring.clear()
            self._generation = self._index.generation
        known = name in self._expiring
        self._expiring.add(name)
        return not known

    async def shared(self, sketches: Sequence[Shingles], now: int) -> list[dict[int, int]]:
        """Ask which revisions share sampled shingles with each of some texts.

        :returns: for each sketch, revision id → number of distinct shared hashes
        :raises IndexUnavailable: when the index cannot tell
        """
        split = [_by_bucket(hashes) for hashes in sketches]
        last = now // self._epoch_seconds
        epochs = range(last - EPOCHS, last + 1)
        by_partition: dict[str, list[int]] = defaultdict(list)
        for bucket in sorted({bucket for buckets in split for bucket in buckets}):
            by_partition[keys.posting_partition(bucket)].append(bucket)
        commands = [
            ("MGET", *(keys.postings(epoch, bucket) for bucket in some for epoch in epochs))
            for some in by_partition.values()
        ]
        answers = await self._index.execute(commands, list(by_partition))
        records: dict[int, bytes] = {}
        for some, values in zip(by_partition.values(), answers, strict=True):
            for place, bucket in enumerate(some):
                records[bucket] = b"".join(filter(None, values[len(epochs) * place : len(epochs) * (place + 1)]))
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
