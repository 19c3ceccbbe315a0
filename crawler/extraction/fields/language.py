"""The language of a text, told by its script and, where several languages share one, by its commonest words.

Small on purpose: it is asked only of pages that name no language, whose source names none either. A text that it is not
sure of has no language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from crawler.canonical.word_tables import load_tables
from crawler.canonical.writing_systems import words_of

SAMPLE = 2_000
"""Characters looked at: about 300 words, of which a third are among the commonest."""

LEAST_WORDS = 3
LEAST_SHARE = 0.05
"""Words that must be a language's own commonest: so many different ones, and such a share of all; news has .2."""

_SCRIPTS = (
    # First character of each block (Unicode 15, Blocks.txt), and the script, or the language that alone writes it.
    (0x0041, "Latin"), (0x0370, "el"), (0x0400, "Cyrillic"), (0x0530, "hy"), (0x0590, "he"), (0x0600, "Arabic"),
    (0x0700, ""), (0x0750, "Arabic"), (0x0780, "dv"), (0x07C0, ""), (0x08A0, "Arabic"), (0x0900, "Devanagari"),
    (0x0980, "bn"), (0x0A00, "pa"), (0x0A80, "gu"), (0x0B00, "or"), (0x0B80, "ta"), (0x0C00, "te"), (0x0C80, "kn"),
    (0x0D00, "ml"), (0x0D80, "si"), (0x0E00, "th"), (0x0E80, "lo"), (0x0F00, "bo"), (0x1000, "my"), (0x10A0, "ka"),
    (0x1100, "ko"), (0x1200, "Ethiopic"), (0x13A0, ""), (0x1780, "km"), (0x1800, ""), (0x1E00, "Latin"),
    (0x1F00, "el"), (0x2000, ""), (0x3040, "ja"), (0x3130, "ko"), (0x3190, ""), (0x3400, "zh"), (0xA000, ""),
    (0xAC00, "ko"), (0xD7B0, ""), (0xF900, "zh"), (0xFB00, ""), (0xFB50, "Arabic"), (0xFE00, ""), (0x20000, "zh"),
)  # fmt: skip
_STARTS = [start for start, _ in _SCRIPTS]

LEAST_KANA = 0.1
"""Share of kana from which a text with Chinese characters is Japanese: news in Japanese has a half."""

_COMMONEST = load_tables("crawler.extraction.fields", "languages.txt")["commonest words"].by_name()
_WORDS = {code: frozenset(words_of(" ".join(words))) for code, words in _COMMONEST.items()}
_SHARED = {
    "Cyrillic": ("ru", "uk", "be", "bg", "mk", "sr", "kk"),
    "Arabic": ("ar", "fa", "ur", "ps", "ku"),
    "Devanagari": ("hi", "mr", "ne"),
    "Ethiopic": ("am", "ti"),
}
_SHARED["Latin"] = tuple(code for code in _WORDS if not any(code in codes for codes in _SHARED.values()))
_LETTERS = re.compile(r"[^\W\d_]")


def detect_language(text: str) -> str | None:
    """The language of a text as an ISO 639-1 code, or None. Pure; under a millisecond.

    >>> detect_language("The boats to the islands will run again on Tuesday, said the council of the port.")
    'en'
    >>> detect_language("渡船下周二恢复航行"), detect_language("船は火曜日から再び出る"), detect_language("Ok 123")
    ('zh', 'ja', None)
    """
    sample = text[:SAMPLE]
    scripts: Counter[str] = Counter()
    for letter, number in Counter(_LETTERS.findall(sample)).items():
        scripts[_SCRIPTS[bisect_right(_STARTS, ord(letter)) - 1][1]] += number
    if not scripts:
        return None
    if scripts["ja"] >= LEAST_KANA * (scripts["ja"] + scripts["zh"]) > 0:
        scripts["ja"] += scripts.pop("zh", 0)
    script, letters = scripts.most_common(1)[0]
    if 2 * letters <= scripts.total():
        return None
    return _by_words(sample, _SHARED[script]) if script in _SHARED else script or None


def _by_words(sample: str, codes: tuple[str, ...]) -> str | None:
    words = Counter(words_of(sample))
    hits = {code: sum(words[word] for word in _WORDS[code].intersection(words)) for code in codes}
    first, second = sorted(codes, key=lambda code: -hits[code])[:2]
    if hits[first] == hits[second] or hits[first] < LEAST_SHARE * words.total():
        return None
    return first if len(_WORDS[first].intersection(words)) >= LEAST_WORDS else None
