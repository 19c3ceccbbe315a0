"""Which path is what: the newsroom's routes, the same on every mirror."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

FEED = "/rss.xml"
SITEMAP_INDEX = "/sitemap.xml"
SITEMAP = "/sitemap-news.xml.gz"
ROBOTS = "/robots.txt"

ARTICLE = re.compile(r"/Detail/\d{4}/\d{1,2}/\d{1,2}/(\d+)(?:/.*)?", re.DOTALL)
SECTION = re.compile(r"/section/([^/]+)/?")

FIXED = {FEED: "feed", SITEMAP_INDEX: "sitemap", SITEMAP: "sitemap", ROBOTS: "robots", "/": "front"}


@dataclass(frozen=True, slots=True)
class Address:
    """What a request is for.

    :ivar path: as it was sent, without the query
    :ivar kind: article, feed, sitemap, section, robots, front or other
    :ivar article: the id in an article's path
    :ivar section: the name in a section's path, decoded
    """

    path: str
    kind: str
    article: int | None = None
    section: str | None = None


def parse(target: str) -> Address:
    """Read a request target.

    >>> parse("/Detail/2026/06/30/701234/any-slug?utm_source=x").article
    701234
    >>> parse("/section/sport").kind
    'section'
    >>> parse("/images/1.gif").kind
    'other'
    """
    path = target.partition("?")[0]
    if path in FIXED:
        return Address(path, FIXED[path])
    if match := ARTICLE.fullmatch(path):
        # more digits than an id can have would only make a slow int
        return Address(path, "article", article=int(match[1][:18]))
    if match := SECTION.fullmatch(path):
        return Address(path, "section", section=unquote(match[1]))
    return Address(path, "other")
