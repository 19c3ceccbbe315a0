"""Section pages → links: what a page of headlines links to, in the order in which it does.

Which of them are articles is not decided here: the source's URL template knows, or a glance at the page does.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from itertools import islice

from lxml.html import HtmlElement

from crawler.canonical.url_path import drop_index_page
from crawler.discovery.parsed_listing import MOST_LINKS, ParsedListing, absolute, absolutes, plain_title
from crawler.extraction.markup.charset import decode
from crawler.extraction.markup.own_errors import tell_own
from crawler.extraction.markup.tree import PARSE_FAILURES, parse, text_of
from crawler.model.article import Link

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FURNITURE = {
    # Elements and ARIA landmarks that hold a site's menus and small print (WHATWG HTML, section 4.3; WAI-ARIA 1.2).
    "nav": "navigation",
    "footer": "contentinfo",
}
CONTENT = frozenset({"article", "main", "section"})
"""In these a ``footer`` or a ``nav`` belongs to what they hold, and may be where the link is."""


class _Rank(IntEnum):
    """How well a text serves as the title of what is linked to."""

    NONE = 0
    ATTRIBUTE = 1
    TEXT = 2
    HEADING = 3


def read_section(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> ParsedListing:
    """The links of a web page in document order, each once, without those of its menus. Never raises.

    A link's title is the heading it stands in or holds, otherwise its text, otherwise what its picture is called.
    Pages whose every link stands in a menu are read in full.

    :param url: the address that answered; relative links are read against it or the page's ``<base>``
    :param content_type: the HTTP header's value
    :param timezone: not used: section pages give no dates that could be told apart from other ones
    """
    try:
        tree = parse(decode(body, content_type))
    except PARSE_FAILURES as error:
        tell_own(error)
        return ParsedListing(problem="there is no HTML in it")
    base = _base(tree, url)
    anchors = list(islice((anchor for anchor in tree.iter("a") if anchor.get("href")), MOST_LINKS))
    content = [anchor for anchor in anchors if not _is_furniture(anchor)]
    links = _links(content, base, url) or _links(anchors, base, url)
    if not links:
        return ParsedListing(problem="there is no link to another page in it")
    canonical = (link for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    return ParsedListing(links, self_links=absolutes((str(link.get("href") or "") for link in canonical), base))


def _base(tree: HtmlElement, url: str) -> str:
    """What relative links are read against: the first ``<base>`` that has an address, otherwise the page's own."""
    written = next((base.get("href") for base in tree.iter("base") if base.get("href")), None)
    return (absolute(written, url) if written else None) or url


def _is_furniture(anchor: HtmlElement) -> bool:
    """Whether a link stands in a menu or footer that belongs to the whole page."""
    is_furniture = False
    for ancestor in anchor.iterancestors():
        if ancestor.tag in FURNITURE or ancestor.get("role") in FURNITURE.values():
            is_furniture = True
        elif ancestor.tag in CONTENT:
            is_furniture = False
    return is_furniture


def _links(anchors: list[HtmlElement], base: str, url: str) -> tuple[Link, ...]:
    """The links of some anchors: each address once, where it stands first, with the best of its titles."""
    page = absolute(url, url)
    titles: dict[str, tuple[_Rank, str | None]] = {}
    pictures: dict[str, str] = {}
    for anchor in anchors:
        address = absolute(anchor.get("href") or "", base)
        if address is None or address == page:
            continue
        if picture := next(
            (shown for image in anchor.iter("img") if (shown := absolute(image.get("src") or "", base))), ""
        ):
            pictures.setdefault(address, picture)
        before = titles.get(address, (_Rank.NONE, None))
        if before[0] < _Rank.HEADING:
            titles[address] = max(before, _title(anchor), key=lambda title: title[0])
    headed = {_folder(address) for address, (rank, _) in titles.items() if rank is _Rank.HEADING}
    return tuple(
        Link(address, title, picture=pictures.get(address))
        for address, (rank, title) in titles.items()
        if rank > _Rank.ATTRIBUTE or address not in pictures or _parent(address) not in headed
    )


def _folder(address: str) -> str:
    """An address without its query, the name of an index page and the slashes behind it."""
    return drop_index_page(address.partition("?")[0]).rstrip("/")


def _parent(address: str) -> str:
    """The folder that an address stands in. A picture that leads below a headline's own address is one of that
    article's: publishing systems give each a page, with no text on it.

    >>> _parent("https://herald.test/storm/dsc04688/")
    'https://herald.test/storm'
    """
    return _folder(address).rpartition("/")[0]


def _title(anchor: HtmlElement) -> tuple[_Rank, str | None]:
    return next(((rank, title) for rank, text in _titles(anchor) if (title := plain_title(text))), (_Rank.NONE, None))


def _titles(anchor: HtmlElement) -> Iterator[tuple[_Rank, str]]:
    yield from ((_Rank.HEADING, text_of(heading)) for heading in anchor.iter(*HEADINGS))
    text = text_of(anchor)
    yield _Rank.HEADING if next(anchor.iterancestors(*HEADINGS), None) is not None else _Rank.TEXT, text
    yield _Rank.ATTRIBUTE, anchor.get("title") or anchor.get("aria-label") or ""
    yield from ((_Rank.ATTRIBUTE, picture.get("alt") or "") for picture in anchor.iter("img"))
