"""A page of a site → what it shows of the site: feeds, links, names, whether it is an article or a list by scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import words_in
from crawler.discovery.parsed_listing import absolute
from crawler.extraction.fields.declared import Declared, read_declared, string, types_of
from crawler.extraction.fields.headings import is_logo
from crawler.extraction.markup.charset import decode
from crawler.extraction.markup.own_errors import tell_own
from crawler.extraction.markup.tree import PARSE_FAILURES, flat, fold_spaces, names_of, parse, strip_unseen
from crawler.extraction.refresh import find_refresh

MOST_FEEDS = 40
"""Feeds that a page may name: a hostile one names thousands."""

MOST_LINKS = 3000
"""Links of a page that are looked at."""

SHELL_WORDS = 60
"""Words of a page that has a script, below which it is no more than a shell for what that makes."""

MENU_WORDS = 3
"""Words of the longest link that leads to a section."""

HEADLINE_WORDS = 4
"""Words of the shortest link that may be a headline."""

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_MAYBE_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
_FEED_PATH = re.compile(r"(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:$|[/._?=&-])|[.](?:rss|atom|rdf)$", re.IGNORECASE)
_NO_FEED = re.compile(r"/wp-json/|oembed|/comments/|/kommentare/", re.IGNORECASE)
_NOT_ARTICLES = re.compile(
    r"/(?:tags?|authors?|autor(?:es|en)?|categor(?:y|ies|ia|ie)|topics?|page|search|login|about|contact|impressum|"
    r"kontakt|privacy|terms|datenschutz|archives?|user|profile|account|shop|newsletter|feed|rss)(?:/|$|\.)",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_NOT_PAGES = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|docx?|xlsx?)$", re.IGNORECASE)
_MENUS = frozenset({"nav", "header", "footer"})
_GROUPS = frozenset({"div", "ul"})
_CONTENT = frozenset({"article", "main"})
_MENU_NAMES = re.compile(r"\bnav|menu|footer|header-|masthead|breadcrumb")
_ORGANISATIONS = frozenset({"Organization", "NewsMediaOrganization", "WebSite", "Blog"})


@dataclass(frozen=True, slots=True)
class SiteLink:
    """A link on a page of a site.

    :ivar menu: whether it stands in a menu, a header or a footer, or is marked as a tag or an author
    :ivar heading: whether it stands in a heading, or holds one
    """

    url: str
    text: str
    menu: bool
    heading: bool = False

    @property
    def is_headline(self) -> bool:
        """Whether it may lead to an article."""
        if self.menu or _NOT_ARTICLES.search(self.url) or _NOT_PAGES.search(self.url):
            return False
        return self.heading or words_in(self.text) >= HEADLINE_WORDS

    @property
    def is_section(self) -> bool:
        """Whether it may lead to a section."""
        return 1 <= words_in(self.text) <= MENU_WORDS and not _NO_FEED.search(self.url)

    @property
    def is_other(self) -> bool:
        """Whether it leads to a page that is no article, as far as its place and its words tell."""
        return bool(_NOT_ARTICLES.search(self.url)) or (self.menu and self.is_section)


@dataclass(frozen=True, slots=True)
class SitePage:
    """What a page shows of its site.

    :ivar declared_feeds: that its head names, in order; ``linked_feeds``: that a link on it may lead to
    :ivar site_name: what it says the site is called, empty where it says nothing
    :ivar is_article: whether it calls itself an article
    :ivar refresh: where it sends its readers at once, in full
    :ivar scripts: how many it has; ``words``: that it shows without them
    :ivar notice: what it shows in place of a site: that its domain is seized, or for sale
    """

    declared_feeds: tuple[str, ...] = ()
    linked_feeds: tuple[str, ...] = ()
    links: tuple[SiteLink, ...] = ()
    site_name: str = ""
    title: str = ""
    language: str = ""
    canonical: str | None = None
    is_article: bool = False
    refresh: str | None = None
    scripts: int = 0
    size: int = 0
    words: int = 0
    notice: str = ""

    @property
    def by_script(self) -> str:
        """A sentence that says so, where its list is made by a script, or may be; empty where it has none."""
        if not self.scripts:
            return ""
        return "It is filled by a script" if self.words < SHELL_WORDS else "Its list may be filled by a script"


def read_site_page(body: bytes, url: str, content_type: str = "") -> SitePage:
    """Look at a page. Never raises: what is no HTML shows nothing.

    :param url: the address that answered
    """
    try:
        tree = parse(decode(body, content_type))
        declared = read_declared(tree, url)
        base = _find_base(tree, url)
        refresh = find_refresh(body, content_type)
        return SitePage(
            declared_feeds=tuple(islice(dict.fromkeys(_declared_feeds(tree, base)), MOST_FEEDS)),
            linked_feeds=tuple(islice(dict.fromkeys(_linked_feeds(tree, base)), MOST_FEEDS)),
            links=tuple(_links(tree, base)),
            site_name=_name_site(declared) or _read_logo(tree, url),
            title=fold_spaces(tree.findtext(".//title")),
            language=declared.language.lower().partition("-")[0].partition("_")[0],
            canonical=declared.canonical,
            is_article=declared.is_article,
            refresh=absolute(refresh, base) if refresh else None,
            scripts=sum(1 for _ in tree.iter("script")),
            size=len(body),
            words=_count_words(tree),
        )
    except PARSE_FAILURES as error:
        tell_own(error)
        return SitePage(size=len(body))


def read_words(body: bytes, content_type: str = "") -> str:
    """All that a page shows, on one line; empty for what is no HTML."""
    try:
        tree = parse(decode(body, content_type))
        strip_unseen(tree)
        return flat(tree)
    except PARSE_FAILURES as error:
        tell_own(error)
        return ""


def _count_words(tree: HtmlElement) -> int:
    """The words that a page shows; the tree is of no use for anything else then."""
    strip_unseen(tree)
    return len(flat(tree).split())


def _find_base(tree: HtmlElement, url: str) -> str:
    written = next((base.get("href") for base in tree.iter("base") if base.get("href")), None)
    return (absolute(written, url) if written else None) or url


def _declared_feeds(tree: HtmlElement, base: str) -> Iterator[str]:
    """The feeds that ``<link rel=alternate>`` names: those that say so by their type, before those that may be."""
    maybe = []
    for link in tree.iter("link"):
        if "alternate" not in (link.get("rel") or "").lower().split():
            continue
        kind = (link.get("type") or "").lower().partition(";")[0].strip()
        address = _feed_address(link.get("href") or "", base)
        if address is None or _NO_FEED.search(address):
            continue
        if kind in _FEED_TYPES:
            yield address
        elif kind in _MAYBE_TYPES and _FEED_PATH.search(address):
            maybe.append(address)
    yield from maybe


def _linked_feeds(tree: HtmlElement, base: str) -> Iterator[str]:
    for link in tree.iter("a"):
        address = _feed_address(link.get("href") or "", base)
        if address is not None and not _NO_FEED.search(address):
            path = address.partition("://")[2].partition("/")[2]
            if _FEED_PATH.search(path) or flat(link).lower() in ("rss", "atom", "feed", "rss feed"):
                yield address


def _feed_address(written: str, base: str) -> str | None:
    """An address in full; ``feed:`` in front of it says what it is, and no more."""
    written = written.strip()
    if written[:5].lower() == "feed:":
        rest = written[5:].lstrip(":/")
        written = rest if rest.lower().startswith(("http://", "https://")) else f"https://{rest}"
    return absolute(written, base)


def _links(tree: HtmlElement, base: str) -> Iterator[SiteLink]:
    seen: dict[str, SiteLink] = {}
    for anchor in islice(tree.iter("a"), MOST_LINKS):
        address = absolute(anchor.get("href") or "", base)
        if address is None:
            continue
        link = SiteLink(address, flat(anchor)[:300], menu=_is_menu(anchor), heading=_is_heading(anchor))
        before = seen.get(address)
        if before is None or (before.menu, -len(before.text)) > (link.menu, -len(link.text)):
            seen[address] = link
    yield from seen.values()


def _is_heading(anchor: HtmlElement) -> bool:
    return next(anchor.iterancestors(*_HEADINGS), None) is not None or next(anchor.iter(*_HEADINGS), None) is not None


def _is_menu(anchor: HtmlElement) -> bool:
    if {"tag", "author", "category"}.intersection((anchor.get("rel") or "").lower().split()):
        return True
    is_menu = False
    for above in anchor.iterancestors():
        if above.tag in _MENUS or (
            above.tag in _GROUPS and _MENU_NAMES.search(names_of(above)) and _has_no_text(above)
        ):
            is_menu = True
        elif above.tag in _CONTENT:  # its header and its footer belong to what it holds, whatever holds it
            return False
    return is_menu


def _has_no_text(element: HtmlElement) -> bool:
    """Whether an element may be a menu, and not what holds the page."""
    return next(element.iter("article", "main", "p"), None) is None


def _read_logo(tree: HtmlElement, url: str) -> str:
    """The words of a main heading that leads to the front page."""
    logos = (heading for heading in tree.iter("h1") if is_logo(heading, url=url, sites=frozenset()))
    return next(filter(None, map(flat, logos)), "")


def _name_site(declared: Declared) -> str:
    """What a page says that its site is called: og:site_name, or its publisher."""
    named = declared.first("og:site_name", "application-name")
    if named:
        return named
    publisher = declared.article.get("publisher")
    if name := string(publisher):
        return name
    own = (string(node.get("name")) for node in declared.nodes if types_of(node) & _ORGANISATIONS)
    return next(filter(None, own), "")
