"""What shares sampled shingles with a text → which revisions are worth comparing with it. Pure.

The index only counts. Here it is asked of each revision whether texts that just fulfil the rule could share as few
sampled shingles as these two do; only where they could are the texts loaded and compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crawler.canonical.judge import Rule
from crawler.canonical.sketch import Sampling, pack_sizes, unpack_sizes

LEAST_SHARED = 2
"""Sampled shingles a candidate must share."""

MOST_CANDIDATES = 32
"""Candidates compared with one text, the likeliest."""

MOST_BY_COMMON = 4
"""Of these, those that share only common shingles: a text like thousands of others is like the first ones."""

DOUBT = 2.5
"""Standard deviations below the expected number of shared sampled shingles at which a pair is given up: of pairs that
just fulfil the rule, one in 160 is missed. On the 821 texts of docs/dedup.md none is, with 3 and with 1.5 either."""

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SharedShingles:
    """Pairs of a text that was asked for and a revision that shares some of its sampled shingles; by text, revision.

    :ivar text: which of the texts, from 0
    :ivar shared: how many distinct sampled shingles
    :ivar rare: how many of these are not common
    :ivar size: shingles of the revision's whole text, to within 2.5 %
    :ivar common: for each text, how many of its sampled shingles are common: in more texts than the index names
    """

    text: Numbers
    revision: Numbers
    shared: Numbers
    rare: Numbers
    size: Reals
    common: Numbers


@dataclass(frozen=True, slots=True)
class AskedText:
    """A text that was asked for: its own revision, its shingles and those in its sketch."""

    revision: int
    shingles: int
    sampled: int


def choose_promising(
    pairs: SharedShingles, asked: Sequence[AskedText], rule: Rule, sampling: Sampling
) -> list[dict[int, int]]:
    """Choose the revisions worth comparing with each text.

    Of two texts each is worth it for the other, or neither: both are told by the rounded size that the index knows.

    :returns: for each text, revision → sampled shingles shared; the likeliest first
    """
    own = np.array([text.revision for text in asked], dtype=np.int64)[pairs.text]
    sizes = unpack_sizes(pack_sizes([text.shingles for text in asked]))[pairs.text]
    sampled = np.array([max(1, text.sampled) for text in asked])[pairs.text]
    hidden = pairs.common[pairs.text] - (pairs.shared - pairs.rare)
    """Shingles that the revision may share unseen: their lists name only the earliest."""
    rate = np.minimum(_rate(sizes, sampling), _rate(pairs.size, sampling)) * (1 - hidden / sampled)
    expected = _least_common(sizes, pairs.size, rule) * rate
    doubt = DOUBT * np.sqrt(expected * (1 - rate))
    chosen = (pairs.shared >= LEAST_SHARED) & (pairs.shared >= expected - doubt) & (pairs.revision != own)
    both = np.minimum(pairs.shared / np.maximum(rate, 1e-9), np.minimum(sizes, pairs.size))
    jaccard = both / (sizes + pairs.size - both)
    by_common = pairs.rare < LEAST_SHARED
    places = np.flatnonzero(chosen)
    ranked = places[np.lexsort((pairs.revision[places], -jaccard[places], by_common[places], pairs.text[places]))]
    return _first(pairs, ranked, by_common, len(asked))


def _first(
    pairs: SharedShingles, ranked: Numbers, by_common: npt.NDArray[np.bool_], texts: int
) -> list[dict[int, int]]:
    chosen: list[dict[int, int]] = [{} for _ in range(texts)]
    left = [MOST_BY_COMMON] * texts
    rows = zip(
        pairs.text[ranked].tolist(),
        pairs.revision[ranked].tolist(),
        pairs.shared[ranked].tolist(),
        by_common[ranked].tolist(),
        strict=True,
    )
    for text, revision, shared, common in rows:
        if len(chosen[text]) < MOST_CANDIDATES and (not common or left[text]):
            chosen[text][revision] = shared
            left[text] -= common
    return chosen


def _rate(size: Reals, sampling: Sampling) -> Reals:
    """The share of a text's shingles that its sketch is expected to hold."""
    return np.minimum(np.clip(size / sampling.rate, sampling.least, sampling.most) / size, 1)


def _least_common(first: Reals, second: Reals, rule: Rule) -> Reals:
    """How many shingles two texts of these sizes must have in common to fulfil the rule."""
    together, smaller = first + second, np.minimum(first, second)

    def at(jaccard: float) -> Reals:
        return together * (jaccard / (1 + jaccard))

    contained = np.maximum(smaller * rule.containment, at(rule.containment_jaccard))
    least = np.minimum(at(rule.jaccard), contained)
    return np.where(least > 1.05 * smaller, 1e9, least)
