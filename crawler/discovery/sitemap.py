"""Sitemaps and sitemap indexes → links and further sitemaps (sitemaps.org; Google's news extension).

XML, gzipped or not, plain lists of addresses, and feeds, which the protocol allows as sitemaps too. Elements are
known by their local names: sitemaps with a wrong namespace or with none are common.

``lastmod`` is a sign that an article was edited and not the day on which it was published: many sites write the time at
which they made the sitemap (``crawler.canonical.listing_signs`` soon gives nothing for that). That of an index says
which of its sitemaps changed.
"""

from __future__ import annotations

import re
from datetime import tzinfo
from itertools import islice

from lxml import etree

from crawler.discovery.feed import FEED_ROOTS, read_feed
from crawler.discovery.parsed_listing import MOST_LINKS, ParsedListing, listed_date, plain_title, read_address
from crawler.discovery.xml_document import from_root, parse_leniently, root_name
from crawler.extraction.fields.zones import zone_of
from crawler.extraction.markup.charset import decode_xml
from crawler.model.article import Link
from crawler.model.listing import NestedSitemap
from crawler.network.bounded_unpack import TooLarge, gunzip

_END = re.compile(r"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)

_YEAR_OR_MONTH = re.compile(r"\d{4}(?:-\d\d)?")


def read_sitemap(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> ParsedListing:
    """The links of a sitemap, or the sitemaps of an index, in order. Never raises.

    :param body: gzipped or not, whatever the address and the header say
    :param url: the address that answered; relative links are read against it
    :param content_type: the HTTP header's value
    :param timezone: IANA name of the zone of dates that are written without one
    """
    try:
        body = gunzip(body)
    except TooLarge as refusal:
        return ParsedListing(problem=str(refusal))
    text = from_root(body, content_type)
    root = root_name(text)
    if root in FEED_ROOTS:
        return read_feed(body, url=url, content_type=content_type, timezone=timezone)
    if root == "urlset":
        return _urlset(text, url, zone_of(timezone))
    if root == "sitemapindex":
        return _index(text, url, zone_of(timezone))
    if root:
        return ParsedListing(problem=f"no sitemap begins with <{root[:40]}>")
    return _lines(decode_xml(body, content_type), url)


def _urlset(text: str, url: str, zone: tzinfo) -> ParsedListing:
    tree = parse_leniently(text)
    rows = _rows(tree, "url", text)
    links = tuple(link for row in rows if (link := _link(row, url, zone)))
    if tree is None or (rows and not links):
        return ParsedListing(problem="none of its entries has a link to a web page")
    return ParsedListing(links)


def _index(text: str, url: str, zone: tzinfo) -> ParsedListing:
    tree = parse_leniently(text)
    rows = _rows(tree, "sitemap", text)
    named = (nested for row in rows if (nested := _nested(row, url, zone)))
    distinct = tuple({each.url: each for each in named}.values())
    if tree is None or (rows and not distinct):
        return ParsedListing(problem="none of its entries has the address of a sitemap")
    return ParsedListing(nested=distinct)


def _rows(tree: etree._Element | None, name: str, text: str) -> list[etree._Element]:
    """The entries of a sitemap; one that breaks off loses its last, whose address may have been cut in two."""
    rows = [] if tree is None else list(islice(tree.iter("{*}" + name), MOST_LINKS))
    return rows if len(rows) == MOST_LINKS or _END.search(text) else rows[:-1]


def _link(row: etree._Element, url: str, zone: tzinfo) -> Link | None:
    address = read_address(_text(row, "loc"), url)
    if address is None:
        return None
    news, image = _child(row, "news"), _child(row, "image")
    return Link(
        url=address,
        title=None if news is None else plain_title(_text(news, "title")),
        published=None if news is None else listed_date(_text(news, "publication_date"), zone),
        modified=_text(row, "lastmod") or None,
        picture=None if image is None else read_address(_text(image, "loc"), url),
    )


def _nested(row: etree._Element, url: str, zone: tzinfo) -> NestedSitemap | None:
    address = read_address(_text(row, "loc"), url)
    return NestedSitemap(address, _lastmod(_text(row, "lastmod"), zone)) if address else None


def _lastmod(text: str, zone: tzinfo) -> int:
    """When something changed, seconds since 1970; 0 for what is no date. It may be a year or a month (W3C, "Date and
    Time Formats").
    """
    whole = text + "-01-01"[len(text) - 4 :] if _YEAR_OR_MONTH.fullmatch(text) else text
    moment = listed_date(whole, zone)
    return max(0, int(moment.timestamp())) if moment else 0


def _child(row: etree._Element, name: str) -> etree._Element | None:
    """The row's own child of a name: an image's ``loc`` stands deeper."""
    return next(row.iterchildren("{*}" + name), None)


def _text(row: etree._Element, name: str) -> str:
    child = _child(row, name)
    return "" if child is None else "".join(child.itertext()).strip()


def _lines(text: str, url: str) -> ParsedListing:
    """A sitemap of the plain sort: one address a line, nothing else."""
    lines = [line for line in text.splitlines()[:MOST_LINKS] if line.strip()]
    if not lines or not all(line.strip().startswith(("http://", "https://")) for line in lines):
        return ParsedListing(problem="there is neither XML nor a list of addresses in it")
    addresses = filter(None, (read_address(line, url) for line in lines))
    return ParsedListing(tuple(map(Link, dict.fromkeys(addresses))))
