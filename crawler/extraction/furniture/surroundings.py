"""What stands around the part of a page that holds its long texts: menus, side columns and feet of short links.

Every later step walks the whole tree, and finds nothing in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from lxml import etree
from lxml.html import HtmlElement

from crawler.extraction.markup.tree import remove

LONG = 80
"""Characters of a piece of text from which it is no label, headline or link of a menu."""

FEWEST = 3
"""Long texts from which a page has a part that holds them; with fewer nothing is taken."""

MOST = 0.8
"""Share of the characters of a page's long texts that its main part holds."""

_FIND_LONG = etree.XPath(f"descendant::text()[string-length(normalize-space(.)) > {LONG}]")
_KEPT = ("h1", "h2", "p", "blockquote", "pre", "figure")
"""What an article is made of beside long texts: its title, a short paragraph, a quotation, a picture."""

_HOLDERS = frozenset({"html", "body", "main", "article", "section", "div", "td", "tr", "tbody", "table", "center"})
"""Elements that hold a page or a part of it; a list or a quotation is held by one."""

_SURROUNDINGS = frozenset({"nav", "header", "footer", "aside", "section", "div", "form", "ul"})


def drop_surroundings(tree: HtmlElement) -> None:
    """Take out of a tree, in place, what stands outside of its main part and holds nothing that an article is made of.

    The main part is the smallest element that holds most of what the page says in long texts.
    """
    held: defaultdict[HtmlElement, int] = defaultdict(int)
    texts = _FIND_LONG(tree)
    for text in texts:
        element = text.getparent()
        holder = element.getparent() if text.is_tail else element
        while holder is not None:
            held[holder] += len(text)
            holder = holder.getparent()
    if len(texts) < FEWEST:
        return
    kept = {holder for element in tree.iter(*_KEPT) for holder in (element, *element.iterancestors())}
    part, whole = tree, held[tree]
    surroundings: list[HtmlElement] = []
    while (inner := _find_inner(part, held, MOST * whole)) is not None:
        surroundings += [
            child for child in part if child.tag in _SURROUNDINGS and child not in held and child not in kept
        ]
        part = inner
    remove(surroundings)


def _find_inner(part: HtmlElement, held: Mapping[HtmlElement, int], most: float) -> HtmlElement | None:
    """The element in a part of the page that holds most of its long texts, too."""
    return next((child for child in part if child.tag in _HOLDERS and held.get(child, 0) >= most), None)
