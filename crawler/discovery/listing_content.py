"""What a listing says: the answer of every reader of this package. A frozen value, no behaviour, no I/O."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.model.article import Link

MOST_LINKS = 50_000
"""Links taken from one listing: the most that a sitemap may hold (sitemaps.org, "Sitemap file limits")."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed, sitemap or section page, read.

    :ivar links: in the listing's order; addresses absolute, http or https
    :ivar nested: absolute addresses of further sitemaps, in order
    :ivar self_links: addresses that the listing gives as its own or as its site's: evidence about mirrors, not truth
    :ivar ttl: seconds that the listing asks not to be read again; None where it asks for nothing
    :ivar problem: why nothing could be read, a clause to follow a colon; None when the listing was read
    """

    links: tuple[Link, ...] = ()
    nested: tuple[str, ...] = ()
    self_links: tuple[str, ...] = ()
    ttl: int | None = None
    problem: str | None = None
