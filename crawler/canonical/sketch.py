"""Shingles → sketch, and how alike two texts are. Pure.

The sketch is Broder's mod-m sample of the shingles ("On the resemblance and containment of documents", 1997),
today called FracMinHash: two texts that share a passage share its sampled shingles, whatever their lengths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crawler.canonical.text import Shingles


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many shingles of a text stand in the index.

    One in ``rate`` is kept, at least ``least`` and at most ``most``: with a cap of 64, an excerpt of a 5,000-word
    text became a candidate in 41 % of cases, with 512 in 98 %.
    """

    rate: int = 16
    least: int = 16
    most: int = 512


def sketch(shingles: Shingles, sampling: Sampling) -> Shingles:
    """Return the sampled shingles, ascending: those below 2^64 / rate, within the bounds of ``sampling``.

    >>> len(sketch(np.arange(10, dtype=np.uint64), Sampling()))
    10
    """
    below = int(np.searchsorted(shingles, np.uint64((1 << 64) // sampling.rate)))
    return shingles[: min(max(below, sampling.least), sampling.most)]


_SIZE_STEP = 1.05


def pack_sizes(sizes: npt.ArrayLike) -> npt.NDArray[np.uint8]:
    """Encode numbers of shingles in a byte each: as powers of 1.05, up to 250,000."""
    steps = np.log(np.maximum(1, np.asarray(sizes, dtype=np.float64))) / np.log(_SIZE_STEP)
    packed: npt.NDArray[np.uint8] = np.minimum(np.round(steps), 255).astype(np.uint8)
    return packed


def unpack_sizes(packed: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """The numbers of shingles, to within 2.5 %.

    >>> unpack_sizes(pack_sizes([1, 40, 400, 10**9])).round().astype(int).tolist()
    [1, 41, 404, 253088]
    """
    return np.power(_SIZE_STEP, packed.astype(np.float64))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two shingle sets are; both figures in 0..1."""

    jaccard: float
    containment: float
    """Share of the smaller set that stands in the larger."""
    smaller: int
    """Shingles in the smaller set."""


def likeness(first: Shingles, second: Shingles) -> Likeness:
    """Compare two shingle sets exactly.

    >>> a, b = np.arange(4, dtype=np.uint64), np.arange(2, 8, dtype=np.uint64)
    >>> likeness(a, b)
    Likeness(jaccard=0.25, containment=0.5, smaller=4)
    """
    smaller = min(len(first), len(second))
    if not smaller:
        return Likeness(0.0, 0.0, 0)
    both = _common(first, second) if len(first) <= len(second) else _common(second, first)
    return Likeness(both / (len(first) + len(second) - both), both / smaller, smaller)


def _common(few: Shingles, many: Shingles) -> int:
    """Count the values of two ascending sets that are in both."""
    places = np.searchsorted(many, few)
    places[places == len(many)] = 0
    return int(np.count_nonzero(many[places] == few))
