"""What is read for links: a feed, a sitemap, a section page or a JSON listing, on one mirror or on another host."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ListingKind(StrEnum):
    """What a listing is."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    JSON = "json"

    @property
    def key(self) -> str:
        """The key of a source's file that names such listings."""
        return "listings" if self is ListingKind.JSON else f"{self.value}s"

    @property
    def noun(self) -> str:
        """What a sentence calls such a listing."""
        return "JSON listing" if self is ListingKind.JSON else self.value


@dataclass(frozen=True, slots=True)
class JsonFields:
    """Where the links of a JSON listing stand: expressions of JMESPath; an empty one stands for nothing.

    :ivar items: gives the list of what the listing shows; all others are read on each item
    :ivar link: an address, maybe relative to the listing's
    :ivar published: a date as text, or a number of seconds or milliseconds since 1970; so ``modified``
    :ivar picture: the address of a picture
    """

    link: str
    items: str = "@"
    title: str = ""
    published: str = ""
    modified: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class NamedListing:
    """A listing as a source's file names it.

    :ivar address: a path, which is read on every mirror, or the full URL of a listing on a host that is no mirror
    :ivar fields: of a JSON listing alone
    """

    kind: ListingKind
    address: str
    fields: JsonFields | None = None

    @property
    def is_on_mirrors(self) -> bool:
        """Whether it is read on every mirror."""
        return self.address.startswith("/")


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing that is to be read.

    :ivar mirror: origin; empty for a listing on a host that is no mirror of its source
    :ivar depth: how many sitemap indexes led to it
    :ivar fields: of a JSON listing alone
    """

    mirror: str
    url: str
    kind: ListingKind
    depth: int = 0
    fields: JsonFields | None = None


@dataclass(frozen=True, slots=True)
class NestedSitemap:
    """A sitemap that an index names.

    :ivar modified: when it changed last, as the index says, seconds since 1970; 0 where it does not say
    """

    url: str
    modified: int = 0
