"""Lines of a page that are not the article's text, told by their words.

The wordings stand in ``furniture.txt``, by language. A line that is told by its words only is furniture only if it is
short: a sentence of the article may well speak of newsletters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crawler.canonical.word_tables import load_tables, plain
from crawler.canonical.writing_systems import words_in

MAX_WORDS = 40
"""Words of the longest line that its wording alone makes furniture."""

TAIL_WORDS = 12
"""Words of the longest line without a sentence's end that goes with the furniture before it, at the tail."""

_TABLES = load_tables("crawler.extraction.furniture", "furniture.txt")
ADDRESS_NOTICES = _TABLES["address notices"].wordings()
LABELS = frozenset(_TABLES["labels"].wordings())
POINTERS = _TABLES["pointers"].wordings()
PROMOTIONS = _TABLES["promotions"].wordings()

_HOST = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:/\S*)?$", re.IGNORECASE)
_BETWEEN_HOSTS = re.compile(r"[\s,;|/·•]+|\b(?:and|or|und|et|y|e|و|и|ve)\b")
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।།။។።։][\"'”’»)\]」』）]*$")
_UNMARKED_END = re.compile("[\u0e01-\u0e4e\u0e80-\u0eff]$")
"""Thai and Lao write no sign at the end of a sentence."""


def is_address(line: str) -> bool:
    """Whether a line is nothing but one or several web addresses.

    >>> is_address("www.example.ir and https://example.co.uk/"), is_address("See example.com for more")
    (True, False)
    """
    pieces = [piece for piece in re.split(r"[\s,;|·•]+", line.strip(" .")) if piece]
    named = [piece for piece in pieces if not _BETWEEN_HOSTS.fullmatch(piece.lower())]
    return bool(named) and all(_HOST.match(piece.strip(".")) for piece in named)


def is_pointer(line: str) -> bool:
    """Whether a line points to another article: "Read more: …"."""
    text = plain(line)
    return text.rstrip(" :") in LABELS or (text.startswith(POINTERS) and words_in(text) <= MAX_WORDS)


def is_furniture(line: str) -> bool:
    """Whether a line is furniture by its own words.

    >>> is_furniture("SHARE THIS ARTICLE"), is_furniture("Shares fell on Monday.")
    (True, False)
    """
    text = plain(line)
    if not text or text in LABELS or text.rstrip(" :.!") in LABELS:
        return True
    if words_in(text) > MAX_WORDS:
        return False
    return text.startswith(POINTERS) or any(phrase in text for phrase in PROMOTIONS)


def is_address_notice(line: str, following: str = "") -> bool:
    """Whether a line says where else the site can be read: by its words, and an address in it or under it."""
    text = plain(line)
    if words_in(text) > MAX_WORDS or not any(phrase in text for phrase in ADDRESS_NOTICES):
        return False
    return text.endswith((":", "：")) or is_address(following) or is_address(text.split()[-1])


def ends_sentence(line: str) -> bool:
    """Whether a line ends as sentences do; in Thai and Lao, whether it is as long as one.

    >>> ends_sentence("They left."), ends_sentence("Latest news"), ends_sentence("東京で雪が降った。")
    (True, False, True)
    """
    line = line.rstrip()
    return bool(_SENTENCE_END.search(line) or (_UNMARKED_END.search(line) and words_in(line) > TAIL_WORDS))


def is_prose(line: str, words: int) -> bool:
    """Whether a line is a sentence of so many words, or several.

    >>> is_prose("The boats run again, the council said.", 5), is_prose("Boats of all kinds and ages", 5)
    (True, False)
    """
    return words_in(line) >= words and ends_sentence(line)


def count_prose(lines: Iterable[str], words: int) -> int:
    """The words of those lines that are sentences of so many words, or several.

    >>> count_prose(["The boats run again.", "Boats of all kinds and ages", "Yes."], 3)
    4
    """
    return sum(words_in(line) for line in lines if is_prose(line, words))


def drop_furniture(lines: Sequence[str], shown: Sequence[str] = ()) -> list[str]:
    """The lines that are text, in order.

    A notice of alternate addresses goes with the addresses under it. At the tail, short lines without the end of a
    sentence go with the furniture before them: the names of apps and channels.

    :param shown: every line of the page, where furniture may stand that is not among the extracted lines
    """
    marks = _marks(lines)
    text = [number for number, line in enumerate(lines) if not marks[number] and not _is_scrap(line)]
    last = text[-1] if text else -1
    named = (number for number in range(last + 1, len(lines)) if marks[number] and plain(lines[number]))
    tail = next(named, len(lines))  # a line of dashes parts what is text, too
    for number in range(last + 1, tail):
        if _follows_furniture(lines[number], shown):
            tail = number
            break
    return [line for number, line in enumerate(lines[:tail]) if not marks[number]]


def _marks(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it is furniture by its words or by those of the notice above it."""
    marks: list[bool] = []
    in_notice = False
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        in_notice = is_address_notice(line, following) or (in_notice and is_address(line))
        marks.append(in_notice or is_furniture(line))
    return marks


def _follows_furniture(line: str, shown: Sequence[str]) -> bool:
    """Whether on the page, too, nothing but scraps stands between a line and the furniture before it."""
    if line not in shown:
        return False
    for number in range(len(shown) - 1 - list(reversed(shown)).index(line) - 1, -1, -1):
        if plain(shown[number]) and (is_furniture(shown[number]) or is_address_notice(shown[number])):
            return True
        if not _is_scrap(shown[number]) and not is_address(shown[number]):
            return False
    return False


def _is_scrap(line: str) -> bool:
    return words_in(line) <= TAIL_WORDS and not ends_sentence(line)
