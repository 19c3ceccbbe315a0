"""How each mirror of a source is: its state and figures, and the history of its states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from crawler.archive.mirrors.mirror_health import MirrorEvent, load_health
from crawler.archive.mirrors.proposals import OPEN, Proposal, load_proposals
from crawler.archive.tables.articles import articles, sightings
from crawler.mirrors.health.mirror_health import MirrorHealth, lag_behind
from crawler.mirrors.health.state import IN_USE, PROBED, State
from crawler.settings import Source
from scheduler.reports.formats.text_format import align_columns, format_moment, format_span, parse_moment, sanitize


@dataclass(frozen=True, slots=True)
class MirrorFacts:
    """One mirror of a source.

    :ivar since: when it came into its state; None: since it was first asked
    :ivar next_probe: when it is asked again, while it is out of use
    :ivar success: share of good answers, 0..1, weighted to the latest runs; None before the first
    :ivar latency: seconds that an answer takes, weighted likewise
    :ivar lag: seconds behind its freshest sibling
    :ivar seen_first: articles that were first found there; of several mirrors at once, the one they were fetched from
    """

    source: str
    mirror: str
    state: State
    since: datetime | None
    cause: str
    last_good: datetime | None
    next_probe: datetime | None
    success: float | None
    latency: float | None
    lag: int
    seen_first: int
    configured: bool


def load_mirrors(connection: Connection, source: Source, now: int) -> list[MirrorFacts]:
    """The mirrors of a source: the configured ones in their order, then those that were asked once."""
    health = load_health(connection, source.id)
    configured = [mirror.origin for mirror in source.mirrors]
    origins = [*configured, *sorted(set(health) - set(configured))]
    first = _seen_first(connection, source.id)
    freshest = max((known.newest for known in health.values() if known.state in IN_USE), default=0)
    mirrors = [
        _facts(source.id, origin, health.get(origin), freshest, now, first.get(origin, 0), origin in configured)
        for origin in origins
    ]
    proposals = load_proposals(connection, source.id)
    return mirrors + [_proposed(host) for host in proposals if host.standing == OPEN and host.is_listed]


def _proposed(proposal: Proposal) -> MirrorFacts:
    cause = f"{proposal.kind}, score {proposal.score:.2f}: mirrorfold mirrors proposals tells why"
    since = parse_moment(proposal.first_seen)
    return MirrorFacts(
        source=proposal.source,
        mirror=proposal.host,
        state=State.PROPOSED,
        since=since,
        cause=cause,
        last_good=None,
        next_probe=None,
        success=None,
        latency=None,
        lag=0,
        seen_first=0,
        configured=False,
    )


def _facts(
    source: str, origin: str, recorded: MirrorHealth | None, freshest: int, now: int, first: int, configured: bool
) -> MirrorFacts:
    health = recorded or MirrorHealth()
    probed = health.state in PROBED
    return MirrorFacts(
        source=source,
        mirror=origin,
        state=health.state,
        since=parse_moment(health.since) if health.since else None,
        cause=health.cause,
        last_good=parse_moment(health.good_at) if health.good_at else None,
        next_probe=parse_moment(health.probe_at) if probed else None,
        success=health.success if recorded else None,
        latency=health.latency if recorded and health.latency else None,
        lag=lag_behind(health, freshest, now),
        seen_first=first,
        configured=configured,
    )


def _seen_first(connection: Connection, source: str) -> dict[str, int]:
    """Origin → articles whose first sighting is there."""
    mine = select(func.min(sightings.c.id)).join(articles, articles.c.id == sightings.c.article_id)
    first = mine.where(articles.c.source == source, articles.c.folded_into.is_(None)).group_by(articles.c.id)
    counted = (
        select(sightings.c.mirror, func.count().label("number"))
        .where(sightings.c.id.in_(first))
        .group_by(sightings.c.mirror)
    )
    return {row.mirror: row.number for row in connection.execute(counted)}


def mirror_facts(mirrors: Iterable[MirrorFacts]) -> list[dict[str, Any]]:
    """Plain values and moments."""
    return [asdict(mirror) for mirror in mirrors]


HEADINGS = ("source", "mirror", "state", "since", "last good answer", "success", "latency", "lag", "first", "cause")


def mirrors_table(mirrors: Sequence[MirrorFacts]) -> list[str]:
    """Mirrors as a table."""
    return align_columns([HEADINGS, *map(_row, mirrors)], frozenset({0, 1, 2, 3, 4, 9}))


def _row(mirror: MirrorFacts) -> tuple[str, ...]:
    return (
        sanitize(mirror.source),
        sanitize(mirror.mirror)
        + ("" if mirror.configured or mirror.state is State.PROPOSED else " (no longer configured)"),
        mirror.state.value,
        _moment(mirror.since) if mirror.since else "the start",
        _moment(mirror.last_good),
        "–" if mirror.success is None else f"{mirror.success:.0%}",
        "–" if mirror.latency is None else f"{mirror.latency:.2f} s",
        format_span(mirror.lag) if mirror.lag else "–",
        f"{mirror.seen_first:,}",
        sanitize(mirror.cause) + (f"; probed at {_moment(mirror.next_probe)}" if mirror.next_probe else ""),
    )


def _moment(when: datetime | None) -> str:
    return format_moment(None if when is None else int(when.timestamp()))


def event_facts(events: Iterable[MirrorEvent]) -> list[dict[str, Any]]:
    """Plain values and moments."""
    return [{**asdict(event), "at": parse_moment(event.at), "state": event.state.value} for event in events]


def event_lines(events: Iterable[MirrorEvent]) -> list[str]:
    """The history of a source's mirrors in words, a change a line, the oldest first."""
    return [_event_line(event) for event in events]


def _event_line(event: MirrorEvent) -> str:
    change = sanitize(event.says)
    by = f", by {sanitize(event.who)}" if event.who else f", seen in run {event.run}" if event.run else ""
    at = f" at {sanitize(event.evidence)}" if event.evidence and event.state is not State.ACTIVE else ""
    return f"{format_moment(event.at)}  {sanitize(event.mirror)} is {change}{at}{by}"
