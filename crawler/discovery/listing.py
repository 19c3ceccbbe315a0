"""What a listing says: links to articles, links to further listings, and how long it asks to be left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml.etree import LxmlError
from lxml.html import fragment_fromstring

from crawler.article import Link
from crawler.extraction.tree import folded, text_of

MAX_LINKS = 50_000
"""Links taken from one listing: what the sitemap protocol allows in a file."""

MAX_URL = 2_048
"""Characters of the longest address: the sitemap protocol's limit; browsers take few longer ones."""

_MARKUP = re.compile(r"<[a-z/!]|&[#a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """One feed, sitemap or section page as it was read.

    :ivar links: in the listing's order, each address once
    :ivar nested: addresses of further sitemaps, absolute
    :ivar self_links: what the feed says its own address is, absolute
    :ivar ttl: seconds for which the feed asks not to be read again
    :ivar problem: why nothing could be read; None for a listing that is merely empty
    """

    links: tuple[Link, ...] = ()
    nested: tuple[str, ...] = ()
    self_links: tuple[str, ...] = ()
    ttl: int | None = None
    problem: str | None = None


def absolute_link(base: str, link: str | None) -> str | None:
    """An http(s) address without its fragment, or None for anything else.

    >>> absolute_link("https://a.example/news/", "../2024/x#top"), absolute_link("https://a.example/", "mailto:x@y")
    ('https://a.example/2024/x', None)
    """
    text = (link or "").strip()
    if not text or len(text) > MAX_URL or text.startswith("#"):
        return None
    try:
        joined = urldefrag(urljoin(base, text)).url
    except ValueError:  # a broken IPv6 literal
        return None
    scheme, _, rest = joined.partition("://")
    if scheme.lower() not in ("http", "https") or not rest.strip("/"):
        return None
    return None if any(character.isspace() or character < " " for character in joined) else joined


def plain_title(title: str | None) -> str | None:
    """A title without markup and entities, folded; None for an empty one.

    >>> plain_title("Rates &amp; <b>prices</b> rise"), plain_title("5 < 6"), plain_title(" ")
    ('Rates & prices rise', '5 < 6', None)
    """
    text = title or ""
    if _MARKUP.search(text):
        try:
            text = text_of(fragment_fromstring(text.replace("\x00", ""), create_parent="div"))
        except (LxmlError, ValueError, AssertionError):
            text = re.sub(r"<[^>]*>", " ", text)
    return folded(text) or None


def each_once(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links in order, each address once, with the first title and date that any mention of it has."""
    found: dict[str, Link] = {}
    for link in links:
        known = found.get(link.url)
        if known is None:
            if len(found) == MAX_LINKS:
                break
            found[link.url] = link
        elif (link.title and not known.title) or (link.published and not known.published):
            found[link.url] = Link(link.url, known.title or link.title, known.published or link.published)
    return tuple(found.values())
