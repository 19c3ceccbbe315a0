"""Text → a tree of elements, and the few ways the other modules look at one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_BLOCKS = """
address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th
thead tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
"""Elements that begin a new line: those of a browser's own style sheet (WHATWG HTML, section 15.3), and ``<br>``."""

UNSEEN = frozenset({"head", "noscript", "script", "style", "svg", "template", "textarea", "title"})
"""Elements whose text no reader sees."""

PARSE_FAILURES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, etree.LxmlError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip
"""What lxml, trafilatura and feedparser raise on hostile documents, as seen in fuzzing: a page rooted in <svg>, marks
that end where none began (AssertionError, AttributeError), nesting (RecursionError), numbers, dates, names and
characters out of range (ArithmeticError, ValueError), the rest from None values."""

_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""lxml's own look-up, which knows forms from links, calls Python for every element that is looked at: an eighth of the
time of a reading."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
"""The same, as bytes of UTF-8."""

_NOT_PLAIN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")


_ENTITY = re.compile(r"&(?:amp;)*(#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,30});")
"""A character reference in what was parsed already: its page was escaped twice."""


def parse(text: str) -> HtmlElement:
    """The tree of a page, without comments; control characters, which no tree can hold, become U+FFFD.

    :raises lxml.etree.LxmlError: for a page without any element
    """
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, no_network=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    return document_fromstring(_clean(text), parser=parser)


def _clean(text: str) -> bytes:
    """A page as UTF-8 that a tree can hold. To look at its bytes costs a tenth of a search in its characters."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return _NOT_XML.sub("\ufffd", text).encode()
    if len(raw.translate(None, _CONTROLS)) == len(raw) and not any(rare in raw for rare in _NO_CHARACTERS):
        return raw
    return _NOT_XML.sub("\ufffd", text).encode()


def fold_spaces(text: str | None) -> str:
    """White space folded to single spaces; control, invisible and direction-changing characters gone.

    What a page wrote as a character reference twice over is that character. The joiners U+200C and U+200D stay: words
    of Persian and of many Indian languages are spelt with them.

    >>> fold_spaces("  Two\\u202e\\nwords\\u00a0 here ")
    'Two words here'
    >>> fold_spaces("&quot;R&amp;D&quot; &nbsp; AT&T;")
    '"R&D" AT&T;'
    """
    if not text:
        return ""
    if "&" in text and ";" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(f"&{entity[1]};"), text)
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return " ".join(_NOT_PLAIN.sub(" ", line.replace("\u00ad", "").replace("\u200b", "")).split())


def text_of(element: HtmlElement) -> str:
    """An element's text as one folded line; words of neighbouring blocks do not touch."""
    return " ".join(lines_of(element))


def lines_of(element: HtmlElement) -> list[str]:
    """An element's visible text as folded lines, one for every block, empty ones left out."""
    return [line.text for line in linked_lines(element)]


@dataclass(frozen=True, slots=True)
class LinkedLine:
    """A line of a page, with the links that have text in it."""

    text: str
    anchors: tuple[HtmlElement, ...]


def linked_lines(element: HtmlElement) -> list[LinkedLine]:
    """The lines that ``lines_of`` gives, with their links."""
    lines: list[LinkedLine] = []
    pieces: list[str] = []
    anchors: list[HtmlElement] = []
    anchor: HtmlElement | None = None
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        tag = each.tag
        if tag in BLOCKS:
            _end_line(lines, pieces, anchors)
        elif tag == "a":
            anchor = each if event == "start" else None
        if event == "end":
            piece = each.tail if each is not element else None
        elif tag in UNSEEN:
            walk.skip_subtree()
            continue
        else:
            piece = each.text
        if piece:
            pieces.append(piece)
            if anchor is not None and anchor not in anchors and not piece.isspace():
                anchors.append(anchor)
    _end_line(lines, pieces, anchors)
    return lines


def _end_line(lines: list[LinkedLine], pieces: list[str], anchors: list[HtmlElement]) -> None:
    """Put what was gathered into a line, if it says anything, and begin anew."""
    if pieces:
        if text := fold_spaces("".join(pieces)):
            lines.append(LinkedLine(text, tuple(anchors)))
        pieces.clear()
        anchors.clear()


def flat(element: HtmlElement) -> str:
    """An element's text, folded, without regard to blocks: cheap, for measuring and for elements without any."""
    return fold_spaces("".join(element.itertext()))


def strip_unseen(tree: HtmlElement) -> None:
    """Take out of a tree what no reader sees: scripts, styles, templates, drawings."""
    etree.strip_elements(tree, "script", "style", "noscript", "template", "svg", with_tail=False)


def remove(elements: Iterable[HtmlElement]) -> None:
    """Take elements out of their tree; the text after each stays."""
    for element in list(elements):
        if element.getparent() is not None:
            element.drop_tree()


def names_of(element: HtmlElement) -> str:
    """Class and id, lower-cased: what the page's author calls the element."""
    return f"{element.get('class', '')} {element.get('id', '')}".lower()
