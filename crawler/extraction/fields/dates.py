"""When the article was published and when it was changed, as the page says.

Order of belief: the source's own selector; JSON-LD of the article; meta elements; ``<time>``; a date shown in the
article's head; the day in the address. Nothing in the future of ``now``, nothing before the web, nothing invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, tzinfo
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.canonical.word_tables import load_tables
from crawler.canonical.writing_systems import letters, words_in
from crawler.extraction.fields.declared import Declared, string
from crawler.extraction.fields.timestamps import credible, read_timestamp, written_dates
from crawler.extraction.fields.zones import zone_of
from crawler.extraction.furniture.furniture_lines import ends_sentence
from crawler.extraction.markup.tree import names_of, text_of
from crawler.extraction.page_values import Hints

_TABLES = load_tables("crawler.extraction.fields", "dates.txt")
PUBLISHED_META = _TABLES["published"].wordings()
MODIFIED_META = _TABLES["modified"].wordings()
DATE_NAMES = _TABLES["class names"].wordings()

HEAD_LINES = 15
"""Lines from the headline on among which a date line is looked for: below are other articles and the footer."""

PROSE_WORDS = 15
"""Words of a sentence: the first may be the standfirst, the second is text, and the head has ended."""

LABEL_WORDS = 7
"""Words of the longest date line that ends as sentences do ("Published: 27 January 2022, 4:06 PM."): a longer one is a
sentence that mentions a date."""

NOT_DATELINES = ("©", "copyright", "(c)")

_DAY = re.compile(r"/((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2]|[1-9](?=[/-]))\2(0[1-9]|[12]\d|3[01]|[1-9])(?=[/.?#-]|$)")
"""Year, month and day after a slash, parted by one sign or none."""

MAX_LINE = 200
"""Characters of a line that may be a date line and not a paragraph that mentions a date."""


class Dates(NamedTuple):
    """:ivar on_page: whether the page says when it was published, and not only its address: a notice may stand there"""

    published: datetime | None
    modified: datetime | None
    on_page: bool


def read_dates(
    tree: HtmlElement, declared: Declared, hints: Hints, shown: Sequence[str], title: str | None, url: str = ""
) -> Dates:
    """When the page was published and modified: aware, each None where neither the page nor its address says.

    The offset is the one that the page wrote, or else that of the source's zone.

    :param shown: every line of the page
    """
    zone = zone_of(hints.timezone)
    moments = (credible(moment, hints.now) for moment in _published(tree, declared, hints, zone, _head(shown, title)))
    published = _with_true_zone(filter(None, moments), zone)
    on_page = published is not None
    day = hints.url_date or day_in(url)
    if published is None and day:
        published = credible(datetime.combine(day, time(), zone), hints.now)
    modified = _first(_modified(declared, zone), hints.now)
    if modified and published and modified < published:
        modified = None
    return Dates(published, modified, on_page)


def _with_true_zone(moments: Iterator[datetime], zone: tzinfo) -> datetime | None:
    """The first moment; where the page tells its clock time with the offset of the source's zone as well, that one.

    Systems that store a clock time without a zone often declare it as one of Greenwich, and show it as it is.
    """
    first = next(moments, None)
    if first is None or first.utcoffset() == first.astimezone(zone).utcoffset() or not (first.hour or first.minute):
        return first  # at midnight, what says no time of day would seem to agree
    clock = first.replace(tzinfo=None, second=0, microsecond=0)
    for other in moments:
        is_own = other.utcoffset() == other.astimezone(zone).utcoffset()
        if is_own and other.replace(tzinfo=None, second=0, microsecond=0) == clock:
            return other
    return first


def day_in(url: str) -> date | None:
    """The day that an address names between slashes, as most news systems write it, or None.

    >>> str(day_in("https://gazette.example/world/2024/05/02/ferries")), day_in("https://gazette.example/2024/99/1/x")
    ('2024-05-02', None)
    """
    match = _DAY.search(url)
    try:
        return date(*map(int, match.group(1, 3, 4))) if match else None
    except ValueError:
        return None


def _value(value: object) -> str:
    """A JSON-LD value as text; some systems write seconds since 1970 as a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else string(value)


def _first(moments: Iterable[datetime | None], now: datetime) -> datetime | None:
    return next(filter(None, (credible(moment, now) for moment in moments)), None)


class _Form(NamedTuple):
    """How the dates of a page are meant."""

    zone: tzinfo
    day_first: bool | None
    languages: tuple[str, ...]

    def read(self, text: str) -> Iterator[datetime]:
        return written_dates(text, self.zone, day_first=self.day_first, languages=self.languages)


def _published(
    tree: HtmlElement, declared: Declared, hints: Hints, zone: tzinfo, head: Iterable[str]
) -> Iterator[datetime | None]:
    languages = tuple(code.lower()[:2] for code in (declared.language, hints.language) if code)
    form = _Form(zone, _day_first(declared.language or hints.language), languages)
    if hints.overrides.published:
        for element in tree.cssselect(hints.overrides.published):
            yield from _shown(element, form)
    for name in ("datePublished", "dateCreated", "uploadDate"):
        yield read_timestamp(_value(declared.article.get(name)), zone)
    for name in PUBLISHED_META:
        for value in declared.meta.get(name, ()):
            yield read_timestamp(value, zone)
    for node in declared.nodes:
        yield read_timestamp(_value(node.get("datePublished")), zone)
    yield from _visible(tree, form, head)


def _modified(declared: Declared, zone: tzinfo) -> Iterator[datetime | None]:
    yield read_timestamp(_value(declared.article.get("dateModified")), zone)
    for name in MODIFIED_META:
        for value in declared.meta.get(name, ()):
            yield read_timestamp(value, zone)


def _visible(tree: HtmlElement, form: _Form, head: Iterable[str]) -> Iterator[datetime | None]:
    """Dates that readers see: marked up first, then in elements that are called dates, outside of link lists."""
    for element in tree.xpath("//*[@itemprop='datePublished' or @pubdate]"):
        yield from _shown(element, form)
    for element in tree.iter("time"):
        if not _in_list(element):
            yield from _shown(element, form)
    for element in tree.iter("div", "span", "p", "li", "ul", "td", "small", "h5", "h6"):
        names = names_of(element)
        if names and any(part in names for part in DATE_NAMES) and not _in_list(element):
            yield from _shown(element, form)
    for line in head:
        yield from form.read(line)


def _head(shown: Sequence[str], title: str | None) -> Iterator[str]:
    """The lines around the headline: from it, or from the top, to the first line as long as a paragraph."""
    wanted = letters(title or "")
    start = next((number for number, line in enumerate(shown) if letters(line) == wanted), 0)
    sentences = 0
    for number, line in enumerate(shown[start : start + HEAD_LINES]):
        sentences += ends_sentence(line) and words_in(line) >= PROSE_WORDS
        if number and (len(line) > MAX_LINE or sentences > 1):
            return
        if not line.lower().startswith(NOT_DATELINES) and not (ends_sentence(line) and words_in(line) > LABEL_WORDS):
            yield line


def _day_first(language: str) -> bool | None:
    """Whether 03/04 is the third of April: in every language but English, whose countries disagree."""
    return None if language.lower()[:2] in ("en", "") else True


def _shown(element: HtmlElement, form: _Form) -> Iterator[datetime | None]:
    for attribute in ("datetime", "content"):
        if value := element.get(attribute):
            yield read_timestamp(value, form.zone)
    text = text_of(element)
    if len(text) <= MAX_LINE:
        yield from form.read(text)


def _in_list(element: HtmlElement) -> bool:
    """Whether an element stands where a page shows the dates of other articles or of itself."""
    return any(
        ancestor.tag in ("aside", "nav", "footer", "form") or "related" in names_of(ancestor)
        for ancestor in element.iterancestors()
    )
