"""How long a line is, in words, in every script."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.canonical.scripts import WORD, has_unspaced, units, words_of


def words_in(line: str) -> int:
    """Words of a line, or what says as much in a script without spaces.

    >>> words_in("Two words."), words_in("南海トラフ地震")
    (2, 4)
    """
    if not has_unspaced(line):
        return len(line.split())
    return round(sum(map(units, words_of(line))) / WORD)


def count_words(lines: Iterable[str]) -> int:
    """Words of a text.

    >>> count_words(["Two words.", "南海トラフ地震"])
    6
    """
    return sum(map(words_in, lines))
