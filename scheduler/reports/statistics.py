"""How much of everything: per mirror, per source and in total. The database does the counting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Connection, func, select

from crawler.archive.schema import articles, pages, quarantine, run_mirrors, runs, sightings
from crawler.verdict import Kind
from scheduler.reports.selection import STANDS, Selection, archived_sources

OPEN = "open"
"""Stands for the outcome of a run that has none yet."""

STARTS_ARTICLE = (Kind.NEW, Kind.COPY, Kind.NEAR_DUPLICATE)
"""Verdicts of pages that nobody had under any key of their source."""

Cell = Counter[tuple[str, str]]
"""What is counted, and which kind of it, → how many: ("verdicts", "new") → 3."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted for each mirror, and adds up.

    :ivar requests_saved: sightings that were never fetched; without folding each would have cost a request
    :ivar verdicts: every kind of verdict → pages; ``quarantined`` counts the pages in quarantine
    :ivar quarantined: reason → pages that were no article
    :ivar pending: pages whose mirrors disagree, within the grace
    :ivar unjudged: pages that wait for their verdict
    :ivar bodies_fetched: pages of articles not known before; ``revisits`` are those of known ones
    :ivar requests: all of them: listings, robots.txt, pages
    :ivar bytes: of bodies as they came over the wire
    :ivar failures: answers that count against the mirror
    """

    sightings: int
    requests_saved: int
    verdicts: Mapping[str, int]
    quarantined: Mapping[str, int]
    pending: int
    unjudged: int
    bodies_fetched: int
    revisits: int
    requests: int
    bytes: int
    failures: int

    @classmethod
    def of(cls, cell: Cell) -> Figures:
        """Make it of a cell; what is not in it is none."""
        quarantined = {which: number for (what, which), number in sorted(cell.items()) if what == "quarantined"}
        verdicts = {kind.value: cell["verdicts", kind.value] for kind in Kind}
        verdicts[Kind.QUARANTINED.value] = sum(quarantined.values())
        plain = {each.name: cell[each.name, ""] for each in fields(cls) if each.name not in ("verdicts", "quarantined")}
        return cls(verdicts=verdicts, quarantined=quarantined, **plain)

    @property
    def new(self) -> int:
        """Pages that started an article."""
        return sum(self.verdicts[kind.value] for kind in STARTS_ARTICLE)


@dataclass(frozen=True, slots=True)
class Summary:
    """A source, or all of them together.

    :ivar articles: judged, and not folded into another one
    :ivar stories: the stories these articles belong to; one of two sources counts once in the total
    :ivar known: how often a run met a listed article that was known already
    :ivar runs: outcome, or "open" → runs
    """

    articles: int
    stories: int
    known: int
    runs: Mapping[str, int]
    figures: Figures


@dataclass(frozen=True, slots=True)
class SourceStatistics:
    """One source. ``mirrors`` has every mirror that is configured or was ever seen, by origin."""

    summary: Summary
    mirrors: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything selected. ``sources`` is sorted by id."""

    total: Summary
    sources: Mapping[str, SourceStatistics]


def statistics(connection: Connection, selection: Selection, configured: Mapping[str, Iterable[str]]) -> Statistics:
    """Count what the archive holds.

    With a time: articles, sightings and pages first seen since; quarantined pages last seen and runs ended since.

    :param configured: id of a source → origins of its mirrors, to be told of even when there is nothing of them
    """
    cells = _cells(connection, selection)
    counted = _count_articles(connection, selection), _count_stories(connection, selection)
    ran = _count_runs(connection, selection)
    names = [selection.source] if selection.source is not None else [*configured, *archived_sources(connection)]
    sources: dict[str, SourceStatistics] = {}
    for name in sorted(set(names)):
        mirrors = {origin: Cell() for origin in configured.get(name, ())} | cells[name]
        cell = _added(mirrors.values())
        summary = _summary(counted[0][name], counted[1][name], ran[name], cell)
        sources[name] = SourceStatistics(summary, {origin: Figures.of(mirrors[origin]) for origin in mirrors})
    everything = _added(cell for mirrors in cells.values() for cell in mirrors.values())
    stories = _count_all_stories(connection, selection)
    return Statistics(_summary(counted[0].total(), stories, _added(ran.values()), everything), sources)


def _summary(articles: int, stories: int, ran: Cell, cell: Cell) -> Summary:
    outcomes = {outcome: number for (what, outcome), number in sorted(ran.items()) if what == "runs"}
    return Summary(articles, stories, ran["known", ""], outcomes, Figures.of(cell))


def _added(cells: Iterable[Cell]) -> Cell:
    whole = Cell()
    for cell in cells:
        whole.update(cell)
    return whole


def _cells(connection: Connection, selection: Selection) -> dict[str, dict[str, Cell]]:
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
        .where(selection.of_hours(articles.c.source, sightings.c.first_seen))
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
        select(*groups, func.count())
        .where(selection.of(quarantine.c.source, quarantine.c.last_seen))
        .group_by(*groups)
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


def _count_articles(connection: Connection, selection: Selection) -> Counter[str]:
    return _per_source(connection, selection, func.count())


def _count_stories(connection: Connection, selection: Selection) -> Counter[str]:
    return _per_source(connection, selection, func.count(articles.c.story.distinct()))


def _per_source(connection: Connection, selection: Selection, counted: ColumnElement[int]) -> Counter[str]:
    rows = connection.execute(
        select(articles.c.source, counted)
        .where(STANDS, selection.of(articles.c.source, articles.c.first_seen))
        .group_by(articles.c.source)
    )
    return Counter({source: number for source, number in rows})


def _count_all_stories(connection: Connection, selection: Selection) -> int:
    stories = select(func.count(articles.c.story.distinct()))
    return connection.execute(
        stories.where(STANDS, selection.of(articles.c.source, articles.c.first_seen))
    ).scalar_one()


def _count_runs(connection: Connection, selection: Selection) -> dict[str, Cell]:
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
