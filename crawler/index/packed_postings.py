"""Postings as bytes: 5 of a shingle's hash, 5 of a revision's id, 1 of its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crawler.canonical.sketch import pack_sizes
from crawler.canonical.text import Shingles
from crawler.index import keys

TAG, REVISION, SIZE = 5, 5, 1
WIDTH = TAG + REVISION + SIZE

RECORD = np.dtype([("tag", "<u4"), ("tag_high", "u1"), ("revision", "<u4"), ("revision_high", "u1"), ("size", "u1")])

Numbers = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision that is to be found by its sketch.

    :ivar shingles: how many its whole text has
    :ivar at: when it was first seen, seconds since 1970
    """

    revision: int
    sketch: Shingles
    shingles: int
    at: int


def split_hashes(hashes: Shingles) -> tuple[Numbers, Numbers]:
    """A hash's lowest bits name its partition, the next 40 are its tag."""
    rest = hashes // np.uint64(keys.PARTITIONS)
    return rest & np.uint64((1 << 8 * TAG) - 1), hashes % np.uint64(keys.PARTITIONS)


def pack_records(entries: Sequence[Entry]) -> tuple[npt.NDArray[np.void], Numbers]:
    """Pack all postings of some revisions, and tell the partition of each."""
    tags, partitions = split_hashes(np.concatenate([entry.sketch for entry in entries]))
    lengths = [len(entry.sketch) for entry in entries]
    revisions = np.repeat(np.array([entry.revision for entry in entries], dtype=np.uint64), lengths)
    if len(revisions) and int(revisions.max()) >> 8 * REVISION:
        raise OverflowError("a revision's id does not fit into a posting")
    packed = np.empty(len(tags), dtype=RECORD)
    packed["tag"], packed["tag_high"] = tags & _LOW, tags >> _SHIFT
    packed["revision"], packed["revision_high"] = revisions & _LOW, revisions >> _SHIFT
    packed["size"] = np.repeat(pack_sizes([entry.shingles for entry in entries]), lengths)
    return packed, partitions


_LOW, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32)


def unpack_revisions(packed: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    """The revisions' ids of packed postings."""
    high: npt.NDArray[np.int64] = packed["revision_high"].astype(np.int64)
    return high << 32 | packed["revision"].astype(np.int64)
