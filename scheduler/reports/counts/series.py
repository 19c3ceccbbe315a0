"""What happened day by day: the numbers behind sparklines and charts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from crawler.archive.rollup.count_days import LAGS, DayCount
from crawler.archive.rollup.read_days import load_days
from crawler.archive.tables.days import DAY

LAG_NAMES = (*LAGS, "over")
"""How late a mirror was: under one hour, under two, under six, more."""

Numbers = tuple[int, ...]
"""A number a day, the first day's first."""


@dataclass(frozen=True, slots=True)
class Series:
    """What happened on each day from ``first_day`` to ``last_day`` (days since 1970, both included).

    :ivar articles: that stand, by the day they were first seen
    :ivar stories: by the day of their first article; over all sources, a story of several counts once
    :ivar requests_saved: sightings that were never fetched, by the day they began
    :ivar requests: as are bytes and failures, by the day their run ended
    :ivar verdicts: kind → pages, by the day they were fetched; ``pending`` and ``unjudged`` are among them
    :ivar runs: outcome → runs, by the day they ended; ``open`` by the day they began
    :ivar sightings: origin → sightings, by the day they began
    :ivar first: origin → articles that it had first, alone; ``tied``: among others. By the day of the article
    :ivar lag: origin → how late (``LAG_NAMES``) → articles of these days that several mirrors have
    """

    first_day: int
    last_day: int
    articles: Numbers = ()
    stories: Numbers = ()
    requests_saved: Numbers = ()
    requests: Numbers = ()
    bytes: Numbers = ()
    failures: Numbers = ()
    verdicts: Mapping[str, Numbers] = field(default_factory=dict)
    runs: Mapping[str, Numbers] = field(default_factory=dict)
    sightings: Mapping[str, Numbers] = field(default_factory=dict)
    first: Mapping[str, Numbers] = field(default_factory=dict)
    tied: Mapping[str, Numbers] = field(default_factory=dict)
    lag: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def dates(self) -> list[str]:
        """Each day as an ISO 8601 date, in UTC."""
        return list_dates(self.first_day, self.last_day)


def list_dates(first_day: int, last_day: int) -> list[str]:
    """Days since 1970, both included, as ISO 8601 dates.

    >>> list_dates(0, 1)
    ['1970-01-01', '1970-01-02']
    """
    return [datetime.fromtimestamp(day * DAY, UTC).date().isoformat() for day in range(first_day, last_day + 1)]


def load_series(
    connection: Connection, source: str | None, first_day: int, last_day: int, *, exact: bool = True
) -> Series:
    """Load what happened on each day.

    :param source: whose; None: of all together, mirrors by origin
    :param first_day: days since 1970, as ``last_day``; both are included
    :param exact: see ``crawler.archive.rollup.read_days.load_days``
    """
    counts = load_days(connection, source, first_day, last_day, exact=exact)
    return _series(counts, first_day, last_day, alone=source is not None)


def load_series_by_source(connection: Connection, first_day: int, last_day: int) -> dict[str, Series]:
    """Load the same of each source by itself: id → series; sources of which nothing is known then are left out."""
    counts: dict[str, list[DayCount]] = defaultdict(list)
    for count in load_days(connection, None, first_day, last_day):
        counts[count.source].append(count)
    return {source: _series(counts[source], first_day, last_day, alone=True) for source in sorted(counts)}


def _series(counts: Iterable[DayCount], first_day: int, last_day: int, *, alone: bool) -> Series:
    """
    :param alone: of one source, whose stories are counted by themselves
    """
    length = last_day - first_day + 1
    lines: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * length)
    for count in counts:
        lines[count.what, count.mirror][count.day - first_day] += count.n

    def total(what: str) -> Numbers:
        of_mirrors = [line for (name, _), line in lines.items() if name == what]
        return tuple(map(sum, zip(*of_mirrors, strict=True))) if of_mirrors else (0,) * length

    def kinds(prefix: str) -> dict[str, Numbers]:
        whats = sorted({what for what, _ in lines if what.startswith(prefix)})
        return {what.removeprefix(prefix): total(what) for what in whats}

    def by_mirror(what: str) -> dict[str, Numbers]:
        return {mirror: tuple(line) for (name, mirror), line in sorted(lines.items()) if name == what}

    open_ones = {what: total(what) for what in ("pending", "unjudged") if any(total(what))}
    return Series(
        first_day,
        last_day,
        articles=total("articles"),
        requests_saved=total("requests_saved"),
        requests=total("requests"),
        bytes=total("bytes"),
        failures=total("failures"),
        stories=total("stories" if alone else "stories:all"),
        verdicts=kinds("verdict:") | open_ones,
        runs=kinds("runs:"),
        sightings=by_mirror("sightings"),
        first=by_mirror("first"),
        tied=by_mirror("tied"),
        lag=_lag(lines),
    )


def _lag(lines: Mapping[tuple[str, str], Iterable[int]]) -> dict[str, dict[str, int]]:
    late = {
        (mirror, what.removeprefix("lag:")): sum(line)
        for (what, mirror), line in lines.items()
        if what.startswith("lag:")
    }
    return {mirror: {name: late.get((mirror, name), 0) for name in LAG_NAMES} for mirror, _ in sorted(late)}


def series_facts(series: Series) -> dict[str, Any]:
    """A series for JSON: the days, and under each name its numbers in their order."""
    facts = asdict(series)
    del facts["first_day"], facts["last_day"]
    return {"days": series.dates, **facts}
