"""The caption, apart from the text: found, and taken out of the tree so that no paragraph is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.canonical.word_tables import load_tables
from crawler.extraction.fields.timestamps import written_dates
from crawler.extraction.markup.tree import flat, lines_of, remove, text_of

_TABLES = load_tables("crawler.extraction.fields", "captions.txt")
CAPTION_NAMES = _TABLES["class names"].wordings()
LABELS = _TABLES["labels"].wordings()
NOT_CAPTIONS = frozenset(_TABLES["not captions"].wordings())
PHOTO_WORDS = _TABLES["photo words"].wordings()

DATE_LETTERS = 40
"""Where an element named after captions begins with a date, it is the line under the headline."""

MAX_LETTERS = 800
"""Characters of the longest caption; an element with more is the article in a class with a misleading name."""

MAX_CREDIT = 120
"""Characters at the end of a line in which a credit is looked for."""

_NAMED = ("p", "div", "span", "small", "em", "i", "td", "dd", "h1", "h2", "h5", "h6", "section")
_HOLDERS = frozenset({"p", "div", "span", "em", "i", "small", "td", "font", "center", "section", "figure"})
_PICTURES = frozenset({"img", "picture", "a"})

CLIMB = 4
MAX_CHILDREN = 6
"""How far up from a picture its caption is looked for, and the children of an element that still is about it."""

_NAME = re.compile("|".join(map(re.escape, CAPTION_NAMES)), re.IGNORECASE)
_PHOTO_WORD = "|".join(re.escape(word) for word in sorted(PHOTO_WORDS, key=len, reverse=True))
_CREDIT_AT_END = re.compile(rf"[(\[（]\s*(?:{_PHOTO_WORD})(?!\w)[^()\[\]（）]{{0,80}}[)\]）]\s*\.?$", re.IGNORECASE)
_CREDIT_ALONE = re.compile(
    rf"^[(\[]?(?:{_PHOTO_WORD})(?:\s+(?:by|credit|courtesy))?\s*[:/©]\s*\S.{{0,80}}$", re.IGNORECASE
)
_ELSEWHERE = frozenset({"aside", "nav", "footer", "a", "li", "form"})
"""Ancestors of a figure that shows another article, or an advertisement."""


def ends_in_credit(line: str) -> bool:
    """Whether a line is a caption by its own words: it ends in a photo credit, or is nothing but one.

    >>> ends_in_credit("A soldier in a trench near the village. (Photo by AFP)")
    True
    >>> ends_in_credit("Foto: dpa"), ends_in_credit("He took a photo of the parade.")
    (True, False)
    """
    return bool(_CREDIT_AT_END.search(line) or _CREDIT_ALONE.match(line))


@dataclass(frozen=True, slots=True)
class Captions:
    """What a page wrote under its pictures, as folded lines: under the article's own, and under all of them."""

    own: str | None
    every: frozenset[str]


def take_captions(tree: HtmlElement, heading: HtmlElement | None = None) -> Captions:
    """Take every caption out of the tree.

    Captions are ``figcaption``, elements named after captions, paragraphs beside a picture that end in a credit, and
    paragraphs anywhere that end in one in brackets. The article's own is the first behind the headline that belongs to
    no link, list or side column.

    :param heading: the element that shows the title
    """
    captions = _captions(tree)
    asked = {*captions, heading}
    order = {element: number for number, element in enumerate(tree.iter()) if element in asked} if captions else {}
    start = order.get(heading, 0) if heading is not None else 0
    captions.sort(key=lambda element: (order[element] < start, order[element]))
    own = next(filter(None, (_without_label(text_of(element)) for element in captions if _is_own(element))), None)
    every = frozenset(line for element in captions for line in (text_of(element), *lines_of(element)))
    remove(captions)
    return Captions(own, every)


def _without_label(caption: str) -> str:
    """A caption without the word "caption" before it, or nothing where it says no more than that."""
    lowered = caption.lower()
    label = next((label for label in LABELS if lowered.startswith(label)), "")
    return "" if lowered in NOT_CAPTIONS else caption[len(label) :].lstrip(" :,")


def _captions(tree: HtmlElement) -> list[HtmlElement]:
    """Caption elements, the outermost of nested ones."""
    elements = {*tree.iter("figcaption"), *filter(_is_named_caption, tree.iter(*_NAMED))}
    leaves = (block for block in tree.iter("p", "div") if not len(block))
    elements.update(leaf for leaf in leaves if _CREDIT_AT_END.search((leaf.text or "")[-MAX_CREDIT:]))
    beside = {block for picture in tree.iter("img", "picture") for block in _beside(picture)}
    elements.update(filter(_is_credited, beside - elements))
    return [element for element in elements if elements.isdisjoint(element.iterancestors())]


def _is_named_caption(element: HtmlElement) -> bool:
    if not (_names_caption(element.get("class", "")) or _names_caption(element.get("id", ""))):
        return False
    return next(element.iter("video", "iframe"), None) is None and not _is_long(element) and bool(flat(element))


@lru_cache(maxsize=4096)
def _names_caption(names: str) -> bool:
    """Whether a class or an id is one of captions; a page has few of them, many times."""
    return _NAME.search(names) is not None


def _beside(picture: HtmlElement) -> Iterator[HtmlElement]:
    """The blocks that may hold a picture's caption: those around it, and those that follow one of them."""
    element: HtmlElement | None = picture
    for _ in range(CLIMB):
        if element is None or element.tag not in _HOLDERS | _PICTURES or len(element) > MAX_CHILDREN:
            return
        following = element.getnext()
        while following is not None and following.tag == "br":
            following = following.getnext()
        if following is not None and following.tag in _HOLDERS:
            yield following
        if element.tag in _HOLDERS:
            yield element
        element = element.getparent()


def _is_long(element: HtmlElement) -> bool:
    """Whether an element holds more than a caption; looks at no more of it than that takes."""
    seen = 0
    for piece in element.itertext():
        seen += len(piece.strip())
        if seen > MAX_LETTERS:
            return True
    return False


def _is_credited(element: HtmlElement) -> bool:
    return not _is_long(element) and next(element.iter("h1"), None) is None and ends_in_credit(flat(element))


def _is_own(element: HtmlElement) -> bool:
    if next(element.iter("time"), None) is not None or next(written_dates(flat(element)[:DATE_LETTERS]), None):
        return ends_in_credit(flat(element)) or element.tag == "figcaption"
    return not any(ancestor.tag in _ELSEWHERE for ancestor in element.iterancestors())
