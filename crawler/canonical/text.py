"""Text → what is compared: tokens, a digest, and the set of word shingles. Pure."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import xxhash

from crawler.canonical.writing_systems import UNITS, former_words_of, has_unspaced, join_words, units, words_of

Shingles = npt.NDArray[np.uint64]
"""Hashes of a text's distinct shingles, ascending."""

SHINGLE_WORDS = 5
"""Words in a shingle; measured against 3 and 8 on 1,618 texts (docs/dedup.md)."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_BASE_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))


def tokens(text: str, mask: frozenset[str] = frozenset()) -> list[str]:
    """Return the words of a text in one spelling; boilerplate does not count, unless there is nothing else.

    :param mask: lines that are boilerplate, as ``compared_line`` gives them

    >>> tokens("Iran’s navy: 3 ships\\nSHARE", frozenset({"share"})), tokens("SHARE", frozenset({"share"}))
    (['iran', 's', 'navy', '3', 'ships'], ['share'])
    >>> tokens("東京の天気")
    ['東', '京', 'の', '天', '気']
    """
    if mask:
        kept = "\n".join(line for line in text.split("\n") if compared_line(line) not in mask)
        return words_of(kept) or words_of(text)
    return words_of(text)


def compared_line(line: str) -> str:
    """Return a line in the form in which lines are told apart, without case and the punctuation around it.

    >>> compared_line("  Share  this ARTICLE: ")
    'share this article'
    """
    return " ".join(line.split()).casefold().strip(_AROUND)


_AROUND = " .,:;!?…·•|–—-*_#<>()[]{}«»“”„‘’\"'/\\"


def digest(words: list[str]) -> bytes:
    """Return 16 bytes (XXH3-128) that are equal when the words are: white space, case and punctuation do not count.

    >>> digest(tokens("A b, c.")) == digest(tokens("a  B c"))
    True
    """
    return xxhash.xxh3_128_digest(join_words(words).encode("utf-8", "surrogatepass"))


def former_digest(text: str) -> bytes:
    """Return the digest that a text had in 0.1.0, which told more spellings apart."""
    return xxhash.xxh3_128_digest(" ".join(former_words_of(text)).encode("utf-8", "surrogatepass"))


def shingles(words: list[str]) -> Shingles:
    """Return the hashes of all runs of five words, distinct and ascending; a shorter text is one shingle.

    Where characters stand for themselves a run is as many of them as say what five words do: 9 of Chinese, 13 of kana,
    20 of Thai. With five, which are two or three words, any two texts of a language share runs.

    A shingle's hash is a polynomial of its words' XXH3-64, finished with the mixer of SplitMix64
    (Steele, Lea & Flood 2014), so that its high bits are uniform: the sketch samples by them.

    >>> len(shingles(tokens("one two three four five six"))), len(shingles([]))
    (2, 0)
    """
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashes = np.fromiter(map(_word_hash, words), dtype=np.uint64, count=len(words))
    runs = _runs_by_units(words, hashes) if has_unspaced("".join(words)) else _runs_of(SHINGLE_WORDS, hashes)
    return _distinct(_splitmix(runs))


def _runs_of(width: int, hashes: Shingles) -> Shingles:
    """The polynomial of every run of so many words, or of the whole where it is shorter."""
    width = min(width, len(hashes))
    count = len(hashes) - width + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(width):
        mixed = mixed * _BASE + hashes[offset : offset + count]
    return mixed


def _distinct(values: Shingles) -> Shingles:
    """Sort, and leave out repeats (numpy's own ``unique`` takes ten times as long for a few hundred)."""
    values.sort()
    fresh = np.empty(len(values), dtype=np.bool_)
    fresh[0] = True
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return values[fresh]


def _runs_by_units(words: list[str], hashes: Shingles) -> Shingles:
    """The polynomial of every shortest run that says enough, the same as ``_runs_of`` where all are words.

    A run's polynomial is the difference of two prefix sums, whose terms are divided by the base as often as they stand
    from the start; the base is odd, so it can be divided by.
    """
    reached = np.cumsum(np.fromiter((0, *map(units, words)), dtype=np.int64, count=len(words) + 1))
    ends = np.searchsorted(reached, reached[:-1] + UNITS)
    ends = ends[ends <= len(words)]
    if not len(ends):
        return _runs_of(len(words), hashes)
    powers = _powers(_BASE, len(words))
    sums = np.concatenate(([np.uint64(0)], np.cumsum(hashes * _powers(_BASE_INVERSE, len(words)), dtype=np.uint64)))
    runs: Shingles = (sums[ends] - sums[: len(ends)]) * powers[ends - 1]
    return runs


def _powers(base: np.uint64, count: int) -> Shingles:
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return xxhash.xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))


def _splitmix(values: Shingles) -> Shingles:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
