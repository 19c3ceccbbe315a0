"""Evidence → what a proposed host probably is, and how much speaks for it. Pure.

Names alone decide nothing: links, addresses and names together find mirrors at a precision of .57 (Bharat and Broder
1999), so no class but ``edition`` is given without content.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from crawler.mirrors.evidence import EvidenceKind
from crawler.mirrors.hosts.host_names import LANGUAGES
from crawler.mirrors.proposals.probe_findings import Probe


class HostClass(StrEnum):
    """What a proposed host is."""

    MIRROR = "mirror"
    EDITION = "edition"
    """The source in another language or for another country."""
    SYNDICATION = "syndication"
    CLONE_OR_IMPOSTOR = "clone_or_impostor"
    PARKED = "parked"
    UNKNOWN = "unknown"


WEIGHTS = {
    EvidenceKind.NOTICE: 0.6,
    EvidenceKind.MIRRORS_PAGE: 0.6,
    EvidenceKind.ONION_LOCATION: 0.6,
    EvidenceKind.REDIRECT: 0.4,
    EvidenceKind.CANONICAL: 0.3,
    EvidenceKind.FEED_SELF: 0.3,
    EvidenceKind.OG_URL: 0.2,
    EvidenceKind.HREFLANG: 0.2,
    EvidenceKind.CONTENT: 0.9,
}
"""How far each kind alone is believed: chosen by hand, the source's own words above what its software writes."""


LEAST_TRIED, SHARE = 3, 0.6
"""Articles tried, and the share of them that has the source's text, from which a host carries the source."""


def assess_host(kinds: Collection[str], probe: Probe | None = None, host: str = "") -> tuple[HostClass, float]:
    """Class and score of a host, the score from 0 to 1.

    Score: that at least one kind of evidence tells the truth. ``content`` alone counts nothing; a probe counts
    ``WEIGHTS[CONTENT]`` times the share of articles that agree, of three at least. Where a probe found three articles
    or more and none of them agrees, the score is halved; for a parked host it is 0.

    Class, the first that holds:
    ``parked``: the probe met a parking page;
    ``clone_or_impostor``: 60 % or more of 3 or more articles are the same or altered, one at least altered;
    ``mirror``: 60 % or more of 3 or more articles have the same text, none is altered;
    ``edition``: most articles are in another language; or only an alternate language, or the host's own name, speaks
    for one, and no article agrees;
    ``syndication``: some articles agree, and as many are of others: an agency or a partner;
    ``unknown``.

    >>> assess_host({"notice", "redirect"})
    (<HostClass.UNKNOWN: 'unknown'>, 0.76)
    >>> assess_host({"content"}, Probe(tried=10, same=9, missing=1))
    (<HostClass.MIRROR: 'mirror'>, 0.81)
    """
    host_class = _class(kinds, probe, host)
    doubt = 1.0
    for kind in kinds:
        if kind != EvidenceKind.CONTENT:
            doubt *= 1 - WEIGHTS[EvidenceKind(kind)]
    if probe is not None and probe.tried:
        doubt *= 1 - WEIGHTS[EvidenceKind.CONTENT] * probe.agree / max(probe.tried, LEAST_TRIED)
    score = 1 - doubt
    if host_class is HostClass.PARKED:
        score = 0.0
    elif probe is not None and probe.tried >= LEAST_TRIED and not probe.agree and host_class is not HostClass.EDITION:
        score /= 2
    return host_class, round(score, 2)


def _class(kinds: Collection[str], probe: Probe | None, host: str) -> HostClass:
    only_alternate = bool(kinds) and set(kinds) <= {EvidenceKind.HREFLANG.value, EvidenceKind.CONTENT.value}
    only_alternate = only_alternate and EvidenceKind.HREFLANG.value in kinds
    if probe is None:
        return HostClass.EDITION if only_alternate else HostClass.UNKNOWN
    if probe.notice.startswith(f"{HostClass.PARKED}:"):
        return HostClass.PARKED
    if probe.tried >= LEAST_TRIED and probe.same + probe.altered >= SHARE * probe.tried:
        return HostClass.CLONE_OR_IMPOSTOR if probe.altered else HostClass.MIRROR
    if probe.other_language and 2 * probe.other_language >= probe.tried - probe.missing:
        return HostClass.EDITION
    named = probe.tried and host.partition(".")[0] in LANGUAGES
    if not probe.agree and (only_alternate or named):
        return HostClass.EDITION
    if probe.agree and probe.other >= probe.agree:
        return HostClass.SYNDICATION
    return HostClass.UNKNOWN


def is_unconfirmed(kinds: Collection[str], probe: Probe | None) -> bool:
    """Whether only sentences of the source's pages name a host, and no probe has found its articles there.

    >>> is_unconfirmed({"notice"}, Probe(tried=3, missing=3)), is_unconfirmed({"notice"}, Probe(tried=3, same=3))
    (True, False)
    """
    if probe is not None and (probe.agree or probe.other_language):
        return False
    return EvidenceKind.NOTICE.value in kinds and set(kinds) <= {EvidenceKind.NOTICE.value, EvidenceKind.CONTENT.value}


def is_listed(kind: HostClass, kinds: Collection[str], probe: Probe | None) -> bool:
    """Whether an undecided proposal is told to people unasked.

    Not told are a partner; a host of which only its content speaks as long as no probe has found it to be somebody;
    and one that only a sentence names once a probe has not found the source's articles there.

    >>> well = Probe(tried=3, same=3)
    >>> is_listed(HostClass.UNKNOWN, {"content"}, None), is_listed(HostClass.MIRROR, {"content"}, well)
    (False, True)
    """
    if kind is HostClass.SYNDICATION:
        return False
    if is_unconfirmed(kinds, probe):
        return probe is None
    return kind not in (HostClass.UNKNOWN, HostClass.PARKED) or set(kinds) != {EvidenceKind.CONTENT.value}
