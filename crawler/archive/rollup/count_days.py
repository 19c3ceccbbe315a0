"""Counts what the tables say of days: the one place that says what each number of the roll-up is.

Of a source (``mirror`` empty): ``articles`` that stand, by the day they were first seen; ``stories``, by the day of
their first article in the source, and ``stories:all`` in any source; ``known``, how often runs met a known article;
``runs:OUTCOME`` by the day they ended, and ``runs:open`` by the day they began.

Of a mirror: ``sightings``, and ``requests_saved``, those that were never fetched, by the day they began;
``verdict:KIND``, ``pending`` and ``unjudged`` pages by the day they were fetched; ``requests``, ``bytes``,
``bodies_fetched``, ``revisits`` and ``failures`` by the day their run ended; ``first`` and ``tied``, the articles that
it had first, alone or among others, by the day of the article; and of articles that several mirrors have, how late it
was: ``lag:0h``, ``lag:1h``, ``lag:2-6h``, ``lag:over``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    true,
)

from crawler.archive.tables.articles import articles, pages, run_mirrors, runs
from crawler.archive.tables.days import DAY
from crawler.archive.tables.sightings import sightings

HOUR = 3600

LAGS = {"0h": HOUR, "1h": 2 * HOUR, "2-6h": 6 * HOUR}
"""How late a mirror was → seconds that are more; the rest is ``over``."""

OPEN_RUNS = "runs:open"
"""Counts runs that have not ended, on the day they began."""

OF_ORDER = ("first", "tied", *(f"lag:{name}" for name in (*LAGS, "over")))
"""What is counted of who was first, and how late the others were."""

OF_SIGHTINGS = ("sightings", "requests_saved")
"""What is counted of the sightings that began on a day."""

OF_COSTS = ("requests", "bytes", "bodies_fetched", "revisits", "failures")
"""What is counted of what runs cost a mirror."""

KNOWN, OF_OUTCOMES = "known", "runs:"
"""What is counted of runs: articles that were known, and runs by how they ended, each name after this beginning."""

STANDS = articles.c.folded_into.is_(None) & articles.c.revision_id.is_not(None)
"""An article is counted and handed out once it is judged, and as long as it is not folded into another."""


class DayCount(NamedTuple):
    """How many there are of something on one day (days since 1970) of a source, or of one of its mirrors."""

    source: str
    day: int
    mirror: str
    what: str
    n: int


@dataclass(frozen=True, slots=True)
class Span:
    """What is counted: of one source or of all, from one second until before another, of one mirror or of all.

    :ivar mirror: bounds the counting of sightings alone

    Statements are made once for spans with the same bounds, whatever these are: ``shape`` has one of each, and
    ``parameters`` what a statement is asked with. To make them anew took longer than the answers of a day.
    """

    source: str | None = None
    start: int | None = None
    end: int | None = None
    mirror: str | None = None

    @classmethod
    def of_day(cls, source: str, day: int, mirror: str | None = None) -> Span:
        """One day of a source."""
        return cls(source, day * DAY, (day + 1) * DAY, mirror)

    @property
    def shape(self) -> Span:
        """The span that stands for all with the same bounds."""
        return Span(*(None if value is None else type(value)() for value in self._bounds().values()))

    @property
    def parameters(self) -> dict[str, str | int]:
        """The bounds that there are, by their names."""
        return {name: value for name, value in self._bounds().items() if value is not None}

    def _bounds(self) -> dict[str, Any]:
        return {"source": self.source, "start": self.start, "end": self.end, "mirror": self.mirror}

    def of(self, source: ColumnElement[str], at: ColumnElement[int]) -> ColumnElement[bool]:
        """The condition on a table's columns for source and time, to be asked with ``parameters``."""
        wanted: ColumnElement[bool] = true() if self.source is None else source == bindparam("source")
        wanted = wanted if self.start is None else wanted & (at >= bindparam("start"))
        return wanted if self.end is None else wanted & (at < bindparam("end"))


def count_span(connection: Connection, span: Span, *, with_order: bool = True) -> Iterator[DayCount]:
    """Count everything of a span by its days.

    :param with_order: also which mirror was first, and how late the others were
    """
    yield from count_sightings(connection, span)
    yield from count_others(connection, span, with_order=with_order)


def count_others(connection: Connection, span: Span, *, with_order: bool = True) -> Iterator[DayCount]:
    """Count everything but sightings."""
    yield from count_runs(connection, span)
    yield from count_news(connection, span, with_order=with_order)


def count_runs(connection: Connection, span: Span) -> Iterator[DayCount]:
    """Count runs and what they cost: all that a run with nothing new changes."""
    yield from _count_costs(connection, span)
    yield from _count_outcomes(connection, span)


def count_news(connection: Connection, span: Span, *, with_order: bool = True) -> Iterator[DayCount]:
    """Count pages and articles; see ``count_span``."""
    yield from _count_pages(connection, span)
    yield from count_articles(connection, span)
    if with_order:
        yield from _count_order(connection, span)


def count_sightings(connection: Connection, span: Span) -> Iterator[DayCount]:
    """Count the sightings that began in a span."""
    for source, day, mirror, seen, fetched in connection.execute(_sightings(span.shape), span.parameters):
        yield from _told(source, day, mirror, sightings=seen, requests_saved=seen - fetched)


@cache
def _sightings(span: Span) -> Select[Any]:
    a, s = articles.c, sightings.c
    groups = (a.source, _day(s.first_seen), s.mirror)
    wanted = select(*groups, func.count(), func.count(s.fetched_at)).join(articles, a.id == s.article_id)
    if span.mirror is None:
        wanted = wanted.where(span.of(a.source, s.first_seen))
    else:  # as an expression, for SQLite would begin with all articles of the source: 60 ms a day instead of one
        wanted = wanted.where(span.of(a.source.concat(""), s.first_seen), s.mirror == bindparam("mirror"))
    return wanted.group_by(*groups).order_by(*groups)


def _day(at: ColumnElement[int]) -> ColumnElement[int]:
    return at // DAY


def _told(source: str, day: int, mirror: str, **numbers: int) -> Iterator[DayCount]:
    yield from (DayCount(source, day, mirror, what, int(n)) for what, n in numbers.items() if n)


def _count_pages(connection: Connection, span: Span) -> Iterator[DayCount]:
    counted: dict[tuple[str, int, str, str], int] = {}
    for source, day, mirror, verdict, waits, number in connection.execute(_pages(span.shape), span.parameters):
        what = f"verdict:{verdict}" if verdict is not None else "pending" if waits else "unjudged"
        counted[source, day, mirror, what] = counted.get((source, day, mirror, what), 0) + number
    yield from (DayCount(*place, n) for place, n in counted.items())


@cache
def _pages(span: Span) -> Select[Any]:
    p = pages.c
    groups = (p.source, _day(p.fetched_at), p.mirror, p.verdict, p.pending_since.is_not(None))
    return select(*groups, func.count()).where(span.of(p.source, p.fetched_at)).group_by(*groups).order_by(*groups)


def _count_costs(connection: Connection, span: Span) -> Iterator[DayCount]:
    for source, day, mirror, *sums in connection.execute(_costs(span.shape), span.parameters):
        yield from _told(source, day, mirror, **dict(zip(OF_COSTS, sums, strict=True)))


@cache
def _costs(span: Span) -> Select[Any]:
    r, m = runs.c, run_mirrors.c
    groups = (r.source, _day(func.coalesce(r.ended, r.started)), m.mirror)
    sums = (func.sum(one) for one in (m.requests, m.bytes, m.bodies, m.revisits, m.failures))
    wanted = select(*groups, *sums).join(run_mirrors, m.run_id == r.id).where(_when(span))
    return wanted.group_by(*groups).order_by(*groups)


def _when(span: Span) -> ColumnElement[bool]:
    """Runs by their ends, those that are open by their beginnings; each half has its index."""
    if span.start is None and span.end is None:
        return span.of(runs.c.source, runs.c.started)
    open_ones = runs.c.ended.is_(None) & span.of(runs.c.source, runs.c.started)
    return or_(span.of(runs.c.source, runs.c.ended), open_ones)


def count_articles(connection: Connection, span: Span) -> Iterator[DayCount]:
    """Count the articles first seen in a span, and the stories that began with one of them."""
    for source, day, number, stories, of_all in connection.execute(_articles(span.shape), span.parameters):
        yield from _told(source, day, "", **{"articles": number, "stories": stories, "stories:all": of_all})


@cache
def _articles(span: Span) -> Select[Any]:
    a, earlier = articles.c, articles.alias("earlier")
    e = earlier.c
    at = e.first_seen + 0  # "+ 0" keeps SQLite to the index of stories: without statistics it prefers those of sources
    before = (at < a.first_seen) | ((at == a.first_seen) & (e.id + 0 < a.id))
    stands = (e.folded_into + 0).is_(None) & e.revision_id.is_not(None)
    older = select(e.id).where(e.story == a.story, stands, before)
    first, first_here = ~older.exists(), ~older.where(e.source.concat("") == a.source).exists()
    groups = (a.source, _day(a.first_seen))
    sums = (func.count(), func.sum(case((first_here, 1), else_=0)), func.sum(case((first, 1), else_=0)))
    return select(*groups, *sums).where(STANDS, span.of(a.source, a.first_seen)).group_by(*groups)


def _count_outcomes(connection: Connection, span: Span) -> Iterator[DayCount]:
    known_by_day: dict[tuple[str, int], int] = {}
    for source, day, outcome, number, met in connection.execute(_outcomes(span.shape), span.parameters):
        yield from _told(source, day, "", **{f"{OF_OUTCOMES}{outcome}": number})
        known_by_day[source, day] = known_by_day.get((source, day), 0) + int(met or 0)
    for (source, day), met in known_by_day.items():
        yield from _told(source, day, "", **{KNOWN: met})


@cache
def _outcomes(span: Span) -> Select[Any]:
    r = runs.c
    groups = (r.source, _day(func.coalesce(r.ended, r.started)), func.coalesce(r.outcome, "open"))
    known = func.sum(r.report["known"].as_integer())
    return select(*groups, func.count(), known).where(_when(span)).group_by(*groups)


def _count_order(connection: Connection, span: Span) -> Iterator[DayCount]:
    """Who was first, and how late the others were: by article."""
    counted: dict[tuple[str, int, str, str], int] = {}
    rows = connection.execute(_order(span.shape), span.parameters)
    for source, day, mirror, is_first, firsts, shared, lag, number in rows:
        whats = [*(["first" if firsts == 1 else "tied"] if is_first else []), *([f"lag:{lag}"] if shared else [])]
        for what in whats:
            counted[source, day, mirror, what] = counted.get((source, day, mirror, what), 0) + number
    yield from (DayCount(*place, n) for place, n in counted.items())


@cache
def _order(span: Span) -> Select[Any]:
    a = _among(span).c
    groups = (a.source, a.day, a.mirror, a.is_first, case((a.firsts == 1, 1), else_=2), a.shared, a.lag)
    return select(*groups, func.count()).group_by(*groups)


def _among(span: Span) -> Subquery:
    """Each mirror of each article: whether it was among the first, how many were, and how late it was.

    What one run saw first on several mirrors is a tie; so is one hour, where the run is not known.
    """
    there = _there(span).subquery()
    t = there.c
    mine = t.article_id
    earliest, first_run = func.min(t.early_hour).over(partition_by=mine), func.min(t.run).over(partition_by=mine)
    is_first = case((earliest.is_(None), case((t.run == first_run, 1), else_=0)), (t.hour <= earliest, 1), else_=0)
    late = t.at - func.min(t.at).over(partition_by=mine)
    lag = case(*((late < seconds, literal(name)) for name, seconds in LAGS.items()), else_=literal("over"))
    shared = case((func.count().over(partition_by=mine) > 1, 1), else_=0)
    each = select(
        t.article_id, t.source, t.day, t.mirror, is_first.label("is_first"), lag.label("lag"), shared.label("shared")
    ).subquery()
    firsts = func.sum(each.c.is_first).over(partition_by=each.c.article_id)
    return select(each, firsts.label("firsts")).subquery()


def _there(span: Span) -> Select[Any]:
    """When each mirror had each article."""
    a, s = articles.c, sightings.c
    hour = s.first_seen - s.first_seen % HOUR
    groups = (s.article_id, a.source, _day(a.first_seen).label("day"), s.mirror)
    return (
        select(
            *groups,
            func.min(s.first_run).label("run"),
            func.min(case((s.first_run.is_(None), hour))).label("early_hour"),
            func.min(hour).label("hour"),
            func.min(s.first_seen).label("at"),
        )
        .join(articles, a.id == s.article_id)
        .where(a.folded_into.is_(None), span.of(a.source, a.first_seen))
        .group_by(*groups)
    )
