"""Counts stale days anew: at a run's end those of its source, after an upgrade all of them, a batch at a time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from crawler.archive.queries import insert
from crawler.archive.rollup.count_days import OF_SIGHTINGS, DayCount, Span, count_others, count_sightings
from crawler.archive.tables.days import day_sums, days, stale_days

SECONDS = 0.02
"""How long a batch goes on before others may write; its last day may take as long again."""

MOST_AT_ONCE = 200
"""Stale days that are loaded for one batch."""

Mark = tuple[str, int, str]
"""Source, day and mirror of a stale day, see the table."""


def load_stale_days(
    connection: Connection, source: str | None = None, *, before: int | None = None, most: int | None = None
) -> list[Mark]:
    """Load which days are not up to date, of each source the latest first.

    :param source: whose; None: of all
    :param before: only days before this one
    """
    s = stale_days.c
    wanted = select(s.source, s.day, s.mirror).order_by(s.source.desc(), s.day.desc(), s.mirror.desc()).limit(most)
    if source is not None:
        wanted = wanted.where(s.source == source)
    if before is not None:
        wanted = wanted.where(s.day < before)
    return [(row.source, row.day, row.mirror) for row in connection.execute(wanted)]


def recount_stale_days(
    connection: Connection, source: str | None = None, *, before: int | None = None, seconds: float = SECONDS
) -> bool:
    """Count days anew that are not up to date, one at least; see ``load_stale_days``.

    :param seconds: after which no further one is begun
    :returns: whether some are left
    """
    until = time.monotonic() + seconds
    stale = load_stale_days(connection, source, before=before, most=MOST_AT_ONCE)
    for done, mark in enumerate(stale):
        if done and time.monotonic() > until:
            return True
        _recount(connection, mark)
    return len(stale) == MOST_AT_ONCE


def count_marked(connection: Connection, mark: Mark, *, with_order: bool = True) -> Iterable[DayCount]:
    """Count what a stale day stands for; see ``count_span``."""
    source, day, mirror = mark
    if mirror:
        return count_sightings(connection, Span.of_day(source, day, mirror))
    return count_others(connection, Span.of_day(source, day), with_order=with_order)


def load_marked(connection: Connection, mark: Mark) -> list[DayCount]:
    """Load what was counted of a stale day before."""
    source, day, mirror = mark
    d = days.c
    mine = (d.source == source) & (d.day == day)
    mine &= d.what.in_(OF_SIGHTINGS) & (d.mirror == mirror) if mirror else d.what.not_in(OF_SIGHTINGS)
    return [DayCount(*row) for row in connection.execute(select(d.source, d.day, d.mirror, d.what, d.n).where(mine))]


def _recount(connection: Connection, mark: Mark) -> None:
    """Write what differs from what was counted before, in the day and in the sums."""
    before = {(count.mirror, count.what): count.n for count in load_marked(connection, mark)}
    now = {(count.mirror, count.what): count.n for count in count_marked(connection, mark)}
    change = Counter(now)
    change.subtract(before)
    source, day, mirror = mark
    for (on, what), difference in change.items():
        if difference:
            _write_day(connection, DayCount(source, day, on, what, now.get((on, what), 0)))
            _add_to_sum(connection, source, on, what, difference)
    s = stale_days.c
    connection.execute(delete(stale_days).where(s.source == source, s.day == day, s.mirror == mirror))


def _write_day(connection: Connection, count: DayCount) -> None:
    d = days.c
    if count.n:
        row = insert(connection, days).values(**count._asdict())
        key = ["source", "day", "mirror", "what"]
        connection.execute(row.on_conflict_do_update(index_elements=key, set_={"n": count.n}))
    else:
        mine = (d.source == count.source) & (d.day == count.day) & (d.mirror == count.mirror) & (d.what == count.what)
        connection.execute(delete(days).where(mine))


def _add_to_sum(connection: Connection, source: str, mirror: str, what: str, difference: int) -> None:
    row = insert(connection, day_sums).values(source=source, mirror=mirror, what=what, n=difference)
    added = {"n": day_sums.c.n + difference}
    connection.execute(row.on_conflict_do_update(index_elements=["source", "mirror", "what"], set_=added))
    connection.execute(delete(day_sums).where(day_sums.c.source == source, day_sums.c.n == 0))
