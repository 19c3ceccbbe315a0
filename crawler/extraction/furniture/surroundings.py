"""What stands around the part of a page that holds its long texts: menus, side columns and feet of short links.

Every later step walks the whole tree. On 217 labelled pages two elements of five stood in such surroundings, and no
step found anything in them.
"""

from __future__ import annotations

from collections import defaultdict

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
_HEADINGS = ("h1", "h2")


def drop_surroundings(tree: HtmlElement) -> None:
    """Take out of a tree, in place, what stands outside of its main part and holds neither a long text nor a heading.

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
    headed = {holder for heading in tree.iter(*_HEADINGS) for holder in (heading, *heading.iterancestors())}
    part, whole = tree, held[tree]
    surroundings: list[HtmlElement] = []
    while (inner := next((child for child in part if held.get(child, 0) >= MOST * whole), None)) is not None:
        if part is not tree:
            surroundings.extend(child for child in part if child not in held and child not in headed)
        part = inner
    remove(surroundings)
