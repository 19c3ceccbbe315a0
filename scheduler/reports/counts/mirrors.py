"""How each mirror of a source is, and the history of its states; and the hosts that may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from crawler.archive.mirrors.mirror_health import MirrorEvent, load_all_health
from crawler.archive.mirrors.proposals import UNCONFIRMED, Proposal, load_proposals
from crawler.archive.rollup.read_days import Sums, sum_days
from crawler.archive.texts.own_lines import load_own_lines
from crawler.mirrors.health.mirror_health import MirrorHealth, lag_behind
from crawler.mirrors.health.state import IN_USE, PROBED, State
from crawler.settings import Source
from scheduler.reports.formats.text_format import (
    align_columns,
    format_count,
    format_moment,
    format_span,
    parse_moment,
    record_facts,
    sanitize,
)


@dataclass(frozen=True, slots=True)
class OwnLineFacts:
    """A line that stands on the pages of one mirror alone, as it is compared, and since when that is known."""

    line: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class MirrorFacts:
    """One mirror of a source.

    :ivar since: when it came into its state; None: since it was first asked
    :ivar next_probe: when it is asked again, while it is out of use
    :ivar success: share of good answers, 0..1, weighted to the latest runs; None before the first
    :ivar latency: seconds that an answer takes, weighted likewise
    :ivar lag: seconds behind its freshest sibling
    :ivar rechecked_since: since when it is asked for what it lists, whatever it showed before; None: it is not
    :ivar seen_first: articles that were seen there before any other mirror had them
    :ivar tied: articles that it had among the first: one run saw them on several mirrors
    :ivar own_lines: what it has on its pages and its siblings have not: a banner of its host, a notice
    """

    source: str
    mirror: str
    state: State
    since: datetime | None
    cause: str
    last_good: datetime | None = None
    next_probe: datetime | None = None
    rechecked_since: datetime | None = None
    success: float | None = None
    latency: float | None = None
    lag: int = 0
    seen_first: int = 0
    tied: int = 0
    configured: bool = False
    own_lines: tuple[OwnLineFacts, ...] = ()


def load_mirrors(connection: Connection, sources: Sequence[Source], now: int) -> list[MirrorFacts]:
    """The mirrors of some sources: of each the configured ones in their order, then those that were asked once, then
    proposed hosts. The archive is asked a few questions, however many sources there are.
    """
    only = sources[0].id if len(sources) == 1 else None
    health: dict[str, dict[str, MirrorHealth]] = defaultdict(dict)
    for (source, origin), known in load_all_health(connection, only).items():
        health[source][origin] = known
    sums, own = sum_days(connection, only, with_order=True), _own_lines(connection, only)
    proposed: dict[str, list[MirrorFacts]] = defaultdict(list)
    for host in load_proposals(connection, only):
        if host.is_undecided and host.is_listed:
            proposed[host.source].append(_proposed(host))
    return [
        facts
        for source in sources
        for facts in (*_of_source(source, health[source.id], sums, own, now), *proposed[source.id])
    ]


def _of_source(
    source: Source,
    health: Mapping[str, MirrorHealth],
    sums: Sums,
    own: Mapping[tuple[str, str], Sequence[OwnLineFacts]],
    now: int,
) -> Iterator[MirrorFacts]:
    configured = [mirror.origin for mirror in source.mirrors]
    freshest = max((known.newest for known in health.values() if known.state in IN_USE), default=0)
    for origin in (*configured, *sorted(set(health) - set(configured))):
        yield replace(
            _facts(source.id, origin, health.get(origin), freshest, now),
            seen_first=sums[source.id, origin, "first"],
            tied=sums[source.id, origin, "tied"],
            configured=origin in configured,
            own_lines=tuple(own.get((source.id, origin), ())),
        )


def _proposed(proposal: Proposal) -> MirrorFacts:
    kind = f"{UNCONFIRMED}: a sentence names it" if proposal.standing == UNCONFIRMED else proposal.kind
    cause = f"{kind}, score {proposal.score:.2f}: mirrorfold mirrors proposals tells why"
    since = parse_moment(proposal.first_seen)
    return MirrorFacts(source=proposal.source, mirror=proposal.host, state=State.PROPOSED, since=since, cause=cause)


def _facts(source: str, origin: str, recorded: MirrorHealth | None, freshest: int, now: int) -> MirrorFacts:
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
        rechecked_since=parse_moment(health.recheck_since) if health.recheck_since else None,
        success=health.success if recorded else None,
        latency=health.latency if recorded and health.latency else None,
        lag=lag_behind(health, freshest, now),
    )


def _own_lines(connection: Connection, source: str | None) -> dict[tuple[str, str], list[OwnLineFacts]]:
    """Source and origin → its own lines, those that were learned first before."""
    own: dict[tuple[str, str], list[OwnLineFacts]] = {}
    for known in load_own_lines(connection, source):
        line = OwnLineFacts(known.line, parse_moment(known.since), known.reason)
        own.setdefault((known.source, known.mirror), []).append(line)
    return own


OWN_SHOWN = 5
"""Lines of its own that are shown of one mirror, the longest: a template of its own has dozens of labels."""

HEADINGS = (
    "source",
    "mirror",
    "state",
    "since",
    "last good answer",
    "success",
    "latency",
    "lag",
    "first",
    "tied",
    "cause",
)


def mirrors_table(mirrors: Sequence[MirrorFacts]) -> list[str]:
    """Mirrors as a table, and below it the lines that each has of its own."""
    table = align_columns([HEADINGS, *map(_row, mirrors)], frozenset({0, 1, 2, 3, 4, 10}))
    return [*table, *(line for mirror in mirrors for line in _own_line_rows(mirror))]


def _own_line_rows(mirror: MirrorFacts) -> Iterator[str]:
    if mirror.own_lines:
        yield f"{sanitize(mirror.mirror)} has on its pages, and no other mirror of {sanitize(mirror.source)}:"
    longest = sorted(mirror.own_lines, key=lambda own: -len(own.line))
    for own in longest[:OWN_SHOWN]:
        yield f"  since {format_moment(own.since)}  {sanitize(own.line)}"
    if len(longest) > OWN_SHOWN:
        yield f"  and {format_count(len(longest) - OWN_SHOWN, 'shorter line')} (--json has them all)"


def _row(mirror: MirrorFacts) -> tuple[str, ...]:
    return (
        sanitize(mirror.source),
        sanitize(mirror.mirror)
        + ("" if mirror.configured or mirror.state is State.PROPOSED else " (no longer configured)"),
        mirror.state.value,
        format_moment(mirror.since) if mirror.since else "the start",
        format_moment(mirror.last_good),
        "–" if mirror.success is None else f"{mirror.success:.0%}",
        "–" if mirror.latency is None else f"{mirror.latency:.2f} s",
        format_span(mirror.lag) if mirror.lag else "–",
        f"{mirror.seen_first:,}",
        f"{mirror.tied:,}",
        "; ".join(filter(None, (sanitize(mirror.cause), *_plans(mirror)))),
    )


def _plans(mirror: MirrorFacts) -> Iterator[str]:
    if mirror.next_probe is not None:
        yield f"probed at {format_moment(mirror.next_probe)}"
    if mirror.rechecked_since is not None and mirror.state in IN_USE:
        yield f"rechecked since {format_moment(mirror.rechecked_since)}"


def event_line(event: MirrorEvent) -> str:
    """A change of a mirror's state in words."""
    change = sanitize(event.says)
    by = f", by {sanitize(event.who)}" if event.who else f", seen in run {event.run}" if event.run else ""
    at = f" at {sanitize(event.evidence)}" if event.evidence and event.state is not State.ACTIVE else ""
    return f"{format_moment(event.at)}  {sanitize(event.mirror)} is {change}{at}{by}"


SHOWN = 3
"""Pieces of evidence shown of one proposal; JSON has them all."""


def proposal_lines(proposals: Sequence[Proposal]) -> Iterator[str]:
    """Each proposal with its latest evidence."""
    yield format_count(len(proposals), "proposal")
    for proposal in proposals:
        weighed = f"{proposal.kind}, score {proposal.score:.2f}, {proposal.standing}"
        yield f"{sanitize(proposal.host)}  of {proposal.source}: {weighed}"
        if proposal.probe is not None:
            yield f"  {sanitize(proposal.probe.words)}, looked at {format_moment(proposal.probed_at or 0)}"
        if proposal.reason is not None:
            decided = f"{proposal.standing} by {sanitize(proposal.who or '?')} {format_moment(proposal.at)}"
            yield f"  {decided}: {sanitize(proposal.reason)}"
        for witness in proposal.evidence[:SHOWN]:
            yield f"  {witness.kind}, {format_count(witness.times, 'time')}, {sanitize(witness.page)}"
            yield f"    {sanitize(witness.words)}"


def proposal_facts(proposal: Proposal) -> dict[str, Any]:
    """The same for JSON (see ``data_formats``)."""
    facts = record_facts(proposal, "first_seen", "last_seen", "at", "probed_at")
    probe = None if proposal.probe is None else proposal.probe.facts() | {"words": proposal.probe.words}
    evidence = [record_facts(witness, "first_seen", "last_seen") for witness in proposal.evidence]
    del facts["agreed_since"]
    return {"class": facts.pop("kind")} | facts | {"probe": probe, "evidence": evidence}
