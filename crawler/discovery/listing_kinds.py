"""The kinds of listings: what reads each, and what any of them gives away about mirrors.

A new kind, such as a table in HTML, is a module of this package with a function like ``read_feed``, a member of
``ListingKind`` (which names its key in a source's file), and a row of ``READERS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Protocol

from crawler.discovery.feed import is_feed, read_feed
from crawler.discovery.json_listing import read_json
from crawler.discovery.parsed_listing import ParsedListing
from crawler.discovery.section import read_section
from crawler.discovery.sitemap import read_sitemap
from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence, gather_evidence
from crawler.mirrors.hosts.host_names import host_of
from crawler.mirrors.hosts.own_site import Own
from crawler.model.listing import JsonFields, ListingKind


class ListingParser(Protocol):
    """Reads a listing of one kind. Never raises: what cannot be read has a ``problem``."""

    def __call__(self, body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> ParsedListing: ...


READERS: Mapping[ListingKind, ListingParser] = {
    ListingKind.FEED: read_feed,
    ListingKind.SITEMAP: read_sitemap,
    ListingKind.SECTION: read_section,
    ListingKind.JSON: read_json,
}


def read_listing(
    kind: ListingKind,
    body: bytes,
    *,
    url: str,
    content_type: str,
    timezone: str,
    fields: JsonFields | None = None,
) -> ParsedListing:
    """Read a listing of any kind. Never raises.

    :param url: the address that answered; relative links are read against it
    :param content_type: the HTTP header's value
    :param timezone: IANA name of the zone of dates that are written without one
    :param fields: where the links of a JSON listing stand
    """
    read = READERS[kind] if fields is None else partial(read_json, fields=fields)
    return read(body, url=url, content_type=content_type, timezone=timezone)


def self_link_evidence(self_links: Iterable[str], url: str) -> tuple[MirrorEvidence, ...]:
    """The other hosts among a listing's own addresses.

    :param url: the address that answered

    >>> evidence = self_link_evidence(["https://www.herald.example/rss"], "https://herald.test/rss")
    >>> [named.host for named in evidence]
    ['www.herald.example']
    """
    own = Own(host_of(url) or "")
    if not own.host:
        return ()
    named = ((link, host) for link in self_links if (host := host_of(link)))
    return gather_evidence(
        MirrorEvidence(host, EvidenceKind.FEED_SELF, link) for link, host in named if own.is_other(host)
    )


def feed_evidence(body: bytes, url: str) -> tuple[MirrorEvidence, ...]:
    """What a body gives away about mirrors if it is a feed: the hosts that it calls its own."""
    if not is_feed(body):
        return ()
    return self_link_evidence(read_feed(body, url=url).self_links, url)
