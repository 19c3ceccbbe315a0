"""How an installation of several processes is: who leads, who works, what waits; for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, text

from crawler.archive.installation.leadership import Leader, load_leader
from crawler.archive.installation.members import SeenMember, load_members
from scheduler.reports.formats.text_format import align_columns, format_count, format_moment, format_span, parse_moment

SCHEMA = "mirrorfold_queue"
"""Of the queue's tables in the archive's database."""

SILENT = 8.0
"""Seconds without a sign of life after which a process is told to be silent."""


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What the queue holds.

    :ivar waiting: runs that no worker has taken; :ivar running: those that one has
    :ivar oldest: seconds that the oldest of the former has waited
    """

    waiting: int = 0
    running: int = 0
    oldest: float = 0.0


@dataclass(frozen=True, slots=True)
class InstallationReport:
    """An installation at one moment.

    :ivar leader: None where nobody leads
    """

    leader: Leader | None
    members: Sequence[SeenMember]
    queue: QueueFacts


def load_installation(connection: Connection) -> InstallationReport | None:
    """Load how an installation is; None where the archive is one machine's."""
    if connection.dialect.name != "postgresql":
        return None
    leader, members = load_leader(connection), load_members(connection)
    if leader is None and not members:
        return None
    return InstallationReport(leader, members, load_queue(connection))


def load_queue(connection: Connection) -> QueueFacts:
    """Count what the queue holds; nothing where there is none yet."""
    there = connection.execute(text("SELECT to_regclass(:name)"), {"name": f"{SCHEMA}.procrastinate_jobs"}).scalar()
    return QueueFacts() if there is None else QueueFacts(*connection.execute(_QUEUE).one())


_QUEUE = text(f"""
SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
       coalesce(extract(epoch FROM now() - (SELECT min(e.at) FROM {SCHEMA}.procrastinate_jobs j
       JOIN {SCHEMA}.procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
       WHERE j.status = 'todo')), 0)::float
FROM {SCHEMA}.procrastinate_jobs WHERE status IN ('todo', 'doing')
""")  # noqa: S608 - a name of ours


def installation_facts(report: InstallationReport) -> dict[str, Any]:
    """The report for programs."""
    return {
        "leader": None if report.leader is None else asdict(report.leader),
        "members": [
            asdict(seen.member) | {"began": parse_moment(int(seen.began)), "silent": round(seen.silent, 1)}
            for seen in report.members
        ],
        "queue": asdict(report.queue),
    }


def installation_lines(report: InstallationReport) -> Iterator[str]:
    """The report for people."""
    yield _leader_line(report)
    queue = report.queue
    waited = f", the oldest for {format_span(int(queue.oldest))}" if queue.waiting else ""
    yield f"queue   {format_count(queue.waiting, 'run')} waiting{waited}; {queue.running} under way"
    head = ("process", "host", "role", "since", "places", "running", "configuration", "version", "")
    yield from align_columns(
        [head, *(_row(seen, report.leader) for seen in report.members)], frozenset({0, 1, 2, 3, 8})
    )


def _leader_line(report: InstallationReport) -> str:
    leader = report.leader
    if leader is None:
        return "leader  none: nothing is scheduled until a daemon leads (mirrorfold run)"
    if leader.left < 0:
        return f"leader  none: {leader.holder} on {leader.host} lost the lead {format_span(int(-leader.left))} ago"
    return f"leader  {leader.holder} on {leader.host}, since {format_moment(parse_moment(int(leader.since)))}"


def _row(seen: SeenMember, leader: Leader | None) -> tuple[str, ...]:
    member = seen.member
    notes = ["leads"] if leader is not None and leader.holder == member.holder and leader.left > 0 else []
    if seen.silent > SILENT:
        notes.append(f"silent for {format_span(int(seen.silent))}")
    return (
        f"{member.holder} ({member.pid})",
        member.host,
        member.role,
        format_moment(parse_moment(int(seen.began))),
        str(member.places),
        str(len(member.running)),
        "–" if member.configuration is None else str(member.configuration),
        member.version,
        ", ".join(notes),
    )
