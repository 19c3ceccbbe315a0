"""Figures a day, added up over mirrors, and over sources where all are meant: what the charts of all are drawn of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from crawler.archive.rollup.read_days import group_days
from scheduler.reports.counts.series import LAG_NAMES, Numbers, list_dates


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What happened on each day from ``first_day`` to ``last_day`` (days since 1970, both included).

    :ivar numbers: what is counted → a number a day
    """

    first_day: int
    last_day: int
    numbers: Mapping[str, Numbers] = field(default_factory=dict)

    @property
    def dates(self) -> list[str]:
        """Each day as an ISO 8601 date, in UTC."""
        return list_dates(self.first_day, self.last_day)

    def of(self, what: str) -> Numbers:
        """A figure's numbers; zeros where there was none."""
        return self.numbers.get(what, (0,) * (self.last_day - self.first_day + 1))

    def kinds(self, prefix: str) -> dict[str, Numbers]:
        """The figures that begin so, without it: ``verdict:`` → new, mirror …"""
        found = sorted(what for what in self.numbers if what.startswith(prefix))
        return {what.removeprefix(prefix): self.numbers[what] for what in found}


STORIES = ("stories", "stories:all")


def load_day_figures(
    connection: Connection,
    source: str | None,
    first_day: int,
    last_day: int,
    wanted: Collection[str],
    *,
    exact: bool = True,
) -> DayFigures:
    """Load what happened on each day, of a source or of all together; a story of several sources counts once.

    :param wanted: what is counted; the names of ``crawler.archive.rollup.count_days``
    :param exact: see ``crawler.archive.rollup.read_days.load_days``, here and below
    """
    asked = {*wanted, *(STORIES if "stories" in wanted else ())}
    counted = group_days(connection, first_day, last_day, ("day", "what"), source=source, what=asked, exact=exact)
    lines: dict[str, list[int]] = defaultdict(lambda: [0] * (last_day - first_day + 1))
    for (day, what), number in counted.items():
        lines[str(what)][int(day) - first_day] += number
    if source is None:
        lines["stories"] = lines.pop("stories:all", [0] * (last_day - first_day + 1))
    return DayFigures(first_day, last_day, {what: tuple(line) for what, line in lines.items()})


def load_source_sums(
    connection: Connection, first_day: int, last_day: int, wanted: Collection[str], *, exact: bool = True
) -> dict[str, dict[str, int]]:
    """Load what happened on some days in all: source → what is counted → how many."""
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    counted = group_days(connection, first_day, last_day, ("source", "what"), what=wanted, exact=exact)
    for (source, what), number in counted.items():
        sums[str(source)][str(what)] = number
    return sums


def load_late_by_mirror(
    connection: Connection, first_day: int, last_day: int, *, exact: bool = True
) -> dict[tuple[str, str], int]:
    """Load how many articles each mirror (source, origin) had an hour or more after the first one, of some days."""
    late = [f"lag:{name}" for name in LAG_NAMES[1:]]
    counted = group_days(connection, first_day, last_day, ("source", "mirror"), what=late, exact=exact)
    return {(str(source), str(mirror)): number for (source, mirror), number in counted.items()}


def load_articles_by_source(
    connection: Connection, first_day: int, last_day: int, *, exact: bool = True
) -> dict[str, Numbers]:
    """Load each source's articles a day."""
    lines: dict[str, list[int]] = defaultdict(lambda: [0] * (last_day - first_day + 1))
    counted = group_days(connection, first_day, last_day, ("source", "day"), what=("articles",), exact=exact)
    for (source, day), number in counted.items():
        lines[str(source)][int(day) - first_day] += number
    return {source: tuple(line) for source, line in lines.items()}
