"""Boxes beside and inside of an article that are no part of it: other articles, and who its author is.

A box is known by how it is built or by its first words, and taken out whole: the texts in it read as an article's do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.canonical.word_tables import load_tables, plain
from crawler.canonical.writing_systems import words_in
from crawler.extraction.furniture.furniture_lines import count_prose
from crawler.extraction.markup.tree import flat, fold_spaces, lines_of, remove

BIO_WORDS = 150
"""Words of the longest box about an author: two such texts are together on the pages that have most to say."""

LABEL_LETTERS = 60
"""Characters of the longest heading of a box."""

CLIMB = 6
"""How many elements may stand between such a heading and the box whose first words it is."""

CARD_WORDS = 80
"""Words of the longest teaser: a headline, two sentences, a date."""

CARD_DEPTH = 3
"""How deep teasers may stand in the rows and columns of a box."""

MIN_TEASERS = 3
"""Linked headings beside each other from which a box shows other articles: an article has two at most."""

TEASER_SHARE = 0.8
"""Share of such a box's characters that are in links; the rest are dates and sections."""

PROSE_WORDS = 15
"""Words from which a line that ends as sentences do is prose."""

MOST = 0.4
"""Share of the page's prose up to which a box is none of the article, whatever its names and headings say."""

RELATED = frozenset(load_tables("crawler.extraction.furniture", "furniture.txt")["headings of boxes"].wordings())

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_WHOLE = frozenset({"html", "body", "main"})
_BIO = re.compile(
    r"(?:author|autor|auteur|autore|writer|contributor)s?[-_]{0,2}(?:bio|about|box\b|card\b|descri|profile\b|detail)"
    r"|about[-_]{0,2}(?:the[-_]{0,2})?author|\bbio(?:graphy|[-_](?:box|text|content|wrap))"
)
_BIO_TAGS = ("div", "section", "aside", "p", "footer", "ul")
_LABEL_TAGS = ("p", "div", "span", "strong", "header")
_CARD = re.compile(r"(?:rollover|hover-?card|pop-?up)\w*[-_]{0,2}(?:block|content|body|box|card|panel)?")


def take_boxes(tree: HtmlElement, shown: Sequence[str] | None = None) -> None:
    """Remove boxes of other articles, boxes about authors and cards that open over a name, in place.

    :param shown: every line of the page, where it is known
    """
    remove([card for card in tree.iter("span") if _is_hover_card(card)])
    remove([box for box in _teaser_boxes(tree) if next(box.iter("h1"), None) is None])
    remove(list(_card_lists(tree)))
    boxes = [
        element for element in tree.iter(*_BIO_TAGS) if _is_called_bio(element.get("class")) and _is_short(element)
    ]
    boxes += [box for label in _labels(tree) if (box := _box_of(label)) is not None]
    if boxes:
        whole = _prose(tree) if shown is None else count_prose(shown, PROSE_WORDS)
        remove([box for box in boxes if _prose(box) <= MOST * whole or _holds_articles(box, tree)])


def _is_hover_card(element: HtmlElement) -> bool:
    """Whether an element inside of a paragraph opens over a name: it shows a picture or leads to several pages."""
    if not _is_called_card(element.get("class")) or next(element.iterancestors("p"), None) is None:
        return False
    behind = element.getprevious() is not None  # what comes first is the name itself
    return behind and (next(element.iter("img"), None) is not None or len(list(element.iter("a"))) > 1)


@lru_cache(maxsize=4096)
def _is_called_card(names: str | None) -> bool:
    """Whether a class is that of a card; a page has few classes, many times."""
    return names is not None and _CARD.search(names.lower()) is not None


@lru_cache(maxsize=4096)
def _is_called_bio(names: str | None) -> bool:
    return names is not None and _BIO.search(names.lower()) is not None


def _teaser_boxes(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that hold hardly more than headings which are links."""
    holders: Counter[HtmlElement] = Counter()
    for heading in tree.iter(*_HEADINGS):
        link = next(heading.iterancestors("a"), None)
        outer = link if link is not None else heading if _is_linked(heading) else None
        for _ in range(2):
            outer = outer.getparent() if outer is not None else None
            if outer is not None and outer.tag not in _WHOLE:
                holders[outer] += 1
    for holder, number in holders.items():
        if number >= MIN_TEASERS and _linked_letters(holder) >= TEASER_SHARE * len(flat(holder)):
            yield holder


def _card_lists(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that hold nothing but cards: a picture and a headline that lead to one page, each, and few words."""
    cards: dict[HtmlElement, set[HtmlElement]] = {}
    for link in tree.iter("a"):
        if link.get("href") and next(link.iter("img", "picture"), None) is not None and not flat(link):
            card = _card_around(link)
            if card is not None and (holder := card.getparent()) is not None and holder.tag not in _WHOLE:
                cards.setdefault(holder, set()).add(card)
    for holder, its in cards.items():
        if len(its) >= MIN_TEASERS and all(item in its for item in holder if flat(item)):
            yield holder


def _card_around(picture: HtmlElement) -> HtmlElement | None:
    """The smallest element around a picture in which words, too, lead where it does, if it is a card."""
    for element in picture.iterancestors():
        if element.tag in _WHOLE or words_in(flat(element)) > CARD_WORDS:
            return None
        if any(other.get("href") == picture.get("href") and flat(other) for other in element.iter("a")):
            return element
    return None


def _is_linked(heading: HtmlElement) -> bool:
    return next(heading.iter("a"), None) is not None and _linked_letters(heading) >= TEASER_SHARE * len(flat(heading))


def _is_in_link(heading: HtmlElement) -> bool:
    return next(heading.iterancestors("a"), None) is not None


def _linked_letters(element: HtmlElement) -> int:
    return sum(len(flat(link)) for link in element.iter("a") if link.get("href"))


def _is_short(element: HtmlElement) -> bool:
    return next(element.iter("h1"), None) is None and words_in(flat(element)) <= BIO_WORDS


def _labels(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that say no more than that other articles follow: headings, and leaves of the tree."""
    for element in tree.iter(*_HEADINGS, *_LABEL_TAGS):
        if element.tag in _HEADINGS:
            text = flat(element)
        elif len(element):
            continue
        else:
            text = fold_spaces(element.text)
        if 1 < len(text) <= LABEL_LETTERS and plain(text).rstrip(" :.…!") in RELATED:
            yield element


def _box_of(label: HtmlElement) -> HtmlElement | None:
    """The largest element that begins with a heading and holds nothing but what it announces."""
    box = label
    for _ in range(CLIMB):
        parent = box.getparent()
        if parent is None or parent.tag in _WHOLE or next(parent.iter("h1"), None) is not None:
            break
        if not _is_first(box, parent) or not all(_is_teaser(behind, CARD_DEPTH) for behind in box.itersiblings()):
            break
        box = parent
    return box if box is not label and next(box.iter("a"), None) is not None else None


def _is_teaser(element: HtmlElement, depth: int) -> bool:
    """Whether an element shows another article, several of them, or nothing to read."""
    if element.tag == "article" or not _prose(element):
        return True
    if words_in(flat(element)) <= CARD_WORDS and next(element.iter("a"), None) is not None:
        return any(_is_linked(each) or _is_in_link(each) for each in element.iter(*_HEADINGS))
    return depth > 0 and len(element) > 1 and all(_is_teaser(each, depth - 1) for each in element)


def _is_first(element: HtmlElement, parent: HtmlElement) -> bool:
    if (parent.text or "").strip():
        return False
    return not any(flat(before) or (before.tail or "").strip() for before in element.itersiblings(preceding=True))


def _holds_articles(box: HtmlElement, tree: HtmlElement) -> bool:
    """Whether a box holds several articles, while the page's own headline stands elsewhere."""
    articles = len(list(box.iter("article"))) - (box.tag == "article")
    return articles > 1 and next(tree.iter("h1"), None) is not None


def _prose(element: HtmlElement) -> int:
    return count_prose(lines_of(element), PROSE_WORDS)
