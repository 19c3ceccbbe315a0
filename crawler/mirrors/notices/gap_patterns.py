"""Tables of wordings with gaps → one pattern.

In a wording ``*`` is the rest of a word, ``(a/b)`` is a or b, ``~`` is a space with up to two words in it, ``_`` one
with up to five. Wordings are compared in the form that ``folded_line`` gives a line.
"""

from __future__ import annotations

import re

from crawler.canonical.wordings import plain, wordings

_SAME_LETTER = str.maketrans({
    "ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "\u0640": "", "\u0307": "",
    "\u200c": " ", "\u200d": "", "’": "'", "：": ":", "，": ",", "ё": "е",
})  # fmt: skip
_MARKS = re.compile("[\u064b-\u0652\u0670]")
_WORDED = re.compile(r"\(*[a-z\u00df-\u024f\u0430-\u045f*]")
"""How a wording begins whose script writes words apart, without articles and prepositions grown to them."""


_ARABIC = re.compile(r"[\u0600-\u06ff]")
SHORT_WORD = 3
"""Letters up to which an Arabic or Persian word would be found inside of others."""


def folded_line(line: str) -> str:
    """A line as wordings are compared: lower case, Arabic and Persian letters alike, without vowel signs.

    >>> folded_line("► Наш НОВЫЙ адрес ещё")
    'наш новый адрес еще'
    """
    return " ".join(_folded(plain(line)).split())


def _folded(text: str) -> str:
    return _MARKS.sub("", text.translate(_SAME_LETTER))


def compiled(table: str, *patterns: str) -> re.Pattern[str]:
    """One pattern for all wordings of a table, and for patterns that it cannot express.

    >>> compiled("en: (our/the)~new address* | mirror*").search("our own new addresses")[0]
    'our own new addresses'
    """
    apart = [_pattern(one) for one in map(_folded, wordings(table)) if _stands_apart(one)]
    within = [_pattern(one) for one in map(_folded, wordings(table)) if not _stands_apart(one)]
    # the look at one character before the many wordings makes a search several times as fast
    groups = [rf"(?<!\w)(?:{'|'.join(apart)})(?!\w)"] if apart else []
    groups += [rf"(?=[\u0600-\u9fff])(?:{'|'.join(within)})"] if within else []
    return re.compile("|".join([*groups, *patterns]))


def _stands_apart(wording: str) -> bool:
    """Whether a wording is a word by itself wherever it stands: Chinese runs on, Arabic grows articles to words."""
    return bool(_WORDED.match(wording) or (_ARABIC.match(wording) and len(wording) <= SHORT_WORD))


def _pattern(wording: str) -> str:
    written = wording.replace(".", r"\.").replace("/", "|").replace("(", "(?:").replace("*", r"\w*")
    return written.replace("_", r"(?:\W+[\w.-]+){0,5}?\W+").replace("~", r"(?:\W+\w+){0,2}?\W+")
