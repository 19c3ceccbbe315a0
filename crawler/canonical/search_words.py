"""Words as they are searched for: one spelling more than compared texts have, without accents. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crawler.canonical.writing_systems import UNSPACED, words_of

MOST_WORDS = 16_000
"""Words of a text that are searched, its first: PostgreSQL knows no more positions."""

LONGEST = 100
"""Characters of a word that count."""

_HANGUL = "\uac00-\ud7a3"
_ACCENTS = re.compile("[\u0300-\u036f]")
_SYLLABLES = re.compile(f"[{_HANGUL}]|[^{_HANGUL}]+")
_PIECE = re.compile(f"[{UNSPACED}{_HANGUL}]|[^\\s{UNSPACED}{_HANGUL}]+")
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")

Phrase = tuple[str, ...]
"""Words that stand one behind the other."""


def search_words(text: str) -> list[str]:
    """The words of a text as they are searched for: where no spaces are, and in Korean, every character is one.

    >>> search_words("Élan of Müller’s"), search_words("東京 서울")
    (['elan', 'of', 'muller', 's'], ['東', '京', '서', '울'])
    """
    words = words_of(text)
    if not text.isascii():
        words = [part for word in words for part in _without_accents(word)]
    return [word[:LONGEST] for word in words[:MOST_WORDS]]


def _without_accents(word: str) -> list[str]:
    if word.isascii():
        return [word]
    return _SYLLABLES.findall(unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", word))))


def parse_search(asked: str) -> list[Phrase]:
    """What a person typed as phrases, all of which have to be found; what stands in quotation marks is one.

    >>> parse_search('storm "New York" don\\'t')
    [('storm',), ('new', 'york'), ('don', 't')]
    >>> parse_search('"x" : - *')
    [('x',)]
    """
    phrases = (tuple(search_words(quoted or plain)) for quoted, plain in _QUOTED.findall(asked))
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text around the first place where something was found.

    :ivar text: plain, on one line
    :ivar marked: where what was found stands in it: from, until before
    :ivar cut_before: whether the text has more before it; ``cut_after``: behind it
    """

    text: str
    marked: tuple[tuple[int, int], ...]
    cut_before: bool
    cut_after: bool


BEFORE, LENGTH = 60, 240
"""Characters of a snippet before what was found, and of all of it."""


def cut_snippet(text: str, phrases: Sequence[Phrase]) -> Snippet:
    """Cut the piece of a text that shows where phrases stand; the beginning of one in which none does.

    >>> cut_snippet("The storm has\\nreached the coast.", [("coast",)])
    Snippet(text='The storm has reached the coast.', marked=((26, 31),), cut_before=False, cut_after=False)
    """
    text = " ".join(text.split())
    found = sorted(set(_find(text, phrases)))
    start = max(0, found[0][0] - BEFORE) if found else 0
    if start:
        start = next((place + 1 for place in range(start, found[0][0]) if text[place] == " "), start)
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = next((place for place in range(end, end - BEFORE, -1) if text[place] == " "), end)
    marked = tuple((first - start, last - start) for first, last in found if last <= end)
    return Snippet(text[start:end], marked, start > 0, end < len(text))


def _find(text: str, phrases: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    """Where phrases stand in a text, each from the first of its words to the last, as far as a snippet reaches."""
    words: list[str] = []
    pieces: list[re.Match[str]] = []
    last = {phrase[-1] for phrase in phrases}
    reach = len(text)
    for piece in _PIECE.finditer(text):
        if piece.start() > reach:
            return
        for word in _words_of_piece(piece[0]):
            words.append(word)
            pieces.append(piece)
            for phrase in phrases if word in last else ():
                if tuple(words[-len(phrase) :]) == phrase:
                    start = _bare(pieces[-len(phrase)])[0]
                    reach = min(reach, start + LENGTH)
                    yield start, _bare(piece)[1]


@lru_cache(maxsize=4096)
def _words_of_piece(piece: str) -> tuple[str, ...]:
    return tuple(search_words(piece))


def _bare(piece: re.Match[str]) -> tuple[int, int]:
    """Where a piece stands without the signs around it."""
    bare = _EDGES.sub("", piece[0])
    if not bare:
        return piece.span()
    start = piece.start() + piece[0].index(bare)
    return start, start + len(bare)
