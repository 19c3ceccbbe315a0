"""What pages, feeds and answers give away about mirrors: frozen values, no behaviour, no I/O.

Evidence is what somebody wrote, and that may be an attacker. It makes a proposal and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_WORDS = 300
"""Characters of a page's words that are kept."""

MOST_OF_PAGE = 40
"""Hosts with their kinds that one page can give away: the longest list of mirrors seen named fewer than twenty."""


class EvidenceKind(StrEnum):
    """Where the evidence stands."""

    NOTICE = "notice"
    """A sentence that says where else the site can be read."""
    CANONICAL = "canonical"
    """``<link rel=canonical>`` names another host."""
    OG_URL = "og_url"
    """``og:url`` names another host."""
    HREFLANG = "hreflang"
    """``<link rel=alternate hreflang=…>`` names the page in another language, or for another country."""
    FEED_SELF = "feed_self"
    """A feed gives another host as its own or as its site's."""
    ONION_LOCATION = "onion_location"
    """The header or meta element Onion-Location."""
    REDIRECT = "redirect"
    """An answer pointed to a host that is no mirror of the source."""
    MIRRORS_PAGE = "mirrors_page"
    """A link on the source's own page of mirrors."""
    CONTENT = "content"
    """A probe found the source's articles there."""


@dataclass(frozen=True, slots=True)
class MirrorEvidence:
    """One host that something speaks for.

    :ivar host: lower-case ASCII, with the port when it is not the scheme's own
    :ivar words: what gave it away, at most ``MOST_WORDS`` characters
    """

    host: str
    kind: EvidenceKind
    words: str


def gather_evidence(evidence: Iterable[MirrorEvidence]) -> tuple[MirrorEvidence, ...]:
    """Each host once a kind, in order of appearance, words cut, at most ``MOST_OF_PAGE``."""
    first: dict[tuple[str, EvidenceKind], MirrorEvidence] = {}
    for item in evidence:
        if len(first) == MOST_OF_PAGE:
            break
        cut = " ".join(item.words.split())[:MOST_WORDS].strip()
        first.setdefault((item.host, item.kind), MirrorEvidence(item.host, item.kind, cut))
    return tuple(first.values())
