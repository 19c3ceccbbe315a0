"""What the schedule has to know of a source's past, and what a person decided about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from crawler.archive.queries import insert
from crawler.archive.tables.articles import articles, runs, sources

MOST_FAILURES = 20
"""Failed runs in a row that are looked at: more make no difference."""


@dataclass(frozen=True, slots=True)
class SourcePast:
    """A source's last run and how that ended, its failures in a row, its wishes, and a person's pause.

    :ivar interrupted: the run was cut off
    :ivar unreachable: nobody was heard of in it: our own uplink
    :ivar empty: it read its listings and found not one article
    """

    started: int | None = None
    failures: int = 0
    interrupted: bool = False
    unreachable: bool = False
    empty: bool = False
    ttl: int = 0
    not_before: int = 0
    paused: bool = False
    merged: int = 0


def load_past(connection: Connection, source: str) -> SourcePast:
    """Load what is known of a source; an unknown one has no past."""
    rows = connection.execute(
        select(runs.c.started, runs.c.outcome, runs.c.report)
        .where(runs.c.source == source)
        .order_by(runs.c.id.desc())
        .limit(MOST_FAILURES)
    ).all()
    held = connection.execute(select(sources.c.paused, sources.c.merged).where(sources.c.source == source)).first()
    failures = next((place for place, row in enumerate(rows) if row.outcome != "failed"), len(rows))
    last = (rows[0].report or {}) if rows else {}
    return SourcePast(
        started=rows[0].started if rows else None,
        failures=failures,
        interrupted=bool(rows) and rows[0].outcome in (None, "interrupted"),
        unreachable=bool(rows) and rows[0].outcome == "unreachable",
        empty=bool(rows) and rows[0].outcome == "empty",
        ttl=int(last.get("ttl") or 0),
        not_before=int(last.get("not_before") or 0),
        paused=bool(held and held.paused),
        merged=held.merged if held else 0,
    )


def load_pasts(connection: Connection, names: Collection[str]) -> dict[str, SourcePast]:
    """Load what is known of some sources, in one question however many they are; those that failed cost one each."""
    last = select(func.max(runs.c.id)).where(runs.c.source == sources.c.source).correlate(sources).scalar_subquery()
    known = select(sources.c.source, sources.c.paused, sources.c.merged, last.label("run")).subquery()
    report = runs.c.report
    rows = connection.execute(
        select(known, runs.c.started, runs.c.outcome, report["ttl"].as_integer().label("ttl"),
               report["not_before"].as_integer().label("not_before"))
        .outerjoin(runs, runs.c.id == known.c.run)
    )  # fmt: skip
    pasts = dict.fromkeys(names, SourcePast())
    failed: list[str] = []
    for row in rows:
        if row.source not in pasts:
            continue
        if row.outcome == "failed":
            failed.append(row.source)
        ran = row.started is not None
        pasts[row.source] = SourcePast(
            started=row.started,
            interrupted=ran and row.outcome in (None, "interrupted"),
            unreachable=row.outcome == "unreachable",
            empty=row.outcome == "empty",
            ttl=row.ttl or 0,
            not_before=row.not_before or 0,
            paused=row.paused,
            merged=row.merged,
        )
    return pasts | {name: load_past(connection, name) for name in failed}


def set_paused(connection: Connection, source: str, paused: bool) -> None:
    """Record whether a person has paused a source: it is not crawled on schedule then."""
    statement = insert(connection, sources).values(source=source, paused=paused)
    connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_={"paused": paused}))


def count_all_merged(connection: Connection, numbers: Mapping[str, int]) -> None:
    """Add due times that passed without a run of their own, of some sources."""
    for source, number in numbers.items():
        count_merged(connection, source, number)


def count_merged(connection: Connection, source: str, number: int) -> None:
    """Add due times that passed without a run of their own."""
    statement = insert(connection, sources).values(source=source, merged=number)
    added = {"merged": sources.c.merged + number}
    connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=added))


def find_newest_article_times(connection: Connection, names: Collection[str]) -> dict[str, int]:
    """When the last new article of each source was first seen; a source without any is left out."""
    a = articles.c
    mine = (a.source == sources.c.source) & a.folded_into.is_(None)
    newest = select(func.max(a.first_seen)).where(mine).correlate(sources).scalar_subquery()
    rows = connection.execute(select(sources.c.source, newest.label("at")))
    return {row.source: row.at for row in rows if row.at is not None and row.source in names}


def find_newest_article_time(connection: Connection, source: str) -> int | None:
    """When the last new article of a source was first seen."""
    newest = select(articles.c.first_seen).where(articles.c.source == source, articles.c.folded_into.is_(None))
    return connection.execute(newest.order_by(articles.c.first_seen.desc()).limit(1)).scalar()
