"""Pages in quarantine, for people and for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from crawler.archive.pages.quarantine import Quarantined
from crawler.canonical.revisit import TRIES
from scheduler.reports.formats.moments import moment_of
from scheduler.reports.formats.numbers_in_words import count, moment, visible
from scheduler.reports.formats.reason_sentences import reason_sentence


def quarantined_facts(page: Quarantined) -> dict[str, Any]:
    """A page for JSON (see ``jsontext``); "because" says its reason in words."""
    times = {"first_seen": moment_of(page.first_seen), "last_seen": moment_of(page.last_seen)}
    return {**asdict(page), **times, "because": reason_sentence(page.reason)}


def quarantined_line(page: Quarantined) -> str:
    """A page as a line of a list."""
    said = visible(f"{page.source}: {page.url} is no article: {page.reason}, {page.evidence}")
    return f"{page.id:>6}  {moment(page.last_seen)}  {said}; {standing(page)}"


def quarantined_lines(page: Quarantined) -> Iterator[str]:
    """A page among what is known of its article; whatever it said is made harmless by who prints it."""
    first, last = moment(page.first_seen), moment(page.last_seen)
    span = first if first == last else f"{first} to {last}"
    yield f"  {page.url}  {page.source} {page.key}, {count(page.tries, 'try', 'tries')}, {span}"
    yield f"    {reason_sentence(page.reason)}; evidence: {page.evidence}"


def standing(page: Quarantined) -> str:
    """Whether a page will be fetched again."""
    if page.tries == 0:
        return "to be tried again in the next run"
    given_up = page.tries > len(TRIES)
    return f"tried {count(page.tries, 'time')}" + (", not again until a person asks" if given_up else "")
