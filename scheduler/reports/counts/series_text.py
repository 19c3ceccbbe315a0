"""Series for people: a row a source with its articles a day as a sparkline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.reports.counts.series import Series
from scheduler.reports.formats.text_format import align_columns, format_count, sanitize

_BARS = "▁▂▃▄▅▆▇█"

NOTHING = "·"
"""A day with nothing."""


def draw_sparkline(numbers: Sequence[int]) -> str:
    """Draw numbers as a line of bars; the highest one stands for the largest.

    >>> draw_sparkline([0, 1, 4, 8]), draw_sparkline([0, 0]), draw_sparkline([])
    ('·▁▄█', '··', '')
    """
    most = max(numbers, default=0)
    return "".join(_BARS[-(-8 * number // most) - 1] if number else NOTHING for number in numbers)


HEADINGS = ("", "articles a day", "articles", "today", "stories", "sightings", "saved", "requests", "failures")


def series_table(series: Mapping[str, Series], names: Mapping[str, str]) -> list[str]:
    """Series as a table, a row a source.

    :param names: id of a configured source → its name
    """
    rows = [(_title(source, names), draw_sparkline(each.articles), *_figures(each)) for source, each in series.items()]
    return align_columns([HEADINGS, *rows], frozenset({0, 1}))


def _title(source: str, names: Mapping[str, str]) -> str:
    return sanitize(names.get(source, source))


def _figures(each: Series) -> tuple[str, ...]:
    numbers = (
        sum(each.articles),
        each.articles[-1],
        sum(each.stories),
        sum(map(sum, each.sightings.values())),
        sum(each.requests_saved),
        sum(each.requests),
        sum(each.failures),
    )
    return tuple(f"{number:,}" for number in numbers)


def series_lines(series: Mapping[str, Series], names: Mapping[str, str]) -> list[str]:
    """The same in words, without bars: for files, and for terminals that are too narrow."""
    lines = []
    for source, each in series.items():
        _, today, stories, sightings, saved, requests, failures = _figures(each)
        found = f"{format_count(sum(each.articles), 'article')} ({today} today) that began {stories} stories"
        asked = f"{sightings} sightings, {saved} requests saved; {requests} requests, {failures} failures"
        lines.append(f"{_title(source, names)}: {found}; {asked}")
    return lines
