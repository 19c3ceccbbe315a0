"""The head of an article's text: the title and the dateline leave it, the standfirst joins it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC

from crawler.canonical.writing_systems import letters, words_in
from crawler.extraction.fields.declared import Declared, string
from crawler.extraction.fields.metadata import crumbs_of, without_by
from crawler.extraction.fields.timestamps import written_dates
from crawler.extraction.furniture.furniture_lines import ends_sentence

HEAD_LINES = 4
"""Lines at the top among which title, date and byline are looked for."""

DATELINE_WORDS = 5
"""Words of the longest dateline, its numbers and those of its dates not counted: a line with more tells something."""

WORDS_OF_A_DATE = 3
"""Words of a date beside its numbers: the day of the week, the month, the half of the day."""

LONGEST_DATELINE = 200
"""Characters of a line that may be one."""

STANDFIRST_WORDS = 6
COMPARED = 60
"""Letters by which a standfirst is known again: descriptions are cut off at the end."""

_NUMBER = re.compile(r"\d+")


def without_head(
    lines: Sequence[str], headings: Iterable[str], section: str | None, authors: Iterable[str]
) -> list[str]:
    """The lines without the page's headings, its section line, its date and its byline at the top."""
    headings = {letters(heading) for heading in headings}
    names = [letters(author) for author in authors if author]
    head = [
        line
        for line in lines[:HEAD_LINES]
        if letters(line) not in headings
        and not _is_dateline(line)
        and not _is_byline(line, names)
        and not (section and section in (line, *crumbs_of(line)))
    ]
    return [*head, *lines[HEAD_LINES:]]


def with_standfirst(
    lines: Sequence[str], shown: Sequence[str], declared: Declared, headings: Iterable[str]
) -> list[str]:
    """The lines, after the standfirst if the page shows one: a line that is the page's own description.

    :param shown: every line of the page but the captions
    """
    described = [
        letters(text)
        for text in (string(declared.article.get("description")), declared.first("og:description", "description"))
        if words_in(text) >= STANDFIRST_WORDS
    ]
    described = [text[:COMPARED] for text in described if len(text) >= COMPARED]
    if not described or not lines:
        return list(lines)
    whole = letters(" ".join(lines))
    first = letters(lines[0])
    known = {letters(heading) for heading in headings}
    for line in shown:
        key = letters(line)
        if key == first:
            break
        if key[:COMPARED] in described and key not in whole and key not in known:
            return [line, *lines]
    return list(lines)


def _is_dateline(line: str) -> bool:
    if len(line) > LONGEST_DATELINE or ends_sentence(line):
        return False
    dates = sum(1 for _ in written_dates(line, UTC, day_first=True))
    return dates > 0 and words_in(_NUMBER.sub(" ", line)) <= DATELINE_WORDS + WORDS_OF_A_DATE * dates


def _is_byline(line: str, names: list[str]) -> bool:
    key = letters(without_by(line))
    return any(name and name in key and len(key) <= len(name) + 12 for name in names)
