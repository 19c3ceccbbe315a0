"""Evidence → what a proposed host probably is, and how much speaks for it. Pure.

Names alone decide nothing: links, addresses and names together find mirrors at a precision of .57 (Bharat and Broder
1999), so no class but ``edition`` is given without content.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from crawler.mirrors.evidence import Kind


class Class(StrEnum):
    """What a proposed host is."""

    MIRROR = "mirror"
    EDITION = "edition"
    """The source in another language or for another country."""
    SYNDICATION = "syndication"
    CLONE_OR_IMPOSTOR = "clone_or_impostor"
    PARKED = "parked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A class, and a score from 0 to 1."""

    kind: Class
    score: float


WEIGHTS = {
    Kind.NOTICE: 0.6,
    Kind.MIRRORS_PAGE: 0.6,
    Kind.ONION_LOCATION: 0.6,
    Kind.REDIRECT: 0.4,
    Kind.CANONICAL: 0.3,
    Kind.FEED_SELF: 0.3,
    Kind.OG_URL: 0.2,
    Kind.HREFLANG: 0.2,
    Kind.CONTENT: 0.9,
}
"""How far each kind alone is believed: chosen by hand, the source's own words above what its software writes."""


def assess(kinds: Collection[str]) -> Assessment:
    """Class and score by the kinds of evidence: the score is that at least one of them tells the truth.

    >>> assess({"notice", "redirect"})
    Assessment(kind=<Class.UNKNOWN: 'unknown'>, score=0.76)
    """
    doubt = 1.0
    for kind in kinds:
        doubt *= 1 - WEIGHTS[Kind(kind)]
    only_alternate = set(kinds) == {Kind.HREFLANG.value}
    return Assessment(Class.EDITION if only_alternate else Class.UNKNOWN, round(1 - doubt, 2))
