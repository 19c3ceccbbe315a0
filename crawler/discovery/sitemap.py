"""Sitemaps, news sitemaps, sitemap indexes and lists of addresses → links (sitemaps.org protocol 0.9)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from lxml import etree

from crawler.article import Link
from crawler.discovery.listing import MAX_LINKS, Listing, absolute_link, each_once, plain_title
from crawler.extraction.charset import decode
from crawler.extraction.timestamps import read_timestamp, zone_of

MAX_BYTES = 20 << 20
"""Bytes of a sitemap after decompression; the protocol allows 50 MiB, news sitemaps hold 1,000 links."""

_GZIP = b"\x1f\x8b"


def read_sitemap(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> Listing:
    """The links of a sitemap, or the addresses of the sitemaps in an index. Never raises.

    Entities are not resolved, nothing is loaded from anywhere, and a gzip bomb ends at ``MAX_BYTES``.

    :param url: the address that answered; relative addresses are resolved against it
    :param timezone: IANA name, for dates without an offset
    """
    if body.startswith(_GZIP):
        try:
            body = _unzipped(body)
        except (zlib.error, EOFError) as error:
            return Listing(problem=f"the sitemap is broken gzip: {error}")
    if len(body) > MAX_BYTES:
        return Listing(problem=f"the sitemap is larger than {MAX_BYTES >> 20} MiB")
    if not body.strip():
        return Listing(problem="the sitemap is empty")
    if not body.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<"):
        return _from_lines(decode(body, content_type), url)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        return Listing(problem=f"the sitemap is no XML: {error}"[:200])
    return _from_tree(root, url, zone_of(timezone))


def _unzipped(body: bytes) -> bytes:
    """The decompressed body, or one byte more than is allowed of it."""
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    unzipped = reader.decompress(body, MAX_BYTES + 1)
    if not reader.eof and len(unzipped) <= MAX_BYTES:
        raise EOFError("it is cut off")
    return unzipped


def _from_tree(root: etree._Element | None, url: str, zone: tzinfo) -> Listing:
    name = _name(root) if root is not None else ""
    if root is None or name not in ("urlset", "sitemapindex"):
        return Listing(problem=f"this is no sitemap: the root element is <{name[:40]}>")
    if name == "sitemapindex":
        nested = (absolute_link(url, _child(entry, "loc")) for entry in _children(root, "sitemap"))
        return Listing(nested=tuple(dict.fromkeys(filter(None, nested)))[:MAX_LINKS])
    return Listing(links=each_once(_links(root, url, zone)))


def _links(root: etree._Element, url: str, zone: tzinfo) -> Iterator[Link]:
    for entry in _children(root, "url"):
        if address := absolute_link(url, _child(entry, "loc")):
            news = next(_children(entry, "news"), None)
            title = _child(news, "title") if news is not None else ""
            date = (_child(news, "publication_date") if news is not None else "") or _child(entry, "lastmod")
            yield Link(address, plain_title(title), _moment(date, zone))


def _moment(text: str, zone: tzinfo) -> datetime | None:
    moment = read_timestamp(text, zone)
    return moment.astimezone(UTC) if moment else None


def _from_lines(text: str, url: str) -> Listing:
    """The links of a text file with one address a line."""
    links = each_once(Link(line) for line in (absolute_link(url, line) for line in text.splitlines() if "://" in line) if line)
    return Listing(links=links) if links else Listing(problem="this is no sitemap: neither XML nor a list of addresses")


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _child(element: etree._Element, name: str) -> str:
    found = next(_children(element, name), None)
    return "".join(found.itertext()).strip() if found is not None else ""


def _name(element: etree._Element) -> str:
    """An element's name without its namespace, which half of all sitemaps misspell."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""
