"""Postings as bytes: 5 of a shingle's hash, 5 of a revision's id, 1 of its size. Packed to be published; unpacked from
buckets as they were read, into which revisions share which shingles with which text. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crawler.canonical.candidates import SharedShingles
from crawler.canonical.sketch import pack_sizes, unpack_sizes
from crawler.canonical.text import Shingles
from crawler.index import keys

TAG, REVISION, SIZE = 5, 5, 1
WIDTH = TAG + REVISION + SIZE

RECORD = np.dtype([("tag", "<u4"), ("tag_high", "u1"), ("revision", "<u4"), ("revision_high", "u1"), ("size", "u1")])

Numbers = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


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


def _split_hashes(hashes: Shingles) -> tuple[Numbers, Numbers]:
    """A hash's lowest bits name its partition, the next 40 are its tag."""
    rest = hashes // np.uint64(keys.PARTITIONS)
    return rest & np.uint64((1 << 8 * TAG) - 1), hashes % np.uint64(keys.PARTITIONS)


def pack_records(entries: Sequence[Entry]) -> tuple[npt.NDArray[np.void], Numbers]:
    """Pack all postings of some revisions, and tell the partition of each."""
    tags, partitions = _split_hashes(np.concatenate([entry.sketch for entry in entries]))
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


def _unpack_revisions(packed: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    """The revisions' ids of packed postings."""
    high: npt.NDArray[np.int64] = packed["revision_high"].astype(np.int64)
    return high << 32 | packed["revision"].astype(np.int64)


@dataclass(frozen=True, slots=True)
class SketchQuery:
    """What some texts are asked for by: their sampled shingles.

    :ivar tags: of each distinct shingle, :ivar partitions: likewise
    :ivar place: for each shingle of each text, one text after the other: which of the distinct ones it is
    :ivar lengths: shingles of each text
    """

    tags: Numbers
    partitions: Numbers
    place: Places
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """Postings under distinct shingles: which of these, whose they are, and the size of that one's text."""

    place: Places
    revision: Places
    size: npt.NDArray[np.float64]


def combine_sketches(sketches: Sequence[Shingles]) -> SketchQuery:
    """Put together what is asked for."""
    hashes = np.concatenate([*sketches, np.empty(0, dtype=np.uint64)])
    distinct, place = np.unique(hashes, return_inverse=True)
    tags, partitions = _split_hashes(distinct)
    return SketchQuery(
        tags=tags, partitions=partitions, place=place.astype(np.int64), lengths=tuple(map(len, sketches))
    )


def match_postings(asked: SketchQuery, places: Places, buckets: Sequence[bytes | None]) -> Matches:
    """Pick from buckets the postings under the shingles for which each was read."""
    values = [bucket or b"" for bucket in buckets]
    counts = np.fromiter(map(len, values), dtype=np.int64, count=len(values)) // RECORD.itemsize
    packed = np.frombuffer(b"".join(values), dtype=RECORD)
    owner = np.repeat(places, counts)
    tags = asked.tags[owner]
    hit = np.flatnonzero(packed["tag"] == tags.astype(np.uint32))
    hit = hit[packed["tag_high"][hit] == tags[hit] >> np.uint64(32)]
    return Matches(owner[hit], _unpack_revisions(packed[hit]), unpack_sizes(packed["size"][hit]))


def count_shared(asked: SketchQuery, hits: Iterable[Matches], longest_list: int) -> SharedShingles:
    """Count for each text what every revision shares with it; a posting that stands twice counts once.

    :param longest_list: postings from which on a shingle is common
    """
    parts = list(hits)
    place = np.concatenate([part.place for part in parts] or [_NONE])
    revision = np.concatenate([part.revision for part in parts] or [_NONE])
    size = np.concatenate([part.size for part in parts] or [_NONE.astype(np.float64)])
    _, once = np.unique(place << 40 | revision, return_index=True)
    place, revision, size = place[once], revision[once], size[once]
    common = np.bincount(place, minlength=len(asked.tags)) >= longest_list
    text_of, row = _by_text(asked, place)
    return _counted(asked, text_of, revision[row], size[row], common[place[row]], common)


def _by_text(asked: SketchQuery, place: Places) -> tuple[Places, Places]:
    """Hand each posting to all texts that hold its shingle: the texts, and which posting each got."""
    order = np.argsort(asked.place, kind="stable")
    holder = np.repeat(np.arange(len(asked.lengths)), asked.lengths)[order]
    holders = np.bincount(asked.place, minlength=len(asked.tags))
    begins = np.cumsum(holders) - holders
    times = holders[place]
    row = np.repeat(np.arange(len(place)), times)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    return holder[begins[place[row]] + turn], row


def _counted(
    asked: SketchQuery, text: Places, revision: Places, size: npt.NDArray[np.float64], common: npt.NDArray[np.bool_],
    is_common: npt.NDArray[np.bool_],
) -> SharedShingles:  # fmt: skip
    texts = len(asked.lengths)
    held = np.bincount(np.repeat(np.arange(texts), asked.lengths)[is_common[asked.place]], minlength=texts)
    order = np.lexsort((revision, text))
    text, revision = text[order], revision[order]
    begins = np.flatnonzero(np.append(True, (text[1:] != text[:-1]) | (revision[1:] != revision[:-1]))[: len(text)])
    if not len(begins):
        return SharedShingles(_NONE, _NONE, _NONE, _NONE, _NONE.astype(np.float64), held)
    shared = np.diff(np.append(begins, len(text)))
    rare = np.add.reduceat((~common[order]).astype(np.int64), begins)
    return SharedShingles(text[begins], revision[begins], shared, rare, size[order][begins], held)


_NONE: Places = np.empty(0, dtype=np.int64)
