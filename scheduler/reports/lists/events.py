"""What happened since a cursor: verdicts that matter, changes of mirrors, alarms, runs that ended."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, func, select

from crawler.archive.tables.alarms import alarms
from crawler.archive.tables.articles import pages, runs, sources
from crawler.archive.tables.mirrors import mirror_events
from crawler.model.errors import NotFound
from crawler.model.verdict import Kind
from scheduler.reports.formats.text_format import parse_moment

TELLING = tuple(kind.value for kind in Kind if kind not in (Kind.UNCHANGED, Kind.MIRROR, Kind.QUARANTINED))
"""Verdicts that are events: something was said that the source had not said before."""

_CURSOR = re.compile(r"(\d{1,18})-(\d{1,18})-(\d{1,18})-(\d{1,18})")
"""The ids behind which to go on: of pages, changes of mirrors, alarms, runs."""


def load_events_after(connection: Connection, cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str]:
    """Load what happened behind a cursor.

    :param cursor: as an earlier answer gave it; None: from now on
    :param limit: of each kind
    :returns: events by time, the oldest first, and the cursor behind them
    :raises NotFound: when the cursor is none of ours
    """
    tables = (pages, mirror_events, alarms, runs)
    if cursor is None:
        newest = [
            int(connection.execute(select(func.coalesce(func.max(each.c.id), 0))).scalar_one()) for each in tables
        ]
        return [], "-".join(map(str, newest))
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise NotFound("This is no cursor", where=cursor[:40], cure='Take "next" of an earlier answer')
    behind = [int(number) for number in match.groups()]
    found = [
        load(connection, after, limit)
        for load, after in zip((_verdicts, _changes, _alarms, _runs), behind, strict=True)
    ]
    reached = [max([after, *(number for number, _ in events)]) for after, events in zip(behind, found, strict=True)]
    events = sorted((event for kind in found for _, event in kind), key=lambda event: event["at"])
    return events, "-".join(map(str, reached))


_Found = list[tuple[int, dict[str, Any]]]


def _verdicts(connection: Connection, after: int, limit: int) -> _Found:
    """Pages that were judged, and those that wait for other mirrors; pages behind one that is judged just now wait.

    What becomes of a page that waited is told as an alarm, or not at all: it was what it seemed.
    """
    p = pages.c
    waits = p.pending_since.is_not(None)
    unjudged = select(p.id).where(p.id + 0 > after, p.verdict.is_(None), ~waits)
    being_judged = unjudged.order_by(p.id + 0).limit(1)  # "+ 0": by the index of those without a verdict, not by id
    told = (p.id > after) & (p.verdict.in_(TELLING) | (p.verdict.is_(None) & waits))
    first = connection.execute(being_judged).scalar()
    if first is not None:
        told &= p.id < first
    columns = (p.id, p.source, p.mirror, p.url, p.verdict, p.article_id, p.fetched_at)
    rows = connection.execute(select(*columns).where(told).order_by(p.id).limit(limit))
    return [
        (row.id, {"event": f"article.{row.verdict or 'pending'}", "at": parse_moment(row.fetched_at),
                  "source": row.source, "mirror": row.mirror, "article": row.article_id, "url": row.url})
        for row in rows
    ]  # fmt: skip


def _changes(connection: Connection, after: int, limit: int) -> _Found:
    e = mirror_events.c
    rows = connection.execute(select(mirror_events).where(e.id > after).order_by(e.id).limit(limit))
    return [
        (row.id, {"event": "mirror.state", "at": parse_moment(row.at), "source": row.source, "mirror": row.mirror,
                  "state": row.state, "cause": row.cause, "evidence": row.evidence, "who": row.who})
        for row in rows
    ]  # fmt: skip


def _alarms(connection: Connection, after: int, limit: int) -> _Found:
    a = alarms.c
    rows = connection.execute(select(alarms).where(a.id > after).order_by(a.id).limit(limit))
    return [
        (row.id, {"event": f"alarm.{row.kind}", "at": parse_moment(row.at), "source": row.source,
                  "mirror": row.mirror, "article": row.article_id, "alarm": row.id,
                  "said": row.evidence.get("said")})
        for row in rows
    ]  # fmt: skip


def _runs(connection: Connection, after: int, limit: int) -> _Found:
    """Runs that ended; one that still runs, and those behind it, are told once it has."""
    r = runs.c
    known = select(sources.c.source)  # named, so that the index by source and end is looked up
    still = select(r.id).where(r.source.in_(known), r.ended.is_(None), r.id + 0 > after)
    open_ = connection.execute(still.order_by(r.id + 0).limit(1)).scalar()
    ended = (r.id > after) & r.ended.is_not(None)
    if open_ is not None:
        ended &= r.id < open_
    columns = (r.id, r.source, r.ended, r.outcome, r.problem)
    rows = connection.execute(select(*columns).where(ended).order_by(r.id).limit(limit))
    return [
        (row.id, {"event": f"run.{row.outcome}", "at": parse_moment(row.ended), "source": row.source, "run": row.id,
                  "problem": row.problem})
        for row in rows
    ]  # fmt: skip
