"""The questions behind the statistics: the roll-up answers most of them, the rest is counted by the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from crawler.archive.rollup.count_days import OF_SIGHTINGS
from crawler.archive.rollup.read_days import Sums, sum_days
from crawler.archive.tables.articles import articles, quarantine
from scheduler.reports.counts.selection import Selection

OPEN = "open"
"""Stands for the outcome of a run that has none yet."""

Cell = Counter[tuple[str, str]]
"""What is counted, and which kind of it, → how many: ("verdicts", "new") → 3."""

Counted = Iterator[tuple[str, str, str, str, int]]
"""Source, mirror, what is counted, which kind of it, how many."""

_OF_PAGES = ("pending", "unjudged")
_OF_COSTS = ("requests", "bytes", "bodies_fetched", "revisits", "failures")
_VERDICT, _RUNS = "verdict:", "runs:"


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that is counted of a selection.

    :ivar cells: of each mirror: source → origin → cell
    :ivar articles: by source; ``stories`` likewise, and ``all_stories`` over all sources
    :ivar runs: of each source: runs by outcome, those that are open always, and how often they met a known article
    """

    cells: dict[str, dict[str, Cell]]
    articles: Counter[str]
    stories: Counter[str]
    all_stories: int
    runs: dict[str, Cell]


def count_selected(connection: Connection, selection: Selection) -> Counts:
    """Count everything of a selection."""
    sums = sum_days(connection, selection.source, selection.since)
    cells: dict[str, dict[str, Cell]] = defaultdict(lambda: defaultdict(Cell))
    pages = (*_of_sightings(sums), *_of_pages(sums), *_count_quarantine(connection, selection), *_of_costs(sums))
    for source, mirror, what, which, number in pages:
        cells[source][mirror][what, which] += number
    stories, all_stories = _count_stories(connection, selection, sums)
    return Counts(cells, _of_sources(sums, "articles"), stories, all_stories, _of_runs(sums))


def _of_sightings(sums: Sums) -> Counted:
    for (source, mirror, what), number in sorted(sums.items()):
        if what in OF_SIGHTINGS:
            yield source, mirror, what, "", number


def _of_pages(sums: Sums) -> Counted:
    for (source, mirror, what), number in sorted(sums.items()):
        if what.startswith(_VERDICT):
            yield source, mirror, "verdicts", what.removeprefix(_VERDICT), number
        elif what in _OF_PAGES:
            yield source, mirror, what, "", number


def _of_costs(sums: Sums) -> Counted:
    for (source, mirror, what), number in sorted(sums.items()):
        if what in _OF_COSTS:
            yield source, mirror, what, "", number


def _count_quarantine(connection: Connection, selection: Selection) -> Counted:
    groups = (quarantine.c.source, quarantine.c.mirror, quarantine.c.reason)
    rows = connection.execute(
        select(*groups, func.count()).where(selection.of(quarantine.c.source, quarantine.c.last_seen)).group_by(*groups)
    )
    for source, mirror, reason, number in rows:
        yield source, mirror, "quarantined", reason, number


def _of_sources(sums: Sums, what: str) -> Counter[str]:
    return Counter({source: number for (source, _, name), number in sums.items() if name == what})


def _of_runs(sums: Sums) -> dict[str, Cell]:
    ran: dict[str, Cell] = defaultdict(Cell)
    for (source, _, what), number in sums.items():
        if what.startswith(_RUNS):
            ran[source]["runs", what.removeprefix(_RUNS)] += number
        elif what == "known":
            ran[source]["known", ""] += number
    return ran


def _count_stories(connection: Connection, selection: Selection, sums: Sums) -> tuple[Counter[str], int]:
    """Stories by source, and over all of them: of a part of the time they are counted, for some began before."""
    if selection.since is None:
        by_source = _of_sources(sums, "stories")
        one = selection.source is not None
        return by_source, by_source.total() if one else _of_sources(sums, "stories:all").total()
    a = articles.c
    stands = (a.folded_into + 0).is_(None) & a.revision_id.is_not(None)  # "+ 0": SQLite would read all that stand
    told = select(a.source, a.story).where(stands, selection.of(a.source, a.first_seen))
    rows = {(row.source, row.story) for row in connection.execute(told)}
    return Counter(source for source, _ in rows), len({story for _, story in rows})
