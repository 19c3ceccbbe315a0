"""The questions behind the statistics: each is one statement, and the database does the counting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, func, select

from crawler.archive.tables.articles import articles, pages, quarantine, run_mirrors, runs
from crawler.archive.tables.sightings import sightings
from scheduler.reports.counts.selection import STANDS, Selection

OPEN = "open"
"""Stands for the outcome of a run that has none yet."""

Cell = Counter[tuple[str, str]]
"""What is counted, and which kind of it, → how many: ("verdicts", "new") → 3."""


def count_per_mirror(connection: Connection, selection: Selection) -> dict[str, dict[str, Cell]]:
    """Everything that is counted per mirror: source → origin → cell."""
    cells: dict[str, dict[str, Cell]] = defaultdict(lambda: defaultdict(Cell))
    for count in (_count_sightings, _count_pages, _count_quarantine, _count_costs):
        for source, mirror, what, which, number in count(connection, selection):
            cells[source][mirror][what, which] += number
    return cells


Counted = Iterator[tuple[str, str, str, str, int]]
"""Source, mirror, what is counted, which kind of it, how many."""


def _count_sightings(connection: Connection, selection: Selection) -> Counted:
    fetched = func.count(sightings.c.fetched_at)
    rows = connection.execute(
        select(articles.c.source, sightings.c.mirror, func.count(), fetched)
        .join(articles, articles.c.id == sightings.c.article_id)
        .where(selection.of(articles.c.source, sightings.c.first_seen))
        .group_by(articles.c.source, sightings.c.mirror)
    )
    for source, mirror, seen, asked in rows:
        yield source, mirror, "sightings", "", seen
        yield source, mirror, "requests_saved", "", seen - asked


def _count_pages(connection: Connection, selection: Selection) -> Counted:
    pending = pages.c.pending_since.is_not(None)
    groups = (pages.c.source, pages.c.mirror, pages.c.verdict, pending)
    rows = connection.execute(
        select(*groups, func.count()).where(selection.of(pages.c.source, pages.c.fetched_at)).group_by(*groups)
    )
    for source, mirror, verdict, waits, number in rows:
        what = "verdicts" if verdict is not None else "pending" if waits else "unjudged"
        yield source, mirror, what, verdict or "", number


def _count_quarantine(connection: Connection, selection: Selection) -> Counted:
    groups = (quarantine.c.source, quarantine.c.mirror, quarantine.c.reason)
    rows = connection.execute(
        select(*groups, func.count()).where(selection.of(quarantine.c.source, quarantine.c.last_seen)).group_by(*groups)
    )
    for source, mirror, reason, number in rows:
        yield source, mirror, "quarantined", reason, number


def _count_costs(connection: Connection, selection: Selection) -> Counted:
    columns = {
        "requests": run_mirrors.c.requests,
        "bytes": run_mirrors.c.bytes,
        "bodies_fetched": run_mirrors.c.bodies,
        "revisits": run_mirrors.c.revisits,
        "failures": run_mirrors.c.failures,
    }
    rows = connection.execute(
        select(runs.c.source, run_mirrors.c.mirror, *(func.sum(column) for column in columns.values()))
        .join(runs, runs.c.id == run_mirrors.c.run_id)
        .where(selection.of(runs.c.source, runs.c.ended))
        .group_by(runs.c.source, run_mirrors.c.mirror)
    )
    for source, mirror, *sums in rows:
        for what, number in zip(columns, sums, strict=True):
            yield source, mirror, what, "", int(number)  # PostgreSQL adds big integers up to a Decimal


def count_articles(connection: Connection, selection: Selection) -> Counter[str]:
    return _per_source(connection, selection, func.count())


def count_stories(connection: Connection, selection: Selection) -> Counter[str]:
    return _per_source(connection, selection, func.count(articles.c.story.distinct()))


def _per_source(connection: Connection, selection: Selection, counted: ColumnElement[int]) -> Counter[str]:
    rows = connection.execute(
        select(articles.c.source, counted)
        .where(STANDS, selection.of(articles.c.source, articles.c.first_seen))
        .group_by(articles.c.source)
    )
    return Counter({source: int(number) for source, number in rows})


def count_all_stories(connection: Connection, selection: Selection) -> int:
    stories = select(func.count(articles.c.story.distinct()))
    return connection.execute(
        stories.where(STANDS, selection.of(articles.c.source, articles.c.first_seen))
    ).scalar_one()


def count_runs(connection: Connection, selection: Selection) -> dict[str, Cell]:
    """Runs by outcome, those that are open always, and how often they met a known article."""
    selected = selection.of(runs.c.source, func.coalesce(runs.c.ended, selection.since))
    known = func.sum(runs.c.report["known"].as_integer())
    rows = connection.execute(
        select(runs.c.source, runs.c.outcome, func.count(), known)
        .where(selected)
        .group_by(runs.c.source, runs.c.outcome)
    )
    ran: dict[str, Cell] = defaultdict(Cell)
    for source, outcome, number, met in rows:
        ran[source]["runs", outcome or OPEN] += number
        ran[source]["known", ""] += int(met or 0)
    return ran
