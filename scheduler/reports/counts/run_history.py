"""The runs, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from crawler.archive.tables.articles import runs
from crawler.model.errors import CrawlFailed, NotFound
from crawler.model.verdict import STARTS_ARTICLE
from scheduler.reports.counts.selection import Selection
from scheduler.reports.formats.text_format import parse_moment, parse_optional_moment

RUNNING = "running or interrupted"
"""A run that nobody closed lives, or was killed; the next run of its source tells."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run. A number is None when the run ended without a report.

    :ivar ended: None while it runs, and after a crash until the next run of its source notices
    :ivar seconds: None without an end, and when nobody saw it
    :ivar outcome: done, partial, empty, failed, unreachable, interrupted, or ``RUNNING``
    :ivar new: pages that started an article; ``known``: listed articles that were known already
    :ivar problem: the sentence about what stopped it
    :ivar causes: mirror → what its last failure was
    :ivar worker: the process that did it; ``host``: its machine; ``configuration``: the version that it went by; None
        where one process does everything
    """

    id: int
    source: str
    started: datetime
    ended: datetime | None
    seconds: int | None
    outcome: str
    new: int | None
    known: int | None
    bodies_fetched: int | None
    revisits: int | None
    requests: int | None
    bytes: int | None
    listings_failed: int | None
    verdicts: Mapping[str, int]
    problem: str | None
    warnings: tuple[str, ...]
    causes: Mapping[str, str]
    worker: str | None = None
    host: str | None = None
    configuration: int | None = None


def load_runs(
    connection: Connection,
    selection: Selection,
    most: int,
    *,
    before: int | None = None,
    outcome: str | None = None,
) -> list[PastRun]:
    """Load the newest runs that started in the selected time.

    :param before: only those with a smaller id
    :param outcome: only those that ended so
    """
    newest = select(runs).where(selection.of(runs.c.source, runs.c.started))
    if before is not None:
        newest = newest.where(runs.c.id < before)
    if outcome is not None:
        newest = newest.where(runs.c.outcome == outcome)
    order = runs.c.started.desc() if selection.source is not None else runs.c.id.desc()
    return [_past_run(row) for row in connection.execute(newest.order_by(order, runs.c.id.desc()).limit(most))]


def load_run(connection: Connection, number: int) -> tuple[PastRun, Mapping[str, Any]]:
    """Load one run with its report, which is empty while there is none.

    :raises NotFound: when there is no such run
    """
    row = connection.execute(select(runs).where(runs.c.id == number)).first()
    if row is None:
        raise NotFound("There is no such run", where=f"run {number}", cure="mirrorfold runs lists the latest")
    return _past_run(row), row.report or {}


def _past_run(row: Row[Any]) -> PastRun:
    report = row.report or {}
    verdicts = report.get("verdicts", {})
    started_articles = sum(verdicts.get(kind, 0) for kind in STARTS_ARTICLE)
    return PastRun(
        id=row.id,
        source=row.source,
        started=parse_moment(row.started),
        ended=parse_optional_moment(row.ended),
        seconds=None if row.ended is None or row.outcome == "interrupted" else row.ended - row.started,
        outcome=row.outcome or RUNNING,
        new=started_articles if report else None,
        known=report.get("known"),
        bodies_fetched=report.get("bodies_fetched"),
        revisits=report.get("revisits"),
        requests=report.get("requests"),
        bytes=report.get("bytes"),
        listings_failed=report.get("listings", {}).get("failed"),
        verdicts=verdicts,
        problem=row.problem,
        warnings=tuple(report.get("warnings", ())),
        causes=report.get("causes", {}),
        worker=row.worker if row.host else None,
        host=row.host,
        configuration=row.configuration,
    )


def load_last_report(connection: Connection, source: str) -> dict[str, Any]:
    """Load the report of a source's last run, whichever process did it, as ``mirrorfold crawl --json`` prints it.

    :raises CrawlFailed: when it failed
    """
    last = select(runs).where(runs.c.source == source).order_by(runs.c.id.desc()).limit(1)
    row = connection.execute(last).first()
    if row is None or row.report is None or row.outcome not in _ENDED_WELL:
        raise CrawlFailed((row and row.problem) or "Its run was cut off: the next one goes on", where=source)
    return {"run": row.id, "source": source, "outcome": row.outcome} | dict(row.report)


_ENDED_WELL = ("done", "partial", "empty")
