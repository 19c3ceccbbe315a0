"""Text → what is compared: tokens, a digest, and the set of word shingles. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import xxhash

Shingles = npt.NDArray[np.uint64]
"""Hashes of a text's distinct shingles, ascending."""

SHINGLE_WORDS = 5
"""Words in a shingle; measured against 3 and 8 on 1,618 texts (docs/dedup.md)."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, kana and Han: written without spaces, so each character is a token."""

_TOKEN = re.compile(f"[{_UNSPACED}]|[^\\W{_UNSPACED}]+")

_BASE = np.uint64(0x9E3779B97F4A7C15)


def tokens(text: str, mask: frozenset[str] = frozenset()) -> list[str]:
    """Return the lower-cased words of a text; boilerplate does not count, unless there is nothing else.

    :param mask: lines that are boilerplate, as ``compared_line`` gives them

    >>> tokens("Iran’s navy: 3 ships\\nSHARE", frozenset({"share"})), tokens("SHARE", frozenset({"share"}))
    (['iran', 's', 'navy', '3', 'ships'], ['share'])
    >>> tokens("東京の天気")
    ['東', '京', 'の', '天', '気']
    """
    if mask:
        kept = "\n".join(line for line in text.split("\n") if compared_line(line) not in mask)
        return _TOKEN.findall(kept.lower()) or _TOKEN.findall(text.lower())
    return _TOKEN.findall(text.lower())


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
    return xxhash.xxh3_128_digest(" ".join(words).encode("utf-8", "surrogatepass"))


def shingles(words: list[str]) -> Shingles:
    """Return the hashes of all runs of five words, distinct and ascending; a shorter text is one shingle.

    A shingle's hash is a polynomial of its words' XXH3-64, finished with the mixer of SplitMix64
    (Steele, Lea & Flood 2014), so that its high bits are uniform: the sketch samples by them.

    >>> len(shingles(tokens("one two three four five six"))), len(shingles([]))
    (2, 0)
    """
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashes = np.fromiter(map(_word_hash, words), dtype=np.uint64, count=len(words))
    width = min(SHINGLE_WORDS, len(words))
    count = len(words) - width + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(width):
        mixed = mixed * _BASE + hashes[offset : offset + count]
    return np.unique(_splitmix(mixed))


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return xxhash.xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))


def _splitmix(values: Shingles) -> Shingles:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
