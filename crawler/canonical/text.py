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

_UNSPACED_CHARACTER = re.compile(f"[{_UNSPACED}]")

_ASCII_WORDS = bytes(code if code > 0x7F or chr(code).isalnum() or code == 0x5F else 0x20 for code in range(256))
"""Bytes of UTF-8 with a space for each that is neither a letter, a digit, an underscore, nor part of a longer one."""

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
        return _words(kept.lower()) or _words(text.lower())
    return _words(text.lower())


def _words(text: str) -> list[str]:
    """Find the words as ``_TOKEN`` does, four times as fast: what is no part of a word becomes a space."""
    for character in _beyond_ascii(text):
        if _UNSPACED_CHARACTER.match(character):
            return _TOKEN.findall(text)
        if not character.isalnum():
            text = text.replace(character, " ")
    return text.encode().translate(_ASCII_WORDS).decode().split()


def _beyond_ascii(text: str) -> list[str]:
    """The distinct characters of a text that are not ASCII."""
    if text.isascii():
        return []
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return list(map(chr, set(codes[codes > 0x7F].tolist())))


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
    return _distinct(_splitmix(mixed))


def _distinct(values: Shingles) -> Shingles:
    """Sort, and leave out repeats (numpy's own ``unique`` takes ten times as long for a few hundred)."""
    values.sort()
    fresh = np.empty(len(values), dtype=np.bool_)
    fresh[0] = True
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return values[fresh]


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return xxhash.xxh3_64_intdigest(word.encode("utf-8", "surrogatepass"))


def _splitmix(values: Shingles) -> Shingles:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
