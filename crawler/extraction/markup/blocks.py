"""Tables and preformatted text: kept whole while an engine reads the page, and written as lines afterwards.

An engine takes a table for what lays out a page, or its cells for lines. Here a table, or a block of code, becomes one
paragraph with marks between its rows and cells, which the engine keeps or drops as it does others; the marks become
line ends and tabs when it is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import Element, HtmlElement

from crawler.extraction.markup.tree import flat, fold_spaces, names_of

ROW, CELL = "\u241e\u241f", "\u241f\u241e"
"""What stands between rows and cells: Unicode's pictures of the separators, in pairs that nobody writes."""

LINKED = 0.8
"""Share of a table's letters inside of links from which it is a list of links."""

WRAPPED = 45
"""Characters of the shortest line of prose that was wrapped at a width: such lines make a paragraph together."""

_NOT_DATA = re.compile(r"calendar|navig|menu|share|social|sidebar|related|banner")
_CODE = re.compile(r"[{}<>;=]|^\s*[#$]|\w\(|\t|\S {3,}\S", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t]*\n\s*")


def fold_blocks(tree: HtmlElement) -> None:
    """Turn tables of data and preformatted texts into paragraphs with marks, in place."""
    for table in [*tree.iter("table")]:
        if table.getparent() is not None and (text := _table_text(table)):
            _replace(table, [text])
    for block in [*tree.iter("pre")]:
        if block.getparent() is not None and (texts := list(_preformatted(block))):
            _replace(block, texts)


def unfold_blocks(lines: Iterable[str]) -> list[str]:
    """The lines with a line for every row, its cells parted by tabs.

    >>> unfold_blocks([f"Town {CELL} Boats {ROW} Arnby {CELL} 12", "They sail."])
    ['Town\\tBoats', 'Arnby\\t12', 'They sail.']
    """
    rows: list[str] = []
    for line in lines:
        if ROW in line or CELL in line:
            rows.extend(filter(None, map(_tabbed, line.split(ROW))))
        else:
            rows.append(line)
    return rows


def _tabbed(row: str) -> str:
    return "\t".join(cell.strip() for cell in row.split(CELL)).rstrip()


def _table_text(table: HtmlElement) -> str:
    """The rows of a table of data; nothing for one that is a frame, a form, a calendar or a list of links."""
    if (
        _NOT_DATA.search(names_of(table))
        or next(table.iterdescendants("table", "input", "form", "h1"), None) is not None
    ):
        return ""
    rows = [
        cells for row in table.iter("tr") if any(cells := [_cell(cell) for cell in row if cell.tag in ("td", "th")])
    ]
    if sum(sum(map(bool, cells)) > 1 for cells in rows) < 2:
        return ""
    linked = sum(len(flat(link)) for link in table.iter("a"))
    if linked >= LINKED * len(flat(table)):
        return ""
    caption = next((flat(each) for each in table.iter("caption")), "")
    return f" {ROW} ".join(filter(None, [caption, *(f" {CELL} ".join(cells) for cells in rows)]))


def _cell(cell: HtmlElement) -> str:
    """The text of a cell, with spaces where its lines are parted."""
    parted = next(cell.iter("br", "p", "div", "li"), None) is not None
    return fold_spaces((" " if parted else "").join(cell.itertext()))


def _preformatted(block: HtmlElement) -> Iterator[str]:
    """The paragraphs of a preformatted text: code keeps its lines, prose that was wrapped at a width is unwrapped."""
    for line_break in block.iter("br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    text = "".join(block.itertext())
    code = next(block.iter("code", "samp", "kbd"), None) is not None or _CODE.search(text) is not None
    for part in [text] if code else _BLANK.split(text):
        lines = [line for line in map(fold_spaces, part.splitlines()) if line]
        if lines:
            wrapped = not code and all(len(line) >= WRAPPED for line in lines[:-1])
            yield (" " if wrapped else f" {ROW} ").join(lines)


def _replace(element: HtmlElement, texts: Iterable[str]) -> None:
    """Put paragraphs in the place of an element."""
    place = element.getparent()
    assert place is not None
    for text in texts:
        paragraph = Element("p")
        paragraph.text = text
        element.addprevious(paragraph)
    element.drop_tree()
