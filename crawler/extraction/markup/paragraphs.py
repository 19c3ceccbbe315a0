"""Old markup → paragraphs: ``<br><br>`` between paragraphs, tables that lay out a page.

The extraction engine looks for ``<p>``. Pages written before that habit, or by editors that never took it up, part
their paragraphs with two line breaks, inside of a ``<td>``, a ``<div>`` or a ``<font>``, or leave one bare beside the
others. Here they get their ``<p>``.
"""

from __future__ import annotations

from lxml.html import Element, HtmlElement

from crawler.canonical.writing_systems import words_in
from crawler.extraction.markup.tree import BLOCKS, flat

INLINE_WRAPPERS = frozenset({"p", "span", "font", "b", "strong", "em", "i", "center", "big", "small"})
"""Elements that may not hold a paragraph and become a ``<div>`` when they do."""

LAYOUT_WORDS = 60
"""Words in one cell from which a table is taken for layout: cells of data hold a phrase."""

PICTURE_CELLS = 3
"""Cells with text up to which a table with a picture is a frame around the picture and its caption."""

LOOSE_WORDS = 8
"""Words of the shortest bare text beside paragraphs that is one of them."""

_EMPHASIS = frozenset({"i", "em", "b", "strong"})
_HOLDERS = frozenset({"div", "section", "article", "main", "td"})
_TABLE_PARTS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})


def mark_paragraphs(tree: HtmlElement) -> None:
    """Give a tree its paragraphs, in place."""
    for table in list(tree.iter("table")):
        if _is_layout(table):
            _unmake(table)
    parents = [*map(_parent_of_double, tree.iter("br")), *map(_parent_with_loose_text, tree.iter("p"))]
    for parent in {id(parent): parent for parent in parents if parent is not None}.values():
        _split(parent)


def _is_layout(table: HtmlElement) -> bool:
    if next(table.iterdescendants("table"), None) is not None or next(table.iter("h1"), None) is not None:
        return True
    cells = [words_in(flat(cell)) for cell in table.iter("td", "th")]
    if next(table.iter("img"), None) is not None and sum(map(bool, cells)) <= PICTURE_CELLS:
        return True
    return max(cells, default=0) >= LAYOUT_WORDS


def _unmake(table: HtmlElement) -> None:
    """Turn the parts of a table, without those of the tables inside of it, into plain blocks."""
    pending = [table]
    while pending:
        element = pending.pop()
        if element.tag in _TABLE_PARTS:
            element.tag = "div"
            pending.extend(child for child in element if child.tag in _TABLE_PARTS and child.tag != "table")


def _is_blank(text: str | None) -> bool:
    return not text or not text.strip("\xa0 \t\r\n")


def _parent_of_double(br: HtmlElement) -> HtmlElement | None:
    """The parent of a line break that another one follows with nothing between."""
    following = br.getnext()
    doubled = following is not None and following.tag == "br" and _is_blank(br.tail)
    return br.getparent() if doubled else None


def _parent_with_loose_text(paragraph: HtmlElement) -> HtmlElement | None:
    """The parent of a paragraph that is its first, if a sentence stands beside it, bare or emphasised."""
    parent = paragraph.getparent()
    if parent is None or parent.tag not in _HOLDERS or next(parent.iterchildren("p"), None) is not paragraph:
        return None
    loose = [parent.text, *(child.tail for child in parent if child.tag in BLOCKS)]
    loose += [flat(child) for child in parent if child.tag in _EMPHASIS]
    return parent if any(text and words_in(text) >= LOOSE_WORDS for text in loose) else None


def _split(parent: HtmlElement) -> None:
    """Put what stands between double line breaks into paragraphs; blocks stay where they are."""
    children = list(parent)
    paragraph = _paragraph(parent.text)
    parent.text = None
    parts: list[HtmlElement] = []
    skip = 0
    for number, child in enumerate(children):
        parent.remove(child)
        if skip:
            skip -= 1
            continue
        run = _breaks_from(children, number)
        if run > 1 or child.tag in BLOCKS - {"br"}:
            parts.append(paragraph)
            last = children[number + run - 1] if run > 1 else child
            paragraph, last.tail = _paragraph(last.tail), None
            if run > 1:
                skip = run - 1
            else:
                parts.append(child)
        else:
            paragraph.append(child)
    parts.append(paragraph)
    parent.extend(part for part in parts if len(part) or not _is_blank(part.text) or part.tag != "p")
    _make_room(parent)


def _paragraph(text: str | None) -> HtmlElement:
    paragraph: HtmlElement = Element("p")
    paragraph.text = text
    return paragraph


def _breaks_from(children: list[HtmlElement], start: int) -> int:
    """How many line breaks stand together from here on."""
    end = start
    while end < len(children) and children[end].tag == "br":
        end += 1
        if not _is_blank(children[end - 1].tail):
            break
    return end - start


def _make_room(element: HtmlElement | None) -> None:
    """Make an element, and what holds it, one that may hold paragraphs."""
    while element is not None and element.tag in INLINE_WRAPPERS:
        element.tag = "div"
        element = element.getparent()
