"""The kinds of listings: what reads each, and what any of them gives away about mirrors.

A new kind, such as a table in HTML, is a module of this package with a function like ``read_feed``, a member of
``ListingKind`` (which names its key in a source's file), and a row of ``READERS``.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import BinaryIO, Protocol

from crawler.discovery.feed import is_feed, read_feed
from crawler.discovery.json_feed import is_json_object
from crawler.discovery.json_listing import read_json
from crawler.discovery.long_feed import read_long_feed
from crawler.discovery.parsed_listing import MOST_LINKS, ParsedListing
from crawler.discovery.pieces import PIECE, split_pieces
from crawler.discovery.section import read_section
from crawler.discovery.sitemap import read_sitemap
from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence, gather_evidence
from crawler.mirrors.hosts.host_names import host_of
from crawler.mirrors.hosts.own_site import Own
from crawler.model.listing import JsonFields, ListingKind

MOST_SECONDS = 7
"""Seconds after which no further piece of a large listing is read: what was read until then is of use, and a process
that takes too long is killed with it."""

FEED_PIECE = 2**17
"""Bytes of a piece of a feed: feedparser takes half a millisecond for each entry of the first."""

WHOLE = frozenset({ListingKind.SECTION, ListingKind.JSON})
"""Kinds of listings that are read as a whole, however large: they have the bound of a page."""

MOST_BARREN = 4
"""Pieces without a link after which the rest is not looked at."""


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
    body: bytes | BinaryIO,
    *,
    url: str,
    content_type: str,
    timezone: str,
    fields: JsonFields | None = None,
) -> ParsedListing:
    """Read a listing of any kind. Never raises.

    :param body: a large one as a file: feeds and sitemaps are read from it piece by piece
    :param url: the address that answered; relative links are read against it
    :param content_type: the HTTP header's value
    :param timezone: IANA name of the zone of dates that are written without one
    :param fields: where the links of a JSON listing stand
    """
    stream = BytesIO(body) if isinstance(body, bytes) else body
    start = stream.read(PIECE + 1)
    if kind in WHOLE or len(start) <= PIECE or is_json_object(start):
        read = READERS[kind] if fields is None else partial(read_json, fields=fields)
        return read(start + stream.read(), url=url, content_type=content_type, timezone=timezone)
    stream.seek(0)
    return _read_pieces(kind, stream, is_feed(start), url=url, content_type=content_type, timezone=timezone)


def _read_pieces(
    kind: ListingKind, stream: BinaryIO, feed: bool, *, url: str, content_type: str, timezone: str
) -> ParsedListing:
    """Read a feed or a sitemap piece by piece; one that cannot be read costs the others nothing.

    Of a feed feedparser reads the first, and what stands before all entries with it.
    """
    end = time.monotonic() + MOST_SECONDS
    read: list[ParsedListing] = []
    links, problem, unfinished = 0, None, False
    for piece in split_pieces(stream, FEED_PIECE if feed else PIECE):
        if time.monotonic() > end:
            problem, unfinished = f"of its entries the first {links:,} were read: it took {MOST_SECONDS} s", True
        elif 0 < links <= MOST_LINKS or len(read) < MOST_BARREN:
            reader = read_long_feed if feed and read else READERS[kind]
            read.append(reader(piece, url=url, content_type=content_type, timezone=timezone))
            problem = problem or read[-1].problem
            links += len(read[-1].links) + len(read[-1].nested)
            continue
        break
    if links > MOST_LINKS:
        problem, unfinished = f"of its entries the first {MOST_LINKS:,} are read, no more", False
    return replace(_join(read, problem), unfinished=unfinished)


def _join(pieces: Sequence[ParsedListing], problem: str | None) -> ParsedListing:
    """What the pieces of a listing say together.

    :param problem: of any of them, or a bound that cut them off
    """
    links = tuple(link for piece in pieces for link in piece.links)[:MOST_LINKS]
    nested = {each.url: each for piece in pieces for each in piece.nested}
    return ParsedListing(
        links=links,
        nested=tuple(nested.values())[:MOST_LINKS],
        self_links=pieces[0].self_links if pieces else (),
        ttl=pieces[0].ttl if pieces else None,
        problem=None if links or nested else problem,
        cut=problem if links or nested else None,
    )


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
