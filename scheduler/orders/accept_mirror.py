"""A proposed host becomes a mirror: by a person's decision, or by the rule that the operator wrote down."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import Connection

from crawler.archive.mirrors.mirror_health import record_new_mirror
from crawler.archive.mirrors.proposals import ACCEPTED, Proposal, decide_proposal, load_proposals
from crawler.mirrors.evidence import EvidenceKind
from crawler.mirrors.proposals.auto_accept import ProposedHost, reason_to_accept
from crawler.mirrors.proposals.weigh_evidence import HostClass
from crawler.model.errors import Refused
from crawler.settings import Source
from crawler.settings.rewriting import add_mirror
from scheduler.reports.formats.text_format import sanitize

if TYPE_CHECKING:  # a command that only lists does without what crawls need
    from crawler.context.run_context import Services

log = logging.getLogger(__name__)

RULE = "the source's file"
"""Who decided, where a rule did."""

FOR_GOOD = ("301 ", "308 ")
"""How the words of a redirect begin that is permanent."""


def find_origin(source: Source, proposal: Proposal) -> str:
    """The origin by which a proposed host is asked: the one that answered a probe, or the scheme of the first mirror.

    :raises Refused: for a host that cannot be asked at all
    """
    if proposal.host.partition(":")[0].endswith(".onion"):
        if source.proxy_elsewhere is None:
            what = "An onion service is reached through Tor alone, and this source is asked without a proxy"
            line = f'{{ url = "http://{proposal.host}", proxy = "socks5h://127.0.0.1:9050" }}'
            cure = f"Set network.proxy, or add it by hand to mirrors in {source.path.name}: {line}"
            raise Refused(what, where=proposal.host, cure=cure)
        return f"http://{proposal.host}"
    for witness in proposal.evidence:
        parts = urlsplit(witness.page)
        if witness.kind == EvidenceKind.CONTENT and parts.netloc == proposal.host:
            return f"{parts.scheme}://{parts.netloc}"
    return f"{source.mirrors[0].scheme}://{proposal.host}"


def write_mirror(source: Source, proposal: Proposal) -> str:
    """Write a proposed host into its source's file, unless it stands there; return its origin.

    :raises Refused: when it cannot be written, with the lines to add by hand
    """
    origin = find_origin(source, proposal)
    if all(mirror.origin != origin for mirror in source.mirrors):
        add_mirror(source.path, origin)
    return origin


def record_acceptance(connection: Connection, proposal: Proposal, origin: str, who: str, why: str, now: int) -> None:
    """Put down who accepted a host and why, and that the mirror joins its source."""
    decide_proposal(connection, proposal.source, proposal.host, ACCEPTED, who=who, reason=why, now=now)
    record_new_mirror(connection, proposal.source, origin, f"accepted: {why}", now, who)


async def accept_by_rule(source: Source, host: str, services: Services, now: int) -> None:
    """Accept a probed host if the source's file says so (``auto_accept``, ``adopt``)."""
    if not source.auto_accept and source.adopt is None:
        return
    known = await services.archive.load(load_proposals, source.id)
    proposal = next((candidate for candidate in known if candidate.host == host and candidate.is_undecided), None)
    if proposal is None:
        return
    why = reason_to_accept(_candidate(proposal), now, auto_accept=source.auto_accept, adopt=source.adopt)
    if why is not None:
        origin = write_mirror(source, proposal)
        await services.archive.run(record_acceptance, proposal, origin, RULE, why, now)
        log.warning("%s is a mirror of %s from now on: %s", sanitize(origin), source.id, why)


def _candidate(proposal: Proposal) -> ProposedHost:
    moves = [
        w.first_seen for w in proposal.evidence if w.kind == EvidenceKind.REDIRECT and w.words.startswith(FOR_GOOD)
    ]
    return ProposedHost(
        HostClass(proposal.kind),
        frozenset(EvidenceKind(witness.kind) for witness in proposal.evidence),
        proposal.probe,
        moved_since=min(moves, default=None),
        agreed_since=proposal.agreed_since,
    )
