"""Pages in quarantine, for people and for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.archive.pages.quarantine import Quarantined
from crawler.canonical.revisit import is_given_up
from crawler.model.article import Reason
from scheduler.reports.formats.text_format import format_count, format_moment, record_facts, sanitize

REASONS = {
    Reason.NOT_HTML: "it is no HTML",
    Reason.EMPTY: "there is nothing to read in it",
    Reason.ERROR_PAGE: "an error page sent as if all were well",
    Reason.HOME_PAGE: "a front page or a list of articles in the article's place",
    Reason.LIST_PAGE: "a list of other articles, such as a tag or an archive",
    Reason.LOGIN_WALL: "an invitation to log in or subscribe",
    Reason.SEIZED: "a notice that the domain was seized",
    Reason.BLOCKED: "a notice that the page is blocked by law or by a court",
    Reason.CHALLENGE: "a browser check or captcha",
    Reason.PARKED: "a registrar's parking page",
    Reason.REPEATED_TEXT: "one page that its mirror shows at many addresses",
    Reason.GONE: "the address is gone",
    Reason.UNREADABLE: "it could not be parsed in the time and memory it may take",
}
"""Why a page is no article."""


def reason_sentence(reason: str) -> str:
    """Write why a page is no article; a reason that this version does not know speaks for itself.

    >>> reason_sentence("parked")
    "parked: a registrar's parking page"
    """
    return f"{reason}: {REASONS[Reason(reason)]}" if reason in REASONS else reason


def quarantined_facts(page: Quarantined) -> dict[str, Any]:
    """A page for JSON (see ``data_formats``); "because" says its reason in words."""
    facts = record_facts(page, "first_seen", "last_seen") | {"because": reason_sentence(page.reason)}
    return {name: value for name, value in facts.items() if name != "digest"}


def quarantined_line(page: Quarantined) -> str:
    """A page as a line of a list."""
    page_text = sanitize(f"{page.source}: {page.url} is no article: {page.reason}: {page.evidence}")
    return f"{page.id:>6}  {format_moment(page.last_seen)}  {page_text}; {format_standing(page)}"


def quarantined_lines(page: Quarantined) -> Iterator[str]:
    """A page among what is known of its article; whatever it said is made harmless by who prints it."""
    first, last = format_moment(page.first_seen), format_moment(page.last_seen)
    span = first if first == last else f"{first} to {last}"
    yield f"  {page.url}  {page.source} {page.key}, {format_count(page.tries, 'try', 'tries')}, {span}"
    yield f"    {reason_sentence(page.reason)}; evidence: {page.evidence}"


def format_standing(page: Quarantined) -> str:
    """Whether a page will be fetched again."""
    if page.tries == 0:
        return "to be tried again in the next run"
    given_up = is_given_up(page.first_seen, page.last_seen)
    return f"tried {format_count(page.tries, 'time')}" + (", not again until a person asks" if given_up else "")
