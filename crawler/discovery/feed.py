"""RSS, RDF and Atom feeds → links. feedparser reads them; this module stands between it and the world. JSON Feeds are
told from them here, and read by ``json_feed``.

feedparser opens files and addresses when it is given text, believes any codec's name, expands declared entities
and raises on hostile input. So it is given a stream of UTF-8 that begins with the root element, and what it raises
becomes the listing's problem.
"""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from typing import Any

import feedparser

from crawler.discovery.json_feed import is_json_object, read_json_feed
from crawler.discovery.long_feed import TOO_BUSY, read_long_feed
from crawler.discovery.parsed_listing import (
    MOST_LINKS,
    ParsedListing,
    absolutes,
    choose_picture,
    first_address,
    join_lines,
    listed_date,
    plain_title,
)
from crawler.discovery.xml_document import count_tangle, from_root, outside_cdata, root_name
from crawler.extraction.fields.zones import zone_of
from crawler.extraction.markup.own_errors import tell_own
from crawler.extraction.markup.tree import PARSE_FAILURES
from crawler.model.article import Link

FAILURES = (*PARSE_FAILURES, RuntimeError)
"""What feedparser is known to raise; its tag-soup parser has an error of its own (RuntimeError)."""

DATES = (("published", "published_parsed"), ("created", "created_parsed"), ("updated", "updated_parsed"))
"""feedparser's names for an entry's dates, as text and as read; the first that names a moment counts."""

LONGEST_TTL = 86_400
"""Seconds that a feed may ask for: one that asks for more than a day was not written for news."""

MOST_WORK = 100_000
"""Work that a feed may be for feedparser, in tags: it takes 25 to 50 µs for each, and a body may hold a million. More
than that is read by ``long_feed``."""

FEED_ROOTS = frozenset({"feed", "rdf", "rss"})
"""Root elements of Atom, RSS 1.0 and RSS 2.0."""

_EMPTY_LINK = re.compile(r"<link\s*(?:/>|>\s*(?:<!\[CDATA\[\s*\]\]>\s*)?</link\s*>)")
_NOT_FALSE = re.compile(r"(<guid\b[^<>]*?)\s+isPermaLink\s*=\s*[\"']\s*(?!false)[^\"'<>]*[\"']", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"<guid(?=>\s*+(?:<!\[CDATA\[\s*+)?+(?!https?://))", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<=<link>)[^<>]+|(?<=<link><!\[CDATA\[)[^<>]+|(?<=<guid>)[^<>]+|(?<=\shref=\")[^\"<>]+|(?<=\shref=')[^'<>]+"
)

Entry = Mapping[str, Any]


def is_feed(body: bytes) -> bool:
    """Whether a body is a feed, by how it begins.

    >>> is_feed(b'<?xml version="1.0"?><rss version="2.0">'), is_feed(b"<html><body>news</body></html>")
    (True, False)
    """
    if is_json_object(body):
        return b"jsonfeed.org" in body  # its version may stand behind its items
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
        long = read_long_feed(body, url=url, content_type=content_type, timezone=timezone)
        return long if long.links else ParsedListing(problem=TOO_BUSY)
    try:
        return _listing(_parsed(_mended(text), url), root, url, zone_of(timezone))
    except FAILURES as error:
        tell_own(error)
        return ParsedListing(problem=f"the feed is damaged: {type(error).__name__}: {error}"[:200])


def _work(text: str) -> int:
    """About how much work a document is for feedparser; the markup of articles, in CDATA, is none.

    >>> _work("<a><b/><![CDATA[<p><p><p>]]></a>")
    3
    """
    return count_tangle(text) + sum(piece.count("<") for piece in outside_cdata(text))


def _mended(text: str) -> str:
    """A feed without what keeps feedparser from an entry's address, or makes it take another word for one: an empty
    ``<link/>`` beside a guid, other spellings of "true", a guid that is no web address, lines broken inside an address.

    >>> _mended('<link/><guid isPermaLink="TRUE">http://a</guid><link>a/\\n  b</link><link\\n href="c/\\n d"/>')
    '<guid>http://a</guid><link>a/b</link><link\\n href="c/d"/>'
    >>> _mended("<guid>12</guid>")
    '<guid isPermaLink="false">12</guid>'
    """
    text = _NOT_FALSE.sub(r"\1", _EMPTY_LINK.sub("", text))
    text = _NO_ADDRESS.sub('<guid isPermaLink="false"', text)
    return _ADDRESS.sub(lambda match: join_lines(match[0]), text)


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
    links = tuple(link for entry in entries if (link := _link(entry, root, url, zone)))
    if entries and not links:
        return ParsedListing(problem=f"none of its {len(entries)} entries has a link to a web page")
    return ParsedListing(links, self_links=_self_links(parsed["feed"], url), ttl=_ttl(parsed["feed"].get("ttl")))


def _link(entry: Entry, root: str, url: str, zone: tzinfo) -> Link | None:
    # FeedBurner puts a counting address into <link> and the article's own here.
    candidates = (entry.get("feedburner_origlink"), _own_link(entry, root))
    address = first_address(candidates, url)
    if address is None:
        return None
    return Link(
        url=address,
        title=plain_title(entry.get("title")),
        published=_published(entry, zone),
        modified=entry["updated"].strip() or None if "updated" in entry else None,
        picture=_picture(entry, url),
    )


def _picture(entry: Entry, url: str) -> str | None:
    media = [*entry.get("media_content", ()), *entry.get("media_thumbnail", ())]
    return choose_picture(
        [(str(each.get("type", "")), each.get("url")) for each in media],
        [(str(each.get("type", "")), each.get("href")) for each in entry.get("enclosures", ())],
        url,
    )


def _published(entry: Entry, zone: tzinfo) -> datetime | None:
    """The entry's date: as we read it, who know the source's zone, otherwise as feedparser does, with more forms."""
    for written, read in DATES:
        if written not in entry:  # feedparser would answer with another date, and warn that it soon will not
            continue
        moment = listed_date(entry[written], zone) or _moment(entry.get(read))
        if moment:
            return moment
    return None


def _own_link(entry: Entry, root: str) -> str | None:
    """The link of an entry. Where it has none, feedparser gives its id instead, which RSS means as an address ("guid
    sub-element of item"), and Atom does not (RFC 4287, 4.2.6).
    """
    if any(link.get("href") for link in entry.get("links", ()) if link.get("rel") == "alternate"):
        return entry.get("link")
    return entry.get("link") if root != "feed" else None


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
