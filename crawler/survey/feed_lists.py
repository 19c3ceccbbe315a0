"""Lists of feeds that other readers write (OPML 2.0) or people keep (an address a line) → sites with their feeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree

from crawler.canonical.registered_domain import registered_domain
from crawler.discovery.xml_document import from_root, parse_leniently, root_name
from crawler.model.errors import Refused
from crawler.survey.typed_address import read_typed

MOST_FEEDS = 10_000

PLATFORMS = frozenset({
    "feedburner.com", "follow.it", "medium.com", "youtube.com", "reddit.com", "google.com", "substack.com",
    "wordpress.com", "blogspot.com", "tumblr.com", "github.com", "facebook.com", "twitter.com", "x.com", "t.me",
    "telegram.me", "rsshub.app", "feeds2.feedburner.com", "rss.app", "podigee.io", "libsyn.com", "soundcloud.com",
})  # fmt: skip
"""Domains on which strangers have their feeds: two of them are not one site."""


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed of such a list; ``site`` is the page that it belongs to, empty where the list does not say."""

    url: str
    title: str = ""
    site: str = ""
    category: str = ""


@dataclass(slots=True)
class FeedGroup:
    """The feeds of one site: of one registered domain, but for platforms."""

    name: str
    feeds: list[ListedFeed] = field(default_factory=list)


def read_feed_list(body: bytes) -> tuple[list[ListedFeed], list[str]]:
    """The feeds of a list, each address once, and what in it is none: nothing is dropped in silence.

    :raises Refused: the file is no list of feeds

    >>> read_feed_list(b"https://a.example/rss\\n# mine\\nftp://b")
    ([ListedFeed(url='https://a.example/rss', title='', site='', category='')], ['ftp://b'])
    """
    text = from_root(body)
    if root_name(text) == "opml":
        feeds, left = _read_opml(text)
    else:
        feeds, left = _read_lines(body.decode("utf-8-sig", "replace"))
    unique = {feed.url: feed for feed in reversed(feeds)}
    if not unique and not left:
        raise Refused("There is no feed in this file", where="the list", cure="Give OPML, or an address a line")
    return list(unique.values())[::-1][:MOST_FEEDS], left


def _read_opml(text: str) -> tuple[list[ListedFeed], list[str]]:
    """Outlines wherever they stand: some programs leave the body out, or nest feeds in feeds."""
    tree = parse_leniently(text)
    feeds: list[ListedFeed] = []
    left: list[str] = []
    for outline in tree.iter("{*}outline") if tree is not None else ():
        values = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
        url = values.get("xmlurl", "")
        title = values.get("title") or values.get("text") or ""
        if not url:
            if values.get("htmlurl") or values.get("type"):
                left.append(title or values.get("htmlurl", ""))
            continue
        if (address := _address(url)) is None:
            left.append(url)
            continue
        site = _address(values.get("htmlurl", "")) if values.get("htmlurl") else None
        feeds.append(ListedFeed(address, title[:200], site or "", _category(outline)))
    return feeds, left


def _category(outline: etree._Element) -> str:
    above = outline.getparent()
    if above is None or etree.QName(above).localname != "outline":
        return ""
    return str(above.get("title") or above.get("text") or "")[:100]


def _read_lines(text: str) -> tuple[list[ListedFeed], list[str]]:
    lines = [line.strip() for line in text.splitlines()]
    written = [line for line in lines if line and not line.startswith("#")]
    read = [(line, _address(line)) for line in written]
    return [ListedFeed(url) for _, url in read if url], [line for line, url in read if url is None]


def _address(text: str) -> str | None:
    try:
        return read_typed(text)
    except Refused:
        return None


def group_feeds(feeds: Iterable[ListedFeed]) -> list[FeedGroup]:
    """The feeds by their sites: by the registered domain of the page they belong to, never by the feed's own host where
    that is known; a platform's feeds stand alone.

    >>> [group.name for group in group_feeds([
    ...     ListedFeed("https://feeds.feedburner.com/a", site="https://www.example.org/"),
    ...     ListedFeed("https://rss.example.org/b"), ListedFeed("https://www.youtube.com/feeds/c")])]
    ['example.org', 'www.youtube.com']
    """
    groups: dict[str, FeedGroup] = {}
    for number, feed in enumerate(feeds):
        host = urlsplit(feed.site or feed.url).netloc
        domain = registered_domain(urlsplit(feed.site or feed.url).hostname or "") or host
        key = f"{host} {number}" if domain in PLATFORMS else domain
        groups.setdefault(key, FeedGroup(host if domain in PLATFORMS else domain)).feeds.append(feed)
    return list(groups.values())


def write_opml(sources: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
    """An OPML 2.0 document: sources by their names, each with its feeds' and its site's addresses.

    >>> "xmlUrl" in write_opml([("A", [("https://a.example/rss", "https://a.example/")])])
    True
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Mirrorfold"
    body = etree.SubElement(root, "body")
    for name, feeds in sources:
        for feed, site in feeds:
            etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed, htmlUrl=site)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True).decode()
