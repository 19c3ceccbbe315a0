"""The sampled-shingle inverted index: which revisions share shingles with a text.

A posting is a record in one of a fixed number of strings, appended blindly: publishing needs no answer and may be
repeated. Entries leave by epoch, a fourth of the window: all strings of an epoch expire together.
"""

from __future__ import annotations

from collections import defaultdict
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
            commands += [("APPEND", name, records.tobytes())]
            commands += [("EXPIREAT", name, (epoch + EPOCHS + 1) * self._epoch_seconds)]
        return commands

    async def shared(self, sketches: Sequence[Shingles], now: int) -> list[dict[int, int]]:
        """Ask which revisions share sampled shingles with each of some texts.

        :returns: for each sketch, revision id → number of distinct shared hashes
        :raises IndexUnavailable: when the index cannot tell
        """
        wanted = sorted({int(bucket) for hashes in sketches for bucket in _by_bucket(hashes)})
        last = now // self._epoch_seconds
        epochs = range(last - EPOCHS, last + 1)
        commands = [("GET", keys.postings(epoch, bucket)) for bucket in wanted for epoch in epochs]
        partitions = sorted({keys.posting_partition(bucket) for bucket in wanted})
        answers = await self._index.execute(commands, partitions)
        size = len(epochs)
        buckets = {
            bucket: b"".join(answer or b"" for answer in answers[size * place : size * (place + 1)])
            for place, bucket in enumerate(wanted)
        }
        return [_count(hashes, buckets) for hashes in sketches]


def _by_bucket(hashes: Shingles) -> dict[int, Shingles]:
    """Split hashes by bucket: a hash's low bits name the bucket, its next 32 the record."""
    groups: dict[int, list[int]] = defaultdict(list)
    for value in hashes.tolist():
        groups[value % _BUCKETS].append((value // _BUCKETS) & 0xFFFFFFFF)
    return {bucket: np.array(values, dtype=np.uint32) for bucket, values in groups.items()}


def _count(hashes: Shingles, buckets: dict[int, bytes]) -> dict[int, int]:
    pairs: set[tuple[int, int, int]] = set()
    for bucket, some in _by_bucket(hashes).items():
        records = np.frombuffer(buckets[bucket], dtype=_RECORD)
        hits = records[np.isin(records["shingle"], some)]
        pairs.update((bucket, int(record["shingle"]), int(record["revision"])) for record in hits)
    counts: dict[int, int] = defaultdict(int)
    for _, _, revision in pairs:
        counts[revision] += 1
    return dict(counts)
