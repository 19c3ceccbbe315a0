"""Entries of feeds that are too long for feedparser, which takes half a millisecond for each: lxml reads them.

It reads what ``feed`` takes of an entry, by the same rules: the link, the title, the dates and the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import islice

from lxml import etree

from crawler.discovery.parsed_listing import (
    MOST_LINKS,
    ParsedListing,
    choose_picture,
    first_address,
    listed_date,
    plain_title,
)
from crawler.discovery.xml_document import count_tangle, from_root, parse_leniently, root_name
from crawler.extraction.fields.zones import zone_of
from crawler.model.article import Link

MOST_TANGLE = 100_000
"""Work that the attributes and references of a feed may be, in tags."""

TOO_BUSY = "it has more tags or attributes than any feed needs"

DATES = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
"""Local names of an entry's dates; the first that names a moment counts."""

DATES_OF_EDITS = ("updated", "modified", "date")
"""Those of them that may say when it was edited."""


def read_long_feed(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> ParsedListing:
    """The links of a feed, in its order. Never raises.

    :param url: the address that answered; relative links are read against it
    :param content_type: the HTTP header's value
    :param timezone: IANA name of the zone of dates that are written without one
    """
    text = from_root(body, content_type)
    if count_tangle(text) > MOST_TANGLE:
        return ParsedListing(problem=TOO_BUSY)
    zone = zone_of(timezone)
    entries = list(islice(_entries(parse_leniently(text)), MOST_LINKS))
    links = tuple(link for entry in entries if (link := _link(entry, root_name(text), url, zone)))
    if entries and not links:
        return ParsedListing(problem=f"none of its {len(entries)} entries has a link to a web page")
    return ParsedListing(links)


def _entries(tree: etree._Element | None) -> Iterator[etree._Element]:
    if tree is not None:
        yield from tree.iter("{*}item", "{*}entry")


def _link(entry: etree._Element, root: str, url: str, zone: tzinfo) -> Link | None:
    children: dict[str, list[etree._Element]] = {}
    for child in entry.iterchildren("*"):
        children.setdefault(etree.QName(child).localname.lower(), []).append(child)
    texts = [_text(child) for child in children.get("origlink", ())]
    texts += [_linked(child) for child in children.get("link", ())]
    if root != "feed" and not any(texts):
        guids = [_text(child) for child in children.get("guid", ()) if _is_permanent(child)]
        texts += [guid for guid in guids if guid.lower().startswith(("http://", "https://"))]
    address = first_address(texts, url)
    if address is None:
        return None
    titles = filter(None, (plain_title(_text(child)) for child in children.get("title", ())))
    return Link(
        url=address,
        title=next(titles, None),
        published=_published(children, zone),
        modified=next((_text(child) for name in DATES_OF_EDITS for child in children.get(name, ())), None) or None,
        picture=_picture(children, url),
    )


def _picture(children: dict[str, list[etree._Element]], url: str) -> str | None:
    media = [*children.get("content", ()), *children.get("thumbnail", ())]
    return choose_picture(
        [(each.get("type", ""), each.get("url")) for each in media],
        [(each.get("type", ""), each.get("url")) for each in children.get("enclosure", ())],
        url,
    )


def _linked(link: etree._Element) -> str:
    """The address of a link to the article itself: the text of RSS's element, an attribute of Atom's."""
    if link.get("rel", "alternate") != "alternate":
        return ""
    return link.get("href") or _text(link)


def _is_permanent(guid: etree._Element) -> bool:
    named = next((value for name, value in guid.attrib.items() if str(name).lower() == "ispermalink"), "")
    return str(named).strip().lower() != "false"


def _published(children: dict[str, list[etree._Element]], zone: tzinfo) -> datetime | None:
    written = (_text(child) for name in DATES for child in children.get(name, ()))
    return next((moment for text in written if (moment := listed_date(text, zone))), None)


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()
