"""Wordings of notices as patterns, in the tables of ``announcements.txt``.

In a wording ``*`` is the rest of a word, ``(a/b)`` is a or b, ``~`` is a space with up to two words in it, and ``@`` an
address. Wordings are compared in the form that ``folded_line`` gives a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.canonical.word_tables import plain

_SAME_LETTER = str.maketrans({
    "ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "\u0640": "", "\u0307": "",
    "\u200c": " ", "\u200d": "", "’": "'", "：": ":", "，": ",", "ё": "е",
})  # fmt: skip
_MARKS = re.compile("[\u064b-\u0652\u0670]")
_RUNS_ON = re.compile("[(*]*[\u0600-\u06ff\u3400-\u9fff]")
"""How a wording begins whose script runs on, or grows articles and prepositions to words."""

_SHORT_WORD = re.compile("(?:^|[^\u0600-\u06ff])[\u0600-\u06ff]{1,3}$")
"""An Arabic or Persian word at a wording's end that would be found at the beginning of others."""


def folded_line(line: str) -> str:
    """A line as wordings are compared: lower case, Arabic and Persian letters alike, without vowel signs.

    >>> folded_line("► Наш НОВЫЙ адрес ещё")
    'наш новый адрес еще'
    """
    return " ".join(_folded(plain(line)).split())


def _folded(text: str) -> str:
    return _MARKS.sub("", text.translate(_SAME_LETTER))


def compile_wordings(wordings: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all wordings.

    >>> compile_wordings(["(our/the)~new address*", "mirror*"]).search("our own new addresses")[0]
    'our own new addresses'
    """
    folded = dict.fromkeys(begun for wording in wordings for begun in _beginnings(_folded(wording)))
    apart = [_pattern(wording) for wording in folded if not _RUNS_ON.match(wording)]
    within = [_pattern(wording) for wording in folded if _RUNS_ON.match(wording)]
    # the looks at one character before the many wordings make a search several times as fast
    groups = [rf"(?<!\w)(?:{_by_first_letter(apart)})(?!\w)"] if apart else []
    groups += [rf"(?=[\u0600-\u9fff])(?:{_by_first_letter(within)})"] if within else []
    return re.compile("|".join(groups))


def _beginnings(wording: str) -> list[str]:
    """A wording once for each way in which it begins.

    >>> _beginnings("(our/the) (new /)site"), _beginnings("mirror*")
    (['our (new /)site', 'the (new /)site'], ['mirror*'])
    """
    if not wording.startswith("("):
        return [wording]
    choices, _, rest = wording[1:].partition(")")
    return [choice + rest for choice in choices.split("/")]


def _by_first_letter(patterns: list[str]) -> str:
    by_letter: dict[str, list[str]] = {}
    for pattern in patterns:
        by_letter.setdefault(pattern[0] if pattern[0].isalpha() else "", []).append(pattern)
    return "|".join(f"{letter}(?:{'|'.join(p[len(letter) :] for p in many)})" for letter, many in by_letter.items())


def _pattern(wording: str) -> str:
    alone = len(wording) <= 3 and _SHORT_WORD.search(wording)
    written = wording.replace(".", r"\.").replace("/", "|").replace("(", "(?:").replace("*", r"\w*")
    written = written.replace("~", r"(?:\W+\w+){0,2}?\W+")
    return (r"(?<!\w)" if alone else "") + written + (r"(?!\w)" if _SHORT_WORD.search(wording) else "")
