"""What is read for links: a feed, a sitemap or a section page on one mirror."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ListingKind(StrEnum):
    """What a listing is."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"

    @property
    def key(self) -> str:
        """The key of a source's file that names such listings."""
        return f"{self.value}s"


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed, sitemap or section page on one mirror that is to be read.

    :ivar mirror: origin; :ivar depth: how many sitemap indexes led to it
    """

    mirror: str
    url: str
    kind: ListingKind
    depth: int = 0


@dataclass(frozen=True, slots=True)
class NestedSitemap:
    """A sitemap that an index names.

    :ivar modified: when it changed last, as the index says, seconds since 1970; 0 where it does not say
    """

    url: str
    modified: int = 0
