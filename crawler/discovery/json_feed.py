"""JSON Feeds → links (jsonfeed.org, version 1.1; 1.0 differs in nothing that is read here)."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from crawler.discovery.json_listing import parse_json, read_items
from crawler.discovery.parsed_listing import ParsedListing, absolutes
from crawler.model.listing import JsonFields

FIELDS = JsonFields(
    items="items",
    link="url || external_url",
    title="title",
    published="date_published",
    modified="date_modified",
    picture="image || banner_image",
)
"""Where the specification puts what is read of an item."""

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")
_OBJECT = re.compile(rb"\s*\{")


def is_json_object(body: bytes) -> bool:
    """Whether a body begins like a JSON object, which no feed in XML does.

    >>> is_json_object(b' {"version": 1}'), is_json_object(b"<rss>")
    (True, False)
    """
    return _OBJECT.match(body.removeprefix(codecs.BOM_UTF8)) is not None


def read_json_feed(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> ParsedListing:
    """The links of a JSON Feed, in its order. Never raises; takes what ``read_feed`` takes."""
    try:
        value = parse_json(body, content_type)
    except ValueError as error:
        return ParsedListing(problem=str(error)[:200])
    if not isinstance(value, dict) or not _VERSION.match(str(value.get("version"))):
        return ParsedListing(problem="it is JSON, but no JSON Feed; [[listings]] can say where its links stand")
    listing = read_items(value, FIELDS, url=url, timezone=timezone)
    own = [address for key in ("feed_url", "home_page_url") if isinstance(address := value.get(key), str)]
    return replace(listing, self_links=absolutes(own, url))
