"""RSS, Atom and RDF feeds → links, by feedparser, which is given bytes only.

``feedparser.parse`` opens what looks like a file name or an address, and raises on hostile bytes; here it gets a
``BytesIO`` and its failures become a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from typing import Any
from xml.sax import SAXException

import feedparser

from crawler.article import Link
from crawler.discovery.listing import Listing, absolute_link, each_once, plain_title
from crawler.extraction.timestamps import read_timestamp, zone_of

MAX_TTL = 7 * 86_400
"""Seconds: no feed is believed that wants to be left alone for longer than a week."""

DATES = ("published", "created", "updated")
"""Where an entry's date stands, in the order of belief."""

FAILURES = (
    # What feedparser raises on broken feeds, as seen over 1,400 of them and over fuzzed ones.
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    SAXException,
    TypeError,
    ValueError,
)


def read_feed(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> Listing:
    """The links of a feed. Never raises.

    :param url: the address that answered; relative links are resolved against it, or the feed's own base
    :param content_type: the HTTP header's value
    :param timezone: IANA name, for dates without an offset
    """
    if not body.strip():
        return Listing(problem="the feed is empty")
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    try:
        feed = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False)
        return _listing(feed, url, zone_of(timezone))
    except FAILURES as error:
        return Listing(problem=f"the feed cannot be read: {type(error).__name__}: {error}"[:200])


def _listing(feed: Mapping[str, Any], url: str, zone: tzinfo) -> Listing:
    channel = feed["feed"]
    links = each_once(_links(feed, url, zone))
    if not links and not feed.get("version"):
        cause = feed.get("bozo_exception")
        return Listing(problem=f"this is no feed{f': {cause}' if cause else ''}"[:200])
    own = (link.get("href") for link in channel.get("links", ()) if link.get("rel") == "self")
    return Listing(
        links=links,
        self_links=tuple(dict.fromkeys(filter(None, (absolute_link(url, link) for link in own)))),
        ttl=_ttl(channel.get("ttl")),
    )


def _links(feed: Mapping[str, Any], url: str, zone: tzinfo) -> Iterator[Link]:
    for entry in feed["entries"]:
        if address := absolute_link(url, _address(entry)):
            yield Link(address, plain_title(_text(entry.get("title"))), _date(entry, zone))


def _address(entry: Mapping[str, Any]) -> str:
    alternate = (link for link in entry.get("links", ()) if link.get("rel", "alternate") == "alternate")
    candidates = (entry.get("link"), next((link.get("href") for link in alternate), None), entry.get("id"))
    return next((text for text in map(_text, candidates) if text), "")


def _date(entry: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    # dict.get: feedparser's own answers "updated" with the published date, and warns of it.
    for name in DATES:
        if moment := read_timestamp(_text(dict.get(entry, name)), zone):
            return moment.astimezone(UTC)
    for name in DATES:
        if parsed := dict.get(entry, f"{name}_parsed"):
            try:
                return datetime(*parsed[:6], tzinfo=UTC)
            except ValueError:  # the 30th of February
                continue
    return None


def _ttl(minutes: object) -> int | None:
    text = _text(minutes).strip()
    return min(int(text) * 60, MAX_TTL) if re.fullmatch(r"[0-9]{1,6}", text) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
