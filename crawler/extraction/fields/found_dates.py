"""The day of publication where a page neither declares it nor shows it in the article's head: htmldate looks for it.

It proposes, and is believed only where the page writes that very day, whole and unambiguous, in a meta element that is
not about changes, in the article's own markup, or as the only day of the lines below the title, away from links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta

from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.canonical.writing_systems import letters, words_in
from crawler.extraction.fields.dates import MAX_LINE, NOT_DATELINES, PROSE_WORDS, DateForm, date_form
from crawler.extraction.fields.declared import Declared
from crawler.extraction.fields.timestamps import EARLIEST, MAX_TIMESTAMP, credible
from crawler.extraction.fields.zones import zone_of
from crawler.extraction.furniture.furniture_lines import ends_sentence
from crawler.extraction.markup.own_errors import tell_own
from crawler.extraction.markup.tree import PARSE_FAILURES, LinkedLine, linked_lines, names_of, remove
from crawler.extraction.page_values import Hints

LONG_LINK = 2
"""Words of a link that may be another article's title: a date beside it may be that one's."""

_OF_OTHERS = XPath("//aside|//nav|//form|//footer[not(ancestor::article or ancestor::main)]|//select|//iframe")
_NAMES_OF_OTHERS = re.compile(
    "relat|recommend|sidebar|widget|teaser|latest|popular|trending|more-|comment|newsletter|weather|calendar|archive"
)
"""Parts of class names under which the dates of other articles, of readers and of today stand."""

_DECLARING = XPath("//meta[@content]")
_MARKED = XPath("//abbr[@title]|//*[@data-date or @data-datetime or @data-published]")
_OF_CHANGES = re.compile(
    "modif|updat|revis|expir|unavailable|valid|build|generat|refresh|event|start|end|copyright|birth"
)
"""Parts of names of meta elements that date something else than the publication."""


def find_published(
    tree: HtmlElement, declared: Declared, hints: Hints, shown: Sequence[str], title: str | None
) -> datetime | None:
    """The moment that a page without a declared date was published, or None; never the day on which it was fetched.

    :param shown: every line of the page
    """
    copy = deepcopy(tree)
    remove(_OF_OTHERS(copy))
    remove(element for element in copy.iter("div", "section", "ul", "ol") if _NAMES_OF_OTHERS.search(names_of(element)))
    day = _propose(copy, hints.now)
    if day is None or abs(day - hints.now.date()) <= timedelta(days=1):
        return None
    zone = zone_of(hints.timezone)
    form = date_form(declared, hints, zone, shown)
    declaring = (credible(moment, hints.now) for moment in _written(copy, form))
    if moment := next((moment for moment in declaring if moment and moment.date() == day), None):
        return moment
    moments = [moment for moment in _shown_below(linked_lines(copy), title, form) if credible(moment, hints.now)]
    return moments[0] if {moment.date() for moment in moments} == {day} else None


def _propose(tree: HtmlElement, now: datetime) -> date | None:
    try:
        found = find_date(
            tree, extensive_search=False, original_date=True, min_date=EARLIEST.date().isoformat(),
            max_date=now.date().isoformat(), deferred_url_extractor=True,
        )  # fmt: skip
        return date.fromisoformat(found) if found else None
    except PARSE_FAILURES as error:
        tell_own(error)
        return None


def _written(tree: HtmlElement, form: DateForm) -> Iterator[datetime | None]:
    """The dates in meta elements and attributes that say when something was published."""
    for meta in _DECLARING(tree):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        if name and not _OF_CHANGES.search(name.lower()):
            yield from _told(meta.get("content"), form)
    for element in _MARKED(tree):
        for attribute in ("title", "data-date", "data-datetime", "data-published"):
            yield from _told(element.get(attribute, ""), form)


def _told(value: str, form: DateForm) -> Iterator[datetime | None]:
    """The date that a value is, and none that an address or a sentence holds."""
    if len(value) <= MAX_TIMESTAMP and "://" not in value and not value.startswith("/"):
        yield form.read_machine(value)


def _shown_below(lines: Sequence[LinkedLine], title: str | None, form: DateForm) -> Iterator[datetime]:
    """The dates of the lines below the title that are neither sentences nor rights, nor stand beside a headline."""
    wanted = letters(title or "")
    start = next((number for number, line in enumerate(lines) if wanted and letters(line.text) == wanted), None)
    if start is None:
        return
    for number in range(start + 1, len(lines)):
        text = lines[number].text
        is_prose = ends_sentence(text) or words_in(text) >= PROSE_WORDS or len(text) > MAX_LINE
        beside = lines[max(start + 1, number - 1) : number + 2]
        if not (is_prose or text.lower().startswith(NOT_DATELINES) or any(map(_is_headline, beside))):
            yield from form.read(text)


def _is_headline(line: LinkedLine) -> bool:
    """Whether a line is hardly more than a link of several words."""
    linked = " ".join("".join(map(str, anchor.itertext())) for anchor in line.anchors)
    return words_in(linked) >= LONG_LINK and 2 * len(linked.strip()) > len(line.text)
