"""How long sources have been silent: the time since the last new article of each, and the limit it keeps to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from crawler.archive.runs.schedule_history import find_newest_article_times, load_pasts
from crawler.settings import Configuration
from scheduler.reports.formats.text_format import format_span


@dataclass(frozen=True, slots=True)
class Freshness:
    """A source with a limit: seconds since its last new article (None: it never had one) and the limit it keeps to."""

    source: str
    age: int | None
    limit: int


def measure_freshness(connection: Connection, configuration: Configuration, now: int) -> list[Freshness]:
    """How long each source is without a new article; of those that have a limit, are enabled and are not paused."""
    limited = {each.id: each.fresh for each in configuration.sources if each.fresh is not None and each.enabled}
    pasts = load_pasts(connection, limited)
    newest = find_newest_article_times(connection, limited)
    return [
        Freshness(name, max(0, now - newest[name]) if name in newest else None, limit)
        for name, limit in limited.items()
        if not pasts[name].paused
    ]


def stale_sentences(measured: Sequence[Freshness]) -> tuple[str, ...]:
    """One sentence for each source beyond its limit, and one alone when all of several are.

    >>> herald, gazette = Freshness("herald", 50_400, 43_200), Freshness("gazette", 22_320, 21_600)
    >>> stale_sentences([herald, gazette])
    ('no new article from any source in 6h 12m',)
    >>> stale_sentences([herald, Freshness("gazette", 60, 21_600)])
    ('no new article from herald in 14h (limit 12h)',)
    """
    stale = [source for source in measured if source.age is None or source.age > source.limit]
    ages = [source.age for source in stale if source.age is not None]
    if len(stale) > 1 and len(stale) == len(measured):
        return (
            f"no new article from any source in {format_span(min(ages))}" if ages else "no source ever had an article",
        )
    return tuple(map(_stale_sentence, stale))


def _stale_sentence(stale: Freshness) -> str:
    if stale.age is None:
        return f"no article from {stale.source} ever (limit {format_span(stale.limit)})"
    return f"no new article from {stale.source} in {format_span(stale.age)} (limit {format_span(stale.limit)})"
