"""The wordings of notices as patterns: ``cues.txt`` and ``voices.txt``, read once, a pattern a table.

In a wording ``*`` is the rest of a word, ``(a/b)`` is a or b, ``~`` is a space with up to two words in it, ``_`` one
with up to five. Wordings are compared in the form that ``folded_line`` gives a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.canonical.word_tables import load_tables, plain

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


def compile_wordings(wordings: Iterable[str], *patterns: str) -> re.Pattern[str]:
    """One pattern for all wordings of a table, and for patterns that it cannot express.

    >>> compile_wordings(["(our/the)~new address*", "mirror*"]).search("our own new addresses")[0]
    'our own new addresses'
    """
    folded = [_folded(wording) for wording in wordings]
    apart = [_pattern(wording) for wording in folded if _stands_apart(wording)]
    within = [_pattern(wording) for wording in folded if not _stands_apart(wording)]
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


_CUES = load_tables("crawler.mirrors.announcements", "cues.txt")
MIRROR = compile_wordings(
    _CUES["mirror"].wordings(),
    r"(?<!the )(?<!\w)mirrors?(?: \d+)?:",
    r"(?:^|the )(?:mirrors?|зеркал[ао]|espejos?|miroirs?|aynalar) @",
)
FRESH = compile_wordings(_CUES["fresh"].wordings())
MOVED = compile_wordings(_CUES["moved"].wordings())
ALSO = compile_wordings(_CUES["also"].wordings())
BLOCKED = compile_wordings(_CUES["blocked"].wordings())
UNBLOCKED = compile_wordings(_CUES["unblocked"].wordings())
STEMS = _CUES["stems"].wordings()
MIRROR_STEMS = frozenset(_CUES["mirror stems"].wordings())

_VOICES = load_tables("crawler.mirrors.announcements", "voices.txt")
OWN_NEAR = compile_wordings(_VOICES["own near"].wordings())
WE = compile_wordings(_VOICES["we"].wordings())
YOU = compile_wordings(_VOICES["you"].wordings())
REPORTED = compile_wordings(_VOICES["reported"].wordings())
OTHERS = compile_wordings(_VOICES["others"].wordings())
TOOLS = compile_wordings(_VOICES["tools"].wordings())
THINGS = compile_wordings(_VOICES["things"].wordings())
PLACES = compile_wordings(_VOICES["places"].wordings())
SITE = compile_wordings(_VOICES["site"].wordings())
NEUTRAL = compile_wordings(_VOICES["neutral"].wordings())
IF = compile_wordings(_VOICES["if"].wordings())

OLD = re.compile(
    r"(?:\b(?:old|former|previous|previously|formerly|no longer|from|instead of|replac\w+|copied|fake|not)"
    r"|\b(?:стар\w+|прежн\w+|бывш\w+|вместо|с)|قدیم\w*|قبلی|سابق\w*|السابق\w*|القدیم\w*|از|\beski|\bönceki"
    r"|\b(?:antigu\w+|anterior\w*|ancien\w*|précédent\w*|alte[mnrs]?\b|bisherige\w*|früher\w*|statt|von)|旧|舊|原)"
    r"(?:\W+(?:our|the|site|website|address|domain|name|was|is|at|адрес\w*|домен\w*|сайт\w*|ادرس|دامنه|العنوان"
    r"|عنوان\w*|adres\w*|dirección|dominio|adresse|domaine|domain|域名|网址|網址|站)){0,3}\W*$"
)
"""What stands before an address that is no longer the site's."""
