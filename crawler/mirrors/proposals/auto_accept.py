"""When a proposed host becomes a mirror without a person, because the operator wrote down when. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crawler.mirrors.evidence import EvidenceKind
from crawler.mirrors.proposals.probe_findings import Probe
from crawler.mirrors.proposals.weigh_evidence import HostClass

OWN_WORD = frozenset({EvidenceKind.NOTICE, EvidenceKind.MIRRORS_PAGE, EvidenceKind.ONION_LOCATION})
"""Evidence by which the source itself names a host."""

LEAST_TRIED, LEAST_SAME = 10, 0.9
"""Articles that the probe tried, and the share of them with the same text, from which a mirror is accepted by rule."""


@dataclass(frozen=True, slots=True)
class ProposedHost:
    """What is known of a proposed host. Times in seconds since 1970.

    :ivar moved_since: since when the source's mirrors point there for good (301, 308); None when they do not
    :ivar agreed_since: since when every probe found the source's articles there, unaltered; None when the last did not
    """

    kind: HostClass
    kinds: Collection[EvidenceKind]
    probe: Probe | None
    moved_since: int | None = None
    agreed_since: int | None = None


def reason_to_accept(host: ProposedHost, now: int, *, auto_accept: bool, adopt: int | None) -> str | None:
    """Return by which rule a host is accepted, in words; None when a person has to say.

    :param auto_accept: accept a mirror that the source's own words name and that carries its articles
    :param adopt: seconds for which a permanent move and the content have to agree; None: never

    >>> probe = Probe(tried=10, same=9, missing=1)
    >>> reason_to_accept(ProposedHost(HostClass.MIRROR, {EvidenceKind.NOTICE}, probe), 0, auto_accept=True, adopt=None)
    'auto_accept: the source names it, and 9 of 10 articles agree'
    >>> moved = ProposedHost(HostClass.MIRROR, {EvidenceKind.REDIRECT}, probe, moved_since=0, agreed_since=0)
    >>> reason_to_accept(moved, 604800, auto_accept=False, adopt=604800)
    'adopt: moved for good, and its articles have agreed for 7 days'
    """
    if host.kind is not HostClass.MIRROR or host.probe is None:
        return None
    enough = host.probe.tried >= LEAST_TRIED and host.probe.same >= LEAST_SAME * host.probe.tried
    if auto_accept and enough and OWN_WORD.intersection(host.kinds):
        return f"auto_accept: the source names it, and {host.probe.same} of {host.probe.tried} articles agree"
    if adopt is None or host.moved_since is None or host.agreed_since is None:
        return None
    if now - max(host.moved_since, host.agreed_since) < adopt:
        return None
    return f"adopt: moved for good, and its articles have agreed for {adopt // 86_400} days"
