"""When the article was published and when it was changed, as the page says.

Order of belief: the source's own selector; JSON-LD of the article; meta elements; ``<time>``; a date shown in the
article's head; the day in the address. Nothing in the future of ``now``, nothing before the web, nothing invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.canonical.word_tables import load_tables
from crawler.canonical.writing_systems import letters, words_in
from crawler.extraction.fields.dates_of_others import is_of_others
from crawler.extraction.fields.declared import Declared, string
from crawler.extraction.fields.language import detect_language
from crawler.extraction.fields.timestamps import credible, read_timestamp, written_dates
from crawler.extraction.fields.zones import zone_of
from crawler.extraction.furniture.furniture_lines import ends_sentence
from crawler.extraction.markup.tree import text_of
from crawler.extraction.page_values import Hints

_TABLES = load_tables("crawler.extraction.fields", "dates.txt")
PUBLISHED_META = _TABLES["published"].wordings()
MODIFIED_META = _TABLES["modified"].wordings()
_DATE_NAMES = re.compile("|".join(map(re.escape, _TABLES["class names"].wordings())), re.IGNORECASE)
_MARKED_DATES = XPath("//*[@itemprop='datePublished' or @pubdate]")

HEAD_LINES = 15
"""Lines from the headline on among which a date line is looked for: below are other articles and the footer."""

PROSE_WORDS = 15
"""Words of a sentence: the first may be the standfirst, the second is text, and the head has ended."""

LABEL_WORDS = 7
"""Words of the longest date line that ends as sentences do ("Published: 27 January 2022, 4:06 PM."): a longer one is a
sentence that mentions a date."""

NOT_DATELINES = ("©", "copyright", "(c)")

_GREENWICH = frozenset({"UTC", "GMT", "Etc/UTC", "Etc/GMT"})
"""Zones of a source that says nothing of where it is."""

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
    form = date_form(declared, hints, zone, shown)
    first = _first(_published(tree, declared, hints, form, _head(shown, title)), hints.now)
    beside = _dates_beside(first, tree, declared, form, _head(shown, title)) if first else ()
    published = _with_true_zone(first, beside, zone) if first else None
    published = published if published and published <= hints.now else first
    on_page = published is not None
    day = hints.url_date or day_in(url)
    if published is None and day:
        published = credible(datetime.combine(day, time(), zone), hints.now)
    modified = _first(_modified(declared, form), hints.now)
    if modified and first and published and published != first and modified.utcoffset() == first.utcoffset():
        modified = modified.replace(tzinfo=zone)  # one system wrote both
    if modified and published and modified < published:
        modified = None
    return Dates(published, modified, on_page)


def _with_true_zone(first: datetime, others: Iterable[datetime | None], zone: tzinfo) -> datetime:
    """The moment that a page tells first; where it tells that clock time with the source's offset as well, that one."""
    for other in filter(None, others):
        if _tells_time(other) and _is_own(other, zone):
            if _clock(other) == _clock(first):
                return other
            if abs(other - first) < timedelta(minutes=1):
                break  # readers see the same moment: its offset is true
    return first


def _dates_beside(
    first: datetime, tree: HtmlElement, declared: Declared, form: DateForm, head: Iterable[str]
) -> Iterator[datetime | None]:
    """The dates of a page that may show that the offset of its first one is false.

    Systems that store a clock time without a zone often declare it as one of Greenwich, or with the offset of another
    season, and show it as it is. Other offsets are believed, unless the page writes the source's own beside them. A
    source whose zone is not known, and so that of Greenwich, says nothing of that.
    """
    if str(form.zone) in _GREENWICH or _is_own(first, form.zone) or not _tells_time(first):
        return
    if first.utcoffset() not in _usual_offsets(form.zone, first.year):
        declared_dates = _declared_dates(declared, form)
        yield from (moment for moment in declared_dates if moment and moment.tzinfo is not form.zone)
        return
    yield from _declared_dates(declared, form)
    for line in head:
        yield from form.read(line)
    yield from _in_time_elements(tree, form)


def _usual_offsets(zone: tzinfo, year: int) -> set[timedelta | None]:
    """The offsets that a system writes by mistake: Greenwich's, and the zone's own of the other season."""
    return {timedelta(), *(datetime(year, month, 1, tzinfo=zone).utcoffset() for month in (1, 7))}


def _is_own(moment: datetime, zone: tzinfo) -> bool:
    return moment.utcoffset() == moment.astimezone(zone).utcoffset()


def _tells_time(moment: datetime) -> bool:
    """Whether a moment has a time of day: at midnight, what says none would seem to agree."""
    return bool(moment.hour or moment.minute)


def _clock(moment: datetime) -> datetime:
    """What a clock on the wall shows, to the minute."""
    return moment.replace(tzinfo=None, second=0, microsecond=0)


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


class _Languages:
    """Codes of the languages of a page, the likeliest first: as declared, the source's, and only where neither knows a
    name the one that its text tells.
    """

    def __init__(self, codes: Iterable[str], shown: Sequence[str]) -> None:
        self._declared = tuple(filter(None, codes))
        self._shown = shown
        self._told: str | None = None

    def __iter__(self) -> Iterator[str]:
        yield from self._declared
        if self._told is None:
            self._told = detect_language("\n".join(self._shown)) or ""
        if self._told:
            yield self._told


class DateForm(NamedTuple):
    """How the dates of a page are meant."""

    zone: tzinfo
    day_first: bool | None
    languages: Iterable[str]

    def read(self, text: str) -> Iterator[datetime]:
        """The dates that readers see in a text."""
        return written_dates(text, self.zone, day_first=self.day_first, languages=self.languages)

    def read_machine(self, text: str) -> datetime | None:
        """The date that is written for machines."""
        return read_timestamp(text, self.zone, self.languages) if text else None


def date_form(declared: Declared, hints: Hints, zone: tzinfo, shown: Sequence[str]) -> DateForm:
    codes = (declared.language, hints.language)
    return DateForm(zone, _day_first(declared.language or hints.language), _Languages(codes, shown))


def _published(
    tree: HtmlElement, declared: Declared, hints: Hints, form: DateForm, head: Iterable[str]
) -> Iterator[datetime | None]:
    if hints.overrides.published:
        for element in tree.cssselect(hints.overrides.published):
            yield from _shown(element, form)
    yield from _declared_dates(declared, form)
    yield from _marked(tree, form)
    for element in tree.iter("div", "span", "p", "li", "ul", "td", "small", "h5", "h6"):
        is_called_date = _is_called_date(element.get("class")) or _is_called_date(element.get("id"))
        if is_called_date and not is_of_others(element):
            yield from _shown(element, form)
    for line in head:
        yield from form.read(line)


def _declared_dates(declared: Declared, form: DateForm) -> Iterator[datetime | None]:
    """Dates that the page declares: in JSON-LD of the article, in meta elements, in any JSON-LD."""
    for name in ("datePublished", "dateCreated", "uploadDate"):
        yield form.read_machine(_value(declared.article.get(name)))
    for name in PUBLISHED_META:
        yield from map(form.read_machine, declared.meta.get(name, ()))
    for node in declared.nodes:
        yield form.read_machine(_value(node.get("datePublished")))


def _modified(declared: Declared, form: DateForm) -> Iterator[datetime | None]:
    yield form.read_machine(_value(declared.article.get("dateModified")))
    for name in MODIFIED_META:
        yield from map(form.read_machine, declared.meta.get(name, ()))


def _marked(tree: HtmlElement, form: DateForm) -> Iterator[datetime | None]:
    """Dates that are marked up as such, outside of link lists."""
    for element in _MARKED_DATES(tree):
        yield from _shown(element, form)
    yield from _in_time_elements(tree, form)


def _in_time_elements(tree: HtmlElement, form: DateForm) -> Iterator[datetime | None]:
    for element in tree.iter("time"):
        if not is_of_others(element):
            yield from _shown(element, form)


@lru_cache(maxsize=4096)
def _is_called_date(name: str | None) -> bool:
    """Whether a class or an id says that a date is in the element."""
    return name is not None and _DATE_NAMES.search(name) is not None


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


def _shown(element: HtmlElement, form: DateForm) -> Iterator[datetime | None]:
    for attribute in ("datetime", "content"):
        if value := element.get(attribute):
            yield form.read_machine(value)
    text = text_of(element)
    if len(text) <= MAX_LINE:
        yield from form.read(text)
