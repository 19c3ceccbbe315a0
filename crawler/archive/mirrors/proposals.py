"""Proposals in the archive: evidence joins them, people decide about them. Bounded: pages are written by anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, select, update

from crawler.archive.queries import in_ids, insert
from crawler.archive.tables.mirrors import proposal_evidence, proposals
from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence
from crawler.mirrors.proposals.listed_hosts import TIMES
from crawler.mirrors.proposals.probe_findings import Probe
from crawler.mirrors.proposals.weigh_evidence import HostClass, assess_host, is_listed, is_unconfirmed

MOST_OPEN, MOST_EVIDENCE = 200, 50
"""Open proposals of a source, and pieces of evidence of a proposal: beyond them nothing new is written."""

PROBED_EVERY = 86_400
"""Seconds between two probes of one host."""

OPEN, ACCEPTED, REJECTED = "open", "accepted", "rejected"
UNCONFIRMED = "unconfirmed"
"""An open proposal for which only a sentence speaks: this follows from its evidence and probe, and is not stored."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A piece of evidence: its kind, where it stands, its words, when and how often it was seen."""

    kind: str
    page: str
    words: str
    first_seen: int
    last_seen: int
    times: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A host that may be a mirror, with its evidence, the latest first."""

    source: str
    host: str
    kind: str
    score: float
    standing: str
    first_seen: int
    last_seen: int
    who: str | None
    reason: str | None
    at: int | None
    probed_at: int | None
    probe: Probe | None
    agreed_since: int | None
    evidence: tuple[Witness, ...]

    @property
    def is_undecided(self) -> bool:
        """Whether a person is to say what it is."""
        return self.standing in (OPEN, UNCONFIRMED)

    @property
    def is_listed(self) -> bool:
        """Whether people are told of it unasked: what was decided is, and what ``is_listed`` says of another one."""
        kinds = {witness.kind for witness in self.evidence}
        return not self.is_undecided or is_listed(HostClass(self.kind), kinds, self.probe)


def record_evidence(connection: Connection, source: str, pieces: Iterable[tuple[MirrorEvidence, str]], now: int) -> int:
    """Write what a run found; what was decided stays decided.

    :param pieces: evidence and the address of the page that gave it away
    :returns: how many proposals are new
    """
    fresh = 0
    for piece, page in dict.fromkeys(pieces):
        number, is_new = _proposal(connection, source, piece, now)
        fresh += is_new
        if number is not None:
            _witness(connection, number, piece, page, now)
    return fresh


def _proposal(connection: Connection, source: str, piece: MirrorEvidence, now: int) -> tuple[int | None, bool]:
    mine = proposals.c.source == source
    known = connection.execute(select(proposals.c.id).where(mine, proposals.c.host == piece.host)).scalar()
    if known is not None:
        return int(known), False
    count = select(func.count()).select_from(proposals).where(mine, proposals.c.standing == OPEN)
    if connection.execute(count).scalar_one() >= MOST_OPEN:
        return None, False
    values = {"source": source, "host": piece.host, "class": "unknown", "score": 0.0, "standing": OPEN}
    made = insert(connection, proposals).values(**values, first_seen=now, last_seen=now).returning(proposals.c.id)
    return int(connection.execute(made).scalar_one()), True


def _witness(connection: Connection, number: int, piece: MirrorEvidence, page: str, now: int) -> None:
    table, of = proposal_evidence, proposal_evidence.c.proposal_id == number
    again = update(table).where(of, table.c.kind == piece.kind.value, table.c.page == page)
    seen = connection.execute(again.values(last_seen=now, times=table.c.times + 1, words=piece.words)).rowcount
    if not seen and connection.execute(select(func.count()).select_from(table).where(of)).scalar_one() < MOST_EVIDENCE:
        values = {"proposal_id": number, "kind": piece.kind.value, "page": page, "words": piece.words, "times": 1}
        connection.execute(insert(connection, table).values(**values, first_seen=now, last_seen=now))
    connection.execute(update(proposals).where(proposals.c.id == number).values(last_seen=now))
    _assess_again(connection, number)


def _assess_again(connection: Connection, number: int) -> None:
    """Class and score by all that is known now."""
    mine = proposals.c.id == number
    kinds = select(proposal_evidence.c.kind).where(proposal_evidence.c.proposal_id == number)
    host, facts = connection.execute(select(proposals.c.host, proposals.c.probe).where(mine)).one()
    host_class, score = assess_host(frozenset(connection.execute(kinds).scalars()), _probe(facts), host)
    values = {"class": host_class.value, "score": score}
    connection.execute(update(proposals).where(mine).values(values))


def _probe(facts: dict[str, Any] | None) -> Probe | None:
    return None if facts is None else Probe.of_facts(facts)


def begin_probe(connection: Connection, source: str, host: str, now: int) -> None:
    """Record that a host is probed now: whatever comes of it, its turn comes again a day later."""
    mine = (proposals.c.source == source) & (proposals.c.host == host)
    connection.execute(update(proposals).where(mine).values(probed_at=now))


def record_probe(connection: Connection, source: str, host: str, probe: Probe, page: str, now: int) -> None:
    """Write what a probe found. Where articles agree it is evidence, and the host is proposed if it was not.

    :param page: the host's home page
    """
    if probe.agree:
        record_evidence(connection, source, [(MirrorEvidence(host, EvidenceKind.CONTENT, probe.words), page)], now)
    mine = (proposals.c.source == source) & (proposals.c.host == host)
    connection.execute(update(proposals).where(mine).values(probed_at=now, probe=probe.facts()))
    number = connection.execute(select(proposals.c.id).where(mine)).scalar()
    if number is not None:
        _assess_again(connection, number)
        agreed = case((proposals.c["class"] == HostClass.MIRROR.value, func.coalesce(proposals.c.agreed_since, now)))
        connection.execute(update(proposals).where(mine).values(agreed_since=agreed))


def choose_next_probe(connection: Connection, source: str, now: int) -> str | None:
    """The open proposal whose turn it is: those never probed first, then by score; none that was probed today.

    A host of which only its content speaks has its turn when that was seen several times; ``.onion`` names have none.
    """
    table, seen = proposals, proposal_evidence.c
    due = table.c.probed_at.is_(None) | (table.c.probed_at <= now - PROBED_EVERY)
    mine = (table.c.source == source) & (table.c.standing == OPEN) & due
    first = (table.c.probed_at.is_not(None), table.c.score.desc(), table.c.id)
    for number, host in connection.execute(select(table.c.id, table.c.host).where(mine).order_by(*first)).all():
        counts = select(seen.kind, func.sum(seen.times)).where(seen.proposal_id == number).group_by(seen.kind)
        times = {kind: int(many) for kind, many in connection.execute(counts)}
        recurs = times.keys() - {EvidenceKind.CONTENT.value} or times.get(EvidenceKind.CONTENT.value, 0) >= TIMES
        if recurs and not host.partition(":")[0].endswith(".onion"):
            return str(host)
    return None


def load_proposals(connection: Connection, source: str | None = None) -> list[Proposal]:
    """Load the proposals of a source, or of all: open ones first, then by score."""
    wanted = select(proposals).order_by(proposals.c.standing != OPEN, proposals.c.score.desc(), proposals.c.host)
    if source is not None:
        wanted = wanted.where(proposals.c.source == source)
    return [_proposal_of(connection, dict(row)) for row in connection.execute(wanted).mappings().all()]


def load_numbered_proposals(connection: Connection, numbers: Collection[int]) -> dict[int, Proposal]:
    """Load the proposals of these numbers."""
    wanted = select(proposals).where(in_ids(proposals.c.id, numbers))
    rows = connection.execute(wanted).mappings().all()
    return {row["id"]: _proposal_of(connection, dict(row)) for row in rows}


def _proposal_of(connection: Connection, row: dict[str, Any]) -> Proposal:
    evidence, kind, probe = _witnesses(connection, row.pop("id")), row.pop("class"), _probe(row.pop("probe"))
    if row["standing"] == OPEN and is_unconfirmed({witness.kind for witness in evidence}, probe):
        row["standing"] = UNCONFIRMED
    return Proposal(**row, kind=kind, probe=probe, evidence=evidence)


def _witnesses(connection: Connection, number: int) -> tuple[Witness, ...]:
    table = proposal_evidence
    columns = (table.c.kind, table.c.page, table.c.words, table.c.first_seen, table.c.last_seen, table.c.times)
    wanted = select(*columns).where(table.c.proposal_id == number).order_by(table.c.last_seen.desc(), table.c.id)
    return tuple(Witness(*row) for row in connection.execute(wanted))


def decide_proposal(
    connection: Connection, source: str, host: str, standing: str, *, who: str, reason: str, now: int
) -> None:
    """Record the decision of a person, or of a rule, about a proposed host; a rejected one is never proposed again."""
    values = {"standing": standing, "who": who, "reason": reason, "at": now}
    mine = (proposals.c.source == source) & (proposals.c.host == host)
    connection.execute(update(proposals).where(mine).values(**values))
