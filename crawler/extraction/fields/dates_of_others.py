"""Which dates of a page belong to other articles, to its readers' comments, or to the site."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import words_in
from crawler.extraction.markup.tree import names_of, text_of

_OF_OTHERS = frozenset({"aside", "nav", "footer", "form"})
"""Elements in which a page shows the dates of other articles or of itself."""

_NAMES_OF_OTHERS = re.compile(r"related|recommend|\bcomments?(?![a-z])|\bteasers?(?![a-z])")
"""Class names of parts with the dates of other articles or of readers."""

_WHOLE = frozenset({"html", "body", "main", "article"})
"""Elements whose class names and links say nothing of one line in them."""

_SMALL_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})

HEADLINE_WORDS = 5
"""Words of a link that is the headline of another article: authors, sections and labels have fewer."""

CARD_DEPTH = 3
MAX_CARD = 400
"""How many elements around a date, and how many characters in them, are looked at for such a headline: a card's."""


def is_of_others(element: HtmlElement) -> bool:
    """Whether an element stands where a page shows the dates of other articles, of readers or of itself."""
    if any(ancestor.tag in _OF_OTHERS or _is_named_so(ancestor) for ancestor in element.iterancestors()):
        return True
    for sibling in (element.getprevious(), element.getnext()):
        if sibling is not None and sibling.tag in _SMALL_HEADINGS and next(sibling.iter("a"), None) is not None:
            return True
    for block in islice(element.iterancestors(), CARD_DEPTH):
        if block.tag in _WHOLE or next(block.iter("h1"), None) is not None or len(text_of(block)) > MAX_CARD:
            return False
        if any(words_in(text_of(link)) >= HEADLINE_WORDS for link in block.iter("a")):
            return True
    return False


def _is_named_so(element: HtmlElement) -> bool:
    return element.tag not in _WHOLE and _NAMES_OF_OTHERS.search(names_of(element)) is not None
