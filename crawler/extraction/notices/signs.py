"""Which sign a page shows, if any, that it is no article: the tables of wordings and marks, held against it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.canonical.word_tables import plain
from crawler.canonical.writing_systems import count_words
from crawler.extraction.notices.marks import Marks
from crawler.extraction.notices.sign_tables import ERROR_SIGNS, SIGNS, Signs
from crawler.mirrors.hosts.landing_hosts import reason_of_landing
from crawler.model.article import Reason, Rejection

NEWS_WORDS = 40
"""Words of text from which a wording that headlines use as well is not believed."""

LINE_WORDS = 60
"""Words of text from which a whole line is not believed."""

LONG_NOTICE = 400
"""Words up to which a heading that is hardly more than an unmistakable wording counts: notices cite long laws."""

BESIDE = 2
"""Words beside the wording in such a heading: the name of the site."""

NOTICE_WORDS = 250
"""Words on the whole page up to which a sign in its lines or its source counts; on larger pages only a heading does."""

NOTICE_START = 100
"""Characters at the beginning of a line in which a phrase must stand: articles quote a notice further on."""

FEW_WORDS = 90
"""Words on the whole page up to which words count that only together make a notice: news pages have more."""

ALONE = 12
"""Words on the whole page up to which a picture's name, or a "Hello World", is all that it says."""

_OPENING = tuple("«‹「『")
_QUOTES = tuple("\"'«‹「『")
_FOR_SALE = re.compile(
    r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}"
    r" (?:is|may be|ist|est|está|è) (?:for sale|zu verkaufen|à vendre|en venta|in vendita)"
)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a page says before anything is taken out of it.

    :ivar titles: its title and main headings, where a sign always counts
    :ivar pictures: the alternative texts of its pictures, where a sign counts on a small page
    :ivar shown: every line of it, where a sign counts on a small page
    :ivar headlines: how many of its smaller headings are links
    :ivar has_headline: whether a main heading that is no link is as long as a headline, and ``<title>`` repeats it
    :ivar marks: of its source, which count on a small page
    """

    url: str
    titles: tuple[str, ...]
    pictures: tuple[str, ...]
    shown: tuple[str, ...]
    headlines: int
    has_headline: bool = False
    marks: Marks = field(default_factory=Marks)


def quote(words: str) -> str:
    """Words in double quotes, at most 160 characters of them."""
    return '"' + words[:160].strip().replace('"', "'") + '"'


def page_says(words: str) -> str:
    """The words of a page as evidence.

    >>> page_says("this domain has been seized")
    'the page says "this domain has been seized"'
    """
    return f"the page says {quote(words)}"


def reject(signs: Signs, evidence: str) -> Rejection:
    """A page that shows one of the signs."""
    return Rejection(signs.reason, f"the host has no site, {evidence}" if signs.of_host else evidence, signs.of_host)


def find_sign(page: Outline, words: int) -> Rejection | None:
    """The sign by which a page gives itself away as no article, if there is one. An article may use it, too.

    :param words: of the text that was found on the page; 0 when it is known to be no article
    """
    shown = count_words(page.shown)
    titles = [plain(line) for line in page.titles]
    lines = [*titles]
    if shown <= NOTICE_WORDS:
        lines += [plain(line) for line in (*page.pictures, *page.shown)]
    if shown <= NEWS_WORDS:
        lines += [plain(line) for line in page.marks.descriptions]
    for signs in SIGNS:
        evidence = _in_words(signs, lines, words, shown)
        if not evidence and shown <= NOTICE_WORDS:
            evidence = _in_marks(signs, page.marks)
        if evidence:
            return reject(signs, evidence)
    if rejection := _by_itself(page, shown, words, lines):
        return rejection
    evidence = _in_words(ERROR_SIGNS, lines, words, shown)
    return reject(ERROR_SIGNS, evidence) if evidence else None


def _by_itself(page: Outline, shown: int, words: int, lines: list[str]) -> Rejection | None:
    """The sign of a page that says hardly anything: where it leads, what its words have in common with notices."""
    if shown <= ALONE:
        for address in page.marks.leads:
            if reason := reason_of_landing(address):
                return Rejection(reason, f"all that the page does is to lead to {address[:160]}")
        if any("document.cookie=" in text and "location.reload(" in text for text in page.marks.scripts):
            return Rejection(Reason.CHALLENGE, "the page sets a cookie by a script and loads itself again")
        for signs in SIGNS:
            for picture in page.marks.pictures:
                if any(part in picture for part in signs.pictures):
                    return reject(signs, f"all that the page shows is a picture called {picture}")
    return _together(lines) if shown <= FEW_WORDS and words < NEWS_WORDS else None


def _together(lines: list[str]) -> Rejection | None:
    """The first line that has one wording of each group of a row."""
    for signs in SIGNS:
        for line in lines:
            for groups in (groups for every in signs.together.values() for groups in every):
                if all(group.search(line) for group in groups):
                    return reject(signs, page_says(line))
    return None


def find_heading(page: Outline) -> Rejection | None:
    """As ``find_sign`` for a page with more text: only a heading that is hardly more than the wording counts."""
    for heading in map(plain, page.titles):
        for signs in SIGNS:
            for texts in signs.phrases.values():
                wording = next((text for text in texts if _says(heading, text)), "")
                if wording and count_words([heading]) - count_words([wording]) <= BESIDE:
                    return reject(signs, page_says(wording))
    return None


def _in_words(signs: Signs, lines: list[str], words: int, shown: int) -> str:
    headlines = signs.headlines if words < NEWS_WORDS else {}
    whole = signs.lines if (shown <= ALONE if signs.alone else words < LINE_WORDS) else {}
    for line in lines:
        for table in (signs.phrases, headlines):
            if sign := next((text for texts in table.values() for text in texts if _says(line, text)), None):
                return page_says(sign)
        if any(line in texts or line.strip(" .:") in texts for texts in whole.values()):
            return page_says(line)
        if signs.reason is Reason.PARKED and words < NEWS_WORDS and _FOR_SALE.match(line):
            return page_says(line)
    return ""


def _says(line: str, wording: str) -> bool:
    """Whether a line says the wording in its own words: in quotes, with more behind them, it speaks of a notice."""
    start = line.find(wording)
    if start < 0 or start >= NOTICE_START:
        return False
    before, behind = line[:start], line[start + len(wording) :]
    after = re.split("[\"'»›」』]", behind, maxsplit=1)[-1]
    quoted = before[-1:] in _QUOTES or before.rstrip()[-1:] in _OPENING
    return not (before and quoted and any(map(str.isalpha, before + after)))


def _in_marks(signs: Signs, marks: Marks) -> str:
    for table, places, what in (
        (signs.addresses, marks.addresses, "the page loads"),
        (signs.scripts, marks.scripts, "the page's script says"),
        (signs.addresses if signs.reason is Reason.BLOCKED else {}, marks.scripts, "the page's script leads to"),
    ):
        for row, texts in table.items():
            if text := next((text for text in texts for place in places if text in place), ""):
                return f"{what} {quote(text)} ({row})"
    for row, texts in signs.ids.items():
        if text := next((text for text in texts if text in marks.ids), ""):
            return f"the page has an element {quote(text)} ({row})"
    return ""
