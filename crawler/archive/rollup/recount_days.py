"""Counts stale days anew: at a run's end those of its source, after an upgrade all of them, a batch at a time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import sqlite

from crawler.archive.queries import insert_into
from crawler.archive.rollup.count_days import (
    KNOWN,
    OF_COSTS,
    OF_OUTCOMES,
    OF_SIGHTINGS,
    DayCount,
    Span,
    count_news,
    count_runs,
    count_sightings,
)
from crawler.archive.tables.days import NEWS, RUNS, day_sums, days, stale_days

SECONDS = 0.02
"""How long a batch goes on before others may write; its last day may take as long again."""

MOST_AT_ONCE = 200
"""Stale days that are loaded for one batch."""

Mark = tuple[str, int, str]
"""Source, day, and what of it is stale, see the table: ``NEWS``, ``RUNS``, or the sightings of a mirror."""


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
    source, day, what = mark
    if what == NEWS:
        return count_news(connection, Span.of_day(source, day), with_order=with_order)
    if what == RUNS:
        return count_runs(connection, Span.of_day(source, day))
    return count_sightings(connection, Span.of_day(source, day, what))


def load_marked(connection: Connection, mark: Mark) -> list[DayCount]:
    """Load what was counted of a stale day before."""
    source, day, what = mark
    counted = (DayCount(*row) for row in connection.execute(_COUNTED, {"of": source, "on": day}))
    return [count for count in counted if _stale_with(count) == what]


def _stale_with(count: DayCount) -> str:
    """Name the mark that says that a count is stale."""
    if count.what in OF_SIGHTINGS:
        return count.mirror
    return RUNS if count.what in OF_COSTS or count.what == KNOWN or count.what.startswith(OF_OUTCOMES) else NEWS


_COUNTED = select(days.c.source, days.c.day, days.c.mirror, days.c.what, days.c.n).where(
    days.c.source == bindparam("of"), days.c.day == bindparam("on")
)


def _recount(connection: Connection, mark: Mark) -> None:
    """Write what differs from what was counted before, in the day and in the sums."""
    before = {(count.mirror, count.what): count.n for count in load_marked(connection, mark)}
    now = {(count.mirror, count.what): count.n for count in count_marked(connection, mark)}
    change = Counter(now)
    change.subtract(before)
    source, day, _ = mark
    changed = [
        (DayCount(source, day, mirror, what, now.get((mirror, what), 0)), by)
        for (mirror, what), by in change.items()
        if by
    ]
    if changed:
        _write(connection, changed)
    connection.execute(_SETTLED, dict(zip(("of", "on", "it"), mark, strict=True)))


_SETTLED = delete(stale_days).where(
    stale_days.c.source == bindparam("of"), stale_days.c.day == bindparam("on"), stale_days.c.mirror == bindparam("it")
)


def _write(connection: Connection, changed: Sequence[tuple[DayCount, int]]) -> None:
    """
    :param changed: what there is now, and by how much that is more than before
    """
    dialect = connection.dialect.name
    connection.execute(_write_days(dialect), [count._asdict() for count, _ in changed])
    sums = [{"source": count.source, "mirror": count.mirror, "what": count.what, "n": by} for count, by in changed]
    connection.execute(_add_to_sums(dialect), sums)
    if any(by < 0 for _, by in changed):
        source, day, *_ = changed[0][0]
        connection.execute(_DROP_ZERO_DAYS, {"of": source, "on": day})
        connection.execute(_DROP_ZERO_SUMS, {"of": source})


@cache
def _write_days(dialect: str) -> sqlite.Insert:
    row = insert_into(dialect, days)
    return row.on_conflict_do_update(index_elements=["source", "day", "mirror", "what"], set_={"n": row.excluded.n})


@cache
def _add_to_sums(dialect: str) -> sqlite.Insert:
    row = insert_into(dialect, day_sums)
    added = {"n": day_sums.c.n + row.excluded.n}
    return row.on_conflict_do_update(index_elements=["source", "mirror", "what"], set_=added)


_DROP_ZERO_DAYS = delete(days).where(days.c.source == bindparam("of"), days.c.day == bindparam("on"), days.c.n == 0)
_DROP_ZERO_SUMS = delete(day_sums).where(day_sums.c.source == bindparam("of"), day_sums.c.n == 0)
