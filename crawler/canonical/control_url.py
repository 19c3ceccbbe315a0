"""An address that cannot exist, in the shape of a source's articles. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

import xxhash

MOST_URLS = 20
"""Addresses of articles by which the shape is read."""

_DIGITS = re.compile(r"\d+")
_PIECES = re.compile(r"(\.[A-Za-z]{2,5}$|[\W_]+)")
MOST_OF_A_DAY = 2
"""Digits of a day or a month."""

SHORTEST_NUMBER = 9
"""Digits of a number that no article has."""


class Chance:
    """Numbers that follow from a seed and look like chance."""

    def __init__(self, seed: str) -> None:
        self._seed, self._taken = seed, 0

    def take(self, below: int) -> int:
        """Return the next number, below a bound."""
        self._taken += 1
        return xxhash.xxh3_64_intdigest(f"{self._seed} {self._taken}".encode()) % below


def make_control_url(urls: Sequence[str], seed: str) -> str | None:
    """Make an address that is like those of articles and of none of them; None where none is known.

    What differs between the addresses is made up: numbers of days and years that no calendar has, longer numbers than
    they have, letters for letters. What they share stays, and the ending, too.

    :param urls: canonical URLs of articles on one mirror
    :param seed: what is made up follows from it: another one every time

    >>> urls = [f"https://m1.example/news/2026/10/12/{n}/storm-{n}.html" for n in (774416, 774417)]
    >>> make_control_url(urls, "1")
    'https://m1.example/news/2026/10/12/931858597/ngokobhy-996142601.html'
    """
    if not urls:
        return None
    chance = Chance(seed)
    parts = urlsplit(urls[0])
    path = parts.path.split("/")
    others = [urlsplit(url).path.split("/") for url in urls[1:MOST_URLS]]
    others = [other for other in others if len(other) == len(path)]
    varied = [place for place, part in enumerate(path) if part and any(other[place] != part for other in others)]
    if not varied and not _DIGITS.search(parts.query):
        varied = [max((place for place, part in enumerate(path) if part), default=0)]
    for place in varied:
        path[place] = _make_up(path[place], chance, dated=place != varied[-1])
    query = "&".join(_make_up_value(pair, chance) for pair in parts.query.split("&")) if parts.query else ""
    return urlunsplit((parts.scheme, parts.netloc, "/".join(path), query, ""))


def _make_up_value(pair: str, chance: Chance) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}{equals}{_DIGITS.sub(lambda match: _number(match[0], chance, dated=False), value)}"


def _make_up(part: str, chance: Chance, *, dated: bool) -> str:
    """Make up a part of a path.

    :param dated: its numbers may be those of days and years; otherwise they may be an article's
    """
    pieces = []
    for piece in _PIECES.split(part):
        if piece.isdigit():
            pieces.append(_number(piece, chance, dated=dated))
        elif piece and not _PIECES.fullmatch(piece):
            pieces.append(_word(piece, chance))
        else:
            pieces.append(piece)
    made = "".join(pieces)
    return made if made != part else f"{_word(part, chance)}{part}"


def _number(digits: str, chance: Chance, *, dated: bool) -> str:
    """A year, a month or a day as no calendar has it, or a number beyond those of articles."""
    if dated and len(digits) <= MOST_OF_A_DAY:
        return str(70 + chance.take(30))
    length = len(digits) if dated and len(digits) == len("2026") else max(len(digits) + 3, SHORTEST_NUMBER)
    return "9" + "".join(str(chance.take(10)) for _ in range(length - 1))


def _word(letters: str, chance: Chance) -> str:
    return "".join(chr(ord("a") + chance.take(26)) for _ in range(max(8, min(len(letters), 24))))
