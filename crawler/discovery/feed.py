"""RSS, RDF and Atom feeds → links. feedparser reads them; this module stands between it and the world. JSON Feeds are
told from them here, and read by ``json_feed``.

feedparser opens files and addresses when it is given text, believes any codec's name, expands declared entities
and raises on hostile input. So it is given a stream of UTF-8 that begins with the root element, and what it raises
becomes the listing's problem.
"""

from __future__ import annotations

from calendar import timegm
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from typing import Any

import feedparser

from crawler.discovery.json_feed import is_json_object, read_json_feed
from crawler.discovery.parsed_listing import MOST_LINKS, ParsedListing, absolute, absolutes, listed_date, plain_title
from crawler.discovery.xml_document import from_root, root_name
from crawler.extraction.fields.timestamps import zone_of
from crawler.extraction.markup.tree import PARSE_FAILURES
from crawler.model.article import Link

FAILURES = (*PARSE_FAILURES, RuntimeError)
"""What feedparser is known to raise; its tag-soup parser has an error of its own (RuntimeError)."""

DATES = (("published", "published_parsed"), ("created", "created_parsed"), ("updated", "updated_parsed"))
"""feedparser's names for an entry's dates, as text and as read; the first that names a moment counts."""

LONGEST_TTL = 86_400
"""Seconds that a feed may ask for: one that asks for more than a day was not written for news."""

MOST_WORK = 100_000
"""Work that a feed may be, in tags: feedparser takes about 25 µs for each, and a body may hold a million."""

ATTRIBUTES_SQUARED = 100
"""The square of the number of a tag's attributes that is as much work as a tag: feedparser compares all with all."""

REFERENCES = 10
"""Character references that are as much work as a tag."""

CDATA = "<![CDATA["

FEED_ROOTS = frozenset({"feed", "rdf", "rss"})
"""Root elements of Atom, RSS 1.0 and RSS 2.0."""

Entry = Mapping[str, Any]


def is_feed(body: bytes) -> bool:
    """Whether a body is a feed, by how it begins.

    >>> is_feed(b'<?xml version="1.0"?><rss version="2.0">'), is_feed(b"<html><body>news</body></html>")
    (True, False)
    """
    if is_json_object(body):
        return b"jsonfeed.org" in body[:4096]
    return root_name(from_root(body[:4096])) in FEED_ROOTS


def read_feed(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> ParsedListing:
    """The links of a feed, in its order. Never raises.

    :param url: the address that answered; relative links are read against it
    :param content_type: the HTTP header's value
    :param timezone: IANA name of the zone of dates that are written without one
    """
    if is_json_object(body):
        return read_json_feed(body, url=url, content_type=content_type, timezone=timezone)
    text = from_root(body, content_type)
    root = root_name(text)
    if not root:
        return ParsedListing(problem="there is no XML in it")
    if root == "html":
        return ParsedListing(problem="it is a web page, no feed")
    if _work(text) > MOST_WORK:
        return ParsedListing(problem="it has more tags or attributes than any feed needs")
    try:
        return _listing(_parsed(text, url), root, url, zone_of(timezone))
    except FAILURES as error:
        return ParsedListing(problem=f"the feed is damaged: {type(error).__name__}: {error}"[:200])


def _work(text: str) -> int:
    """About how much work a document is for feedparser; the markup of articles, in CDATA, is none.

    >>> _work("<a><b/><![CDATA[<p><p><p>]]></a>")
    3
    """
    before, *sections = text.split(CDATA)
    pieces = [before, *(section.partition("]]>")[2] for section in sections)]
    tags = (tag for piece in pieces for tag in piece.split("<")[1:])
    work = sum(1 + tag.partition(">")[0].count("=") ** 2 // ATTRIBUTES_SQUARED for tag in tags)
    return work + sum(piece.count("&") for piece in pieces) // REFERENCES


def _parsed(text: str, url: str) -> Entry:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    parsed: Entry = feedparser.parse(
        BytesIO(text.encode()), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )
    return parsed


def _listing(parsed: Entry, root: str, url: str, zone: tzinfo) -> ParsedListing:
    entries: Sequence[Entry] = parsed["entries"][:MOST_LINKS]
    if not entries and not parsed.get("version"):
        return ParsedListing(problem=f"no feed begins with <{root[:40]}>")
    links = tuple(link for entry in entries if (link := _link(entry, url, zone)))
    if entries and not links:
        return ParsedListing(problem=f"none of its {len(entries)} entries has a link to a web page")
    return ParsedListing(links, self_links=_self_links(parsed["feed"], url), ttl=_ttl(parsed["feed"].get("ttl")))


def _link(entry: Entry, url: str, zone: tzinfo) -> Link | None:
    # FeedBurner puts a counting address into <link> and the article's own here.
    candidates = (entry.get("feedburner_origlink"), entry.get("link"))
    address = next((usable for text in candidates if text and (usable := absolute(text, url))), None)
    if address is None:
        return None
    return Link(
        url=address,
        title=plain_title(entry.get("title")),
        published=_date(entry, DATES, zone),
        modified=_date(entry, DATES[-1:], zone),
        picture=_picture(entry, url),
    )


def _picture(entry: Entry, url: str) -> str | None:
    """The entry's own picture, as Media RSS or an enclosure gives it."""
    shown = [*entry.get("media_content", ()), *entry.get("media_thumbnail", ())]
    pictures = [each.get("url") for each in shown if str(each.get("type", "image")).startswith("image")]
    enclosures = entry.get("enclosures", ())
    pictures += [each.get("href") for each in enclosures if str(each.get("type", "")).startswith("image/")]
    return next((usable for text in pictures if text and (usable := absolute(text, url))), None)


def _date(entry: Entry, dates: Sequence[tuple[str, str]], zone: tzinfo) -> datetime | None:
    """A date of an entry: as we read it, who know the source's zone, otherwise as feedparser does, with more forms."""
    for written, read in dates:
        if written not in entry:  # feedparser would answer with another date, and warn that it soon will not
            continue
        moment = listed_date(entry[written], zone) or _moment(entry.get(read))
        if moment:
            return moment
    return None


def _moment(parts: Sequence[int] | None) -> datetime | None:
    """A ``time.struct_time`` in UTC as a moment."""
    try:
        return datetime.fromtimestamp(timegm(tuple(parts)), UTC) if parts else None
    except (ValueError, OverflowError):  # beyond the calendar
        return None


def _self_links(feed: Entry, url: str) -> tuple[str, ...]:
    own = [link.get("href", "") for link in feed.get("links", ()) if link.get("rel") == "self"]
    return absolutes([*own, feed.get("link", "")], url)


def _ttl(minutes: str | None) -> int | None:
    """RSS's ``ttl``, which is in minutes (RSS 2.0 Specification), in seconds.

    ``sy:updatePeriod`` is not read: publishing systems write it into every feed, and nobody has chosen it.

    >>> _ttl("15"), _ttl("99999999"), _ttl("soon")
    (900, 86400, None)
    """
    minutes = (minutes or "").strip().lstrip("0")
    if not minutes.isascii() or not minutes.isdecimal():
        return None
    return min(int(minutes[:9]) * 60, LONGEST_TTL)
