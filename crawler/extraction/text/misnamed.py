"""An article inside of an element that is named after something else: ``<aside>``, ``<footer>``.

The engine takes such elements away before it looks at the text. One that holds most of the page's prose is the article,
whatever its name, and becomes a ``<div>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import words_in
from crawler.extraction.furniture.furniture_lines import is_furniture, is_prose
from crawler.extraction.markup.tree import flat, lines_of, names_of

PROSE_WORDS = 12
"""Words of a line, ended as sentences are, that counts as prose."""

MIN_LINES = 3
"""Lines of prose in such an element: an imprint, or a note on the author, has one or two."""

MOST = 0.6
"""Share of the page's prose, notices about cookies not counted, from which the element is the article."""

LINKED = 0.3
"""Share of its letters inside of links from which it is a foot of the page, or a list."""

MISNAMED = ("aside", "footer", "nav", "header")

_NOTICE = re.compile(
    r"cookie|consent|gdpr|newsletter|subscri|modal|popup|comment|related|recommend|promo|sponsor|imprint"
)
_RIGHTS = re.compile(r"©|\(c\) (?:19|20)\d\d|copyright|all rights reserved", re.IGNORECASE)


def rename_article_parts(tree: HtmlElement, shown: Sequence[str]) -> None:
    """Make what holds the article, and the source of a quotation, elements that an engine reads; in place.

    :param shown: every line of the page
    """
    for footer in [*tree.iter("footer")]:
        if next(footer.iterancestors("blockquote"), None) is not None:
            footer.tag = "p"
    elements = [element for element in tree.iter(*MISNAMED) if next(element.iter("p", "br"), None) is not None]
    candidates = [element for element in elements if not _NOTICE.search(names_of(element))]
    if not candidates:
        return
    found = [(element, _prose(lines_of(element))) for element in candidates]
    found = [(element, lines) for element, lines in found if len(lines) >= MIN_LINES]
    if not found:
        return
    whole = _words(_prose(shown)) - sum(_words(_prose(lines_of(notice))) for notice in _notices(tree))
    for element, lines in found:
        if _words(lines) >= MOST * whole and not _is_foot(element):
            element.tag = "div"
            for ancestor in element.iterancestors(*MISNAMED):
                ancestor.tag = "div"


def _prose(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if is_prose(line, PROSE_WORDS) and not is_furniture(line)]


def _words(lines: Iterable[str]) -> int:
    return sum(map(words_in, lines))


def _notices(tree: HtmlElement) -> list[HtmlElement]:
    """The outermost elements that speak of cookies and the like."""
    named = {element for element in tree.iter("div", "section", "aside", "form") if _NOTICE.search(names_of(element))}
    return [element for element in named if named.isdisjoint(element.iterancestors())]


def _is_foot(element: HtmlElement) -> bool:
    text = flat(element)
    linked = sum(len(flat(link)) for link in element.iter("a"))
    return linked > LINKED * len(text) or _RIGHTS.search(text) is not None
