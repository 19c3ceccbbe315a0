"""Reads what happened on days. What is not up to date is counted from the tables, so that no answer is ever behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, case, func, select

from crawler.archive.rollup.count_days import (
    OF_ORDER,
    OPEN_RUNS,
    DayCount,
    Span,
    count_others,
    count_sightings,
    count_span,
)
from crawler.archive.rollup.recount_days import Mark, count_marked, load_marked, load_stale_days
from crawler.archive.tables.articles import runs, sources
from crawler.archive.tables.days import DAY, RUNS, day_sums, days, stale_days

MOST_STALE = 100
"""Stale days that are counted one by one; where there are more, after an upgrade, everything is counted at once."""

Sums = Counter[tuple[str, str, str]]
"""Source, mirror (empty: of the source as a whole) and what → how many."""


def is_counted(connection: Connection) -> bool:
    """Whether the roll-up serves: after an upgrade all days are counted first, and answers take longer until then."""
    return len(load_stale_days(connection, most=MOST_STALE + 1)) <= MOST_STALE


def load_days(
    connection: Connection, source: str | None, first: int, last: int, *, exact: bool = True
) -> list[DayCount]:
    """Load what happened on some days, both named ones included (days since 1970).

    :param source: whose; None: of all
    :param exact: whether what is not up to date is counted from the tables; otherwise it is as it was counted last
    """
    stale = [mark for mark in load_stale_days(connection, source) if first <= mark[1] <= last] if exact else []
    if len(stale) > MOST_STALE:
        return list(count_span(connection, Span(source, first * DAY, (last + 1) * DAY)))
    d = days.c
    counted: Counter[tuple[str, int, str, str]] = Counter()
    names = [source] if source is not None else sorted({name for name, _ in _load_sources(connection)})
    for name in names:
        mine = (d.source == name) & d.day.between(first, last)
        rows = connection.execute(select(d.source, d.day, d.mirror, d.what, d.n).where(mine))
        counted.update({(row[0], row[1], row[2], row[3]): row[4] for row in rows})
    for mark in stale:
        counted.subtract({count[:4]: count.n for count in load_marked(connection, mark)})
        counted.update({count[:4]: count.n for count in count_marked(connection, mark)})
    return [DayCount(*place, n) for place, n in counted.items() if n]


def sum_days(
    connection: Connection, source: str | None = None, since: int | None = None, *, with_order: bool = False
) -> Sums:
    """Add up what happened since a time (seconds since 1970; None: ever). Runs that are open count whenever they began;
    stories are added up for all times alone: those that went on are in no part of them.

    :param source: whose; None: of all
    :param with_order: also which mirror was first, and how late the others were
    """
    stale = load_stale_days(connection, source)
    if len(stale) > MOST_STALE:
        sums = _add(count_span(connection, Span(source, since), with_order=with_order))
    elif since is None:
        sums = _correct(connection, _load_sums(connection, source), stale, with_order=with_order)
    else:
        first = -(-since // DAY)
        stale = [mark for mark in stale if mark[1] >= first]
        sums = _correct(connection, _load_sums_since(connection, source, first), stale, with_order=with_order)
        sums.update(_count_part(connection, source, since, first * DAY, with_order=with_order))
    sums = _with_open_runs(connection, sums, source)
    return sums if with_order else Counter({place: n for place, n in sums.items() if place[2] not in OF_ORDER})


def _count_part(connection: Connection, source: str | None, start: int, end: int, *, with_order: bool) -> Sums:
    """Count a part of a day, by source and by mirror: so its rows are found without looking at all others."""
    sums: Sums = Counter()
    if start == end:
        return sums
    known = _load_sources(connection, source)
    for name in sorted({name for name, _ in known}):
        sums.update(_add(count_others(connection, Span(name, start, end), with_order=with_order)))
    for name, mirror in known:
        if mirror:
            sums.update(_add(count_sightings(connection, Span(name, start, end, mirror))))
    return sums


def _load_sources(connection: Connection, source: str | None = None) -> list[tuple[str, str]]:
    """Each source with each of its mirrors, and with an empty name: whatever happened there stands in one of these."""
    counted = select(day_sums.c.source, day_sums.c.mirror)
    stale = select(stale_days.c.source, case((stale_days.c.mirror == RUNS, ""), else_=stale_days.c.mirror))
    if source is not None:
        counted, stale = counted.where(day_sums.c.source == source), stale.where(stale_days.c.source == source)
    return sorted((row[0], row[1]) for row in connection.execute(counted.union(stale)))


def _add(counts: Iterable[DayCount]) -> Sums:
    sums: Sums = Counter()
    for count in counts:
        sums[count.source, count.mirror, count.what] += count.n
    return sums


def _load_sums(connection: Connection, source: str | None) -> Sums:
    d = day_sums.c
    wanted = select(d.source, d.mirror, d.what, d.n)
    wanted = wanted if source is None else wanted.where(d.source == source)
    return Counter({(row.source, row.mirror, row.what): row.n for row in connection.execute(wanted)})


def _load_sums_since(connection: Connection, source: str | None, first: int) -> Sums:
    d = days.c
    groups = (d.source, d.mirror, d.what)
    wanted = select(*groups, func.sum(d.n).label("n")).where(d.day >= first).group_by(*groups)
    wanted = wanted if source is None else wanted.where(d.source == source)
    return Counter({(row.source, row.mirror, row.what): int(row.n) for row in connection.execute(wanted)})


def _correct(connection: Connection, sums: Sums, stale: Sequence[Mark], *, with_order: bool) -> Sums:
    """Put what the tables say of stale days in place of what was counted before."""
    for mark in stale:
        sums.subtract(_add(load_marked(connection, mark)))
        sums.update(_add(count_marked(connection, mark, with_order=with_order)))
    return sums


def _with_open_runs(connection: Connection, sums: Sums, source: str | None) -> Sums:
    r = runs.c
    wanted = select(r.source, func.count()).where(r.ended.is_(None)).group_by(r.source)
    wanted = wanted if source is None else wanted.where(r.source == source)
    sums = Counter({place: n for place, n in sums.items() if n and place[2] != OPEN_RUNS})
    sums.update({(name, "", OPEN_RUNS): n for name, n in connection.execute(wanted)})
    return sums


def group_days(
    connection: Connection,
    first: int,
    last: int,
    by: Sequence[str],
    *,
    source: str | None = None,
    what: Collection[str] | None = None,
    exact: bool = True,
) -> Counter[tuple[str | int, ...]]:
    """Add up what happened on some days, both named ones included (days since 1970), by some of its columns.

    :param by: names of ``DayCount``'s fields
    :param source: whose; None: of all
    :param what: what is counted; None: everything
    :param exact: see ``load_days``
    :returns: values of the columns → how many
    """
    stale = [mark for mark in load_stale_days(connection, source) if first <= mark[1] <= last] if exact else []
    if len(stale) > MOST_STALE:
        return _group(count_span(connection, Span(source, first * DAY, (last + 1) * DAY)), by, what)
    d = days.c
    columns = [d[name] for name in by]
    wanted = select(*columns, func.sum(d.n).label("number")).where(d.day.between(first, last)).group_by(*columns)
    known = select(sources.c.source)  # named, so that SQLite looks up each one's days instead of reading all
    wanted = wanted.where(d.source.in_(known) if source is None else d.source == source)
    wanted = wanted if what is None else wanted.where(d.what.in_(what))
    sums: Counter[tuple[str | int, ...]] = Counter()
    for row in connection.execute(wanted):
        sums[tuple(row[:-1])] += int(row.number)
    for mark in stale:
        sums.subtract(_group(load_marked(connection, mark), by, what))
        sums.update(_group(count_marked(connection, mark), by, what))
    return sums


def _group(
    counts: Iterable[DayCount], by: Sequence[str], what: Collection[str] | None
) -> Counter[tuple[str | int, ...]]:
    sums: Counter[tuple[str | int, ...]] = Counter()
    for count in counts:
        if what is None or count.what in what:
            sums[tuple(getattr(count, name) for name in by)] += count.n
    return sums
