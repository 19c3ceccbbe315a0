"""Runs: opened first, closed last. An open run is one that lives, or one that was killed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, update

from crawler.archive.queries import insert
from crawler.archive.rollup.recount_days import recount_stale_days
from crawler.archive.tables.articles import articles, run_mirrors, runs, sources
from crawler.archive.tables.tombstones import tombstones
from crawler.model.errors import LeaseLost

AT_END = 0.1
"""Seconds for which a run's end counts days anew; what is left then is counted another time."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Who does a run, see the table."""

    process: str
    host: str
    configuration: int | None = None


def begin_run(connection: Connection, source: str, now: int, worker: Worker | None = None) -> int:
    """Open a run and make it the only one of its source that may write; runs left open were interrupted.

    :param worker: who does it
    :returns: the run's id, larger than that of any run before: the fencing token
    """
    connection.execute(
        update(runs)
        .where(runs.c.source == source, runs.c.ended.is_(None))
        .values(ended=now, outcome="interrupted", problem="the process ended before the run did")
    )
    run = connection.execute(
        insert(connection, runs).values(source=source, started=now, **_worker_values(worker)).returning(runs.c.id)
    ).scalar_one()
    fence = insert(connection, sources).values(source=source, run_id=run)
    connection.execute(fence.on_conflict_do_update(index_elements=["source"], set_={"run_id": run}))
    return int(run)


def _worker_values(worker: Worker | None) -> dict[str, object]:
    if worker is None:
        return {}
    return {"worker": worker.process, "host": worker.host or None, "configuration": worker.configuration}


def check_fence(connection: Connection, source: str, run: int) -> None:
    """Refuse to write for a run that another one has replaced.

    :raises LeaseLost: when the source belongs to a later run
    """
    check_fences(connection, {(source, run)})


def check_fences(connection: Connection, wanted: Collection[tuple[str, int]]) -> None:
    """Refuse to write for runs, given with their sources, if another one has replaced any of them.

    :raises LeaseLost: when one of the sources belongs to a later run
    """
    token = select(sources.c.source, sources.c.run_id).where(sources.c.source.in_({source for source, _ in wanted}))
    holders = dict(connection.execute(token.order_by(sources.c.source).with_for_update()).all())
    for source, run in sorted(wanted):
        if holders.get(source) != run:
            raise LeaseLost(
                f"Run {run} was replaced by run {holders.get(source)} and may no longer write",
                where=source,
                cure="Nothing to do: the later run fetches what this one left",
            )


def end_run(
    connection: Connection,
    run: int,
    *,
    now: int,
    outcome: str,
    problem: str | None,
    report: Mapping[str, Any],
    mirrors: Mapping[str, Mapping[str, int]],
) -> None:
    """Close a run with its report and what it cost each mirror, and count its days; a run that is closed stays as it
    is.
    """
    closed = connection.execute(
        update(runs)
        .where(runs.c.id == run, runs.c.ended.is_(None))
        .values(ended=now, outcome=outcome, problem=problem, report=dict(report))
    )
    if closed.rowcount and mirrors:
        rows = [{"run_id": run, "mirror": mirror, **costs} for mirror, costs in mirrors.items()]
        connection.execute(insert(connection, run_mirrors).on_conflict_do_nothing(), rows)
    source = connection.execute(select(runs.c.source).where(runs.c.id == run)).scalar_one_or_none()
    if source is not None:
        recount_stale_days(connection, source, seconds=AT_END)


def load_heard_meanwhile(connection: Connection, source: str, run: int) -> list[bool]:
    """Whether the other sources' latest runs on the same machine that ended since a source fell silent heard of any
    server: what another machine hears says nothing of this one's uplink.

    Runs whose proxy did not do its work say nothing of it, either.

    :param run: the silent run of the source; it fell silent with the first one after its last answer
    :returns: an answer for each other source
    """
    answers = runs.c.report["answers"].as_integer()
    mine = (runs.c.source == source) & (runs.c.id <= run)
    last_heard = select(func.coalesce(func.max(runs.c.id), 0)).where(mine, answers > 0).scalar_subquery()
    since = select(func.min(runs.c.started)).where(mine, runs.c.id > last_heard).scalar_subquery()
    host = select(runs.c.host).where(runs.c.id == run).scalar_subquery()
    here = runs.c.host.is_not_distinct_from(host)
    no_proxy_failed = runs.c.report["proxy_failures"].as_string().is_(None)
    heard = answers.is_not(None) & ((answers > 0) | no_proxy_failed)
    others = (runs.c.source != source) & here & (runs.c.ended >= since) & heard
    latest = select(func.max(runs.c.id)).where(others).group_by(runs.c.source)
    return [number > 0 for number in connection.execute(select(answers).where(runs.c.id.in_(latest))).scalars()]


def list_sources_with_articles(connection: Connection) -> list[str]:
    """Ids of the sources that the archive has anything of, if only a tombstone."""
    a = articles.c
    each = select(func.min(a.source).label("source")).cte(recursive=True)  # from one to the next, not through all rows
    following = select(func.min(a.source)).where(a.source > each.c.source).scalar_subquery()
    each = each.union_all(select(following).where(each.c.source.is_not(None)))
    have = select(each.c.source).where(each.c.source.is_not(None))
    had = select(tombstones.c.source).distinct()
    return sorted(connection.execute(have.union(had)).scalars())
