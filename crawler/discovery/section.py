"""Section pages → links, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from lxml.etree import LxmlError
from lxml.html import HtmlElement

from crawler.article import Link
from crawler.discovery.listing import Listing, absolute_link, each_once
from crawler.extraction.charset import decode
from crawler.extraction.timestamps import read_timestamp, zone_of
from crawler.extraction.tree import parse, strip_unseen, text_of

ENOUGH = 5
"""Links outside of navigation and footer from which those inside are left out; on fewer, the page may be built of them."""

CARD_DEPTH = 6
"""How far up from a link the card, list item or article is looked for that shows its date."""

_FRAME = frozenset(("nav", "footer"))
_CARDS = frozenset(("article", "li"))


def read_section(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> Listing:
    """The links of a section page: absolute, http(s), without fragments, each once. Never raises.

    A link's title is its text; its date that of the ``<time>`` in the same list item or article.

    :param url: the address that answered; ``<base href>`` goes before it
    :param timezone: IANA name, for dates without an offset
    """
    if not body.strip():
        return Listing(problem="the page is empty")
    try:
        tree = parse(decode(body, content_type))
        strip_unseen(tree)
        found = list(_links(tree, _base(tree, url), zone_of(timezone)))
    except (LxmlError, ValueError, AssertionError, RecursionError) as error:
        return Listing(problem=f"the page cannot be read: {type(error).__name__}: {error}"[:200])
    outside = each_once(link for link, framed in found if not framed)
    return Listing(links=outside if len(outside) >= ENOUGH else each_once(link for link, _ in found))


def _base(tree: HtmlElement, url: str) -> str:
    element = next(tree.iter("base"), None)
    return (absolute_link(url, element.get("href")) if element is not None else None) or url


def _links(tree: HtmlElement, base: str, zone: tzinfo) -> Iterator[tuple[Link, bool]]:
    """Every link, and whether it stands in the frame around the page's content."""
    for element in tree.iter("a", "area"):
        if address := absolute_link(base, element.get("href")):
            framed = any(ancestor.tag in _FRAME for ancestor in element.iterancestors())
            yield Link(address, text_of(element) or None, _date(element, zone)), framed


def _date(link: HtmlElement, zone: tzinfo) -> datetime | None:
    for depth, ancestor in enumerate(link.iterancestors()):
        if depth == CARD_DEPTH:
            return None
        if ancestor.tag in _CARDS:
            shown = next((time.get("datetime") for time in ancestor.iter("time") if time.get("datetime")), None)
            moment = read_timestamp(shown, zone) if shown else None
            return moment.astimezone(UTC) if moment else None
    return None
