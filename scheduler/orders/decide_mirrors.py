"""What a person decides about mirrors: which is asked no more, which is trusted again, which host is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from crawler.archive.mirrors.mirror_health import load_health, override_mirror
from crawler.archive.mirrors.proposals import REJECTED, Proposal, decide_proposal, load_proposals
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import State
from crawler.model.errors import NotFound, Refused
from crawler.settings import Configuration, Source
from scheduler.orders.accept_mirror import record_acceptance, write_mirror


def find_mirror(loaded: Configuration, host: str, source: str | None) -> tuple[Source, str]:
    """The source and the origin that a host, or an origin, stands for.

    :raises NotFound: when no source has such a mirror
    :raises Refused: when several sources have one
    """
    sources = [loaded.source(source)] if source is not None else list(loaded.sources)
    matches = [(s, m.origin) for s in sources for m in s.mirrors if host in (m.host, m.name, m.origin)]
    if not matches:
        raise NotFound("No source has such a mirror", where=host, cure="mirrorfold mirrors tells their names")
    if len(matches) > 1:
        ways = ", ".join(f"{origin} of {owner.id}" for owner, origin in matches)
        raise Refused(f"Several mirrors are meant: {ways}", where=host, cure="Name one with its port, and --source")
    return matches[0]


def retire_mirror(connection: Connection, source: Source, origin: str, who: str, reason: str, now: int) -> None:
    """Ask a mirror no more; its articles and its history stay.

    :raises Refused: when it is the last one that is asked
    """
    _refuse_the_last(source, origin, load_health(connection, source.id))
    override_mirror(connection, source.id, origin, State.RETIRED, who, reason, now)


def restore_mirror(connection: Connection, source: Source, origin: str, who: str, reason: str, now: int) -> None:
    """Trust a mirror again: one that was retired, suspect, or out of use."""
    override_mirror(connection, source.id, origin, State.ACTIVE, who, reason, now)


def _refuse_the_last(source: Source, origin: str, health: Mapping[str, MirrorHealth]) -> None:
    others = [m.origin for m in source.mirrors if m.origin != origin]
    if not any(other not in health or health[other].state is not State.RETIRED for other in others):
        cure = f"To crawl the source no more: mirrorfold source pause {source.id}"
        raise Refused("It is the last mirror that is asked", where=origin, cure=cure)


def find_proposal(loaded: Configuration, known: Sequence[Proposal], host: str, source: str | None) -> Proposal:
    """The proposal of a host.

    :raises NotFound: when it was proposed for no source that is configured
    :raises Refused: when it was for several
    """
    wanted = None if source is None else loaded.source(source).id
    sources = {configured.id for configured in loaded.sources}
    bare = host.partition("://")[2].rstrip("/") or host
    matches = [p for p in known if p.host == bare and p.source in sources and wanted in (None, p.source)]
    if not matches:
        raise NotFound("No such host was proposed", where=host, cure="mirrorfold mirrors proposals lists them")
    if len(matches) > 1:
        names = ", ".join(sorted(p.source for p in matches))
        raise Refused(f"It was proposed for several sources: {names}", where=host, cure="Name one with --source")
    return matches[0]


def accept_proposal(
    connection: Connection, loaded: Configuration, host: str, source: str | None, who: str, reason: str, now: int
) -> tuple[Source, str]:
    """Make a proposed host a mirror: it is written into its source's file, and put down.

    :returns: the source, and the mirror's origin
    :raises NotFound: when it was not proposed
    :raises Refused: when it cannot be written, with the lines to add by hand
    """
    proposal = find_proposal(loaded, load_proposals(connection), host, source)
    owner = loaded.source(proposal.source)
    origin = write_mirror(owner, proposal)
    record_acceptance(connection, proposal, origin, who, reason, now)
    return owner, origin


def reject_proposal(
    connection: Connection, loaded: Configuration, host: str, source: str | None, who: str, reason: str, now: int
) -> Proposal:
    """Remember that a host is no mirror: it is never proposed again for that source.

    :raises NotFound: when it was not proposed
    """
    proposal = find_proposal(loaded, load_proposals(connection), host, source)
    decide_proposal(connection, proposal.source, proposal.host, REJECTED, who=who, reason=reason, now=now)
    return proposal
