"""Paragraphs of the article that the extraction engine left behind.

The engine judges blocks by density and by the names of their classes, and so now and then drops a paragraph of short
quotations, or every part of a body that was cut in two around an advertisement. But the paragraphs of one article are
written alike: those that sit in the page the way the kept ones do belong to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extraction.fields.title import letters
from crawler.extraction.markup.tree import text_of
from crawler.extraction.markup.word_count import words_in

KEPT_SHARE = 0.4
"""Share of the words of paragraphs in one place that the engine must have kept for the place to be the body's."""

MIN_KEPT = 3
"""Paragraphs it must have kept there: two may be a teaser."""

MIN_WORDS = 6
"""Words of the shortest paragraph brought back: shorter ones are bylines and labels."""

DEPTH = 4
"""How many ancestors make up the place of a paragraph."""

_ELSEWHERE = frozenset({"aside", "nav", "footer", "form", "li", "blockquote", "figure", "table", "header"})

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    key: str
    words: int
    place: Place


def with_rescued(lines: Sequence[str], tree: HtmlElement) -> list[str]:
    """The lines, and between them, where the page has them, the paragraphs that stand in the same place."""
    paragraphs = list(_paragraphs(tree))
    result = list(lines)
    keys = [letters(line) for line in lines]
    whole = "".join(keys)
    places = _places_of_body(paragraphs, frozenset(keys))
    after = -1
    for paragraph in paragraphs:
        if paragraph.key in keys:
            after = keys.index(paragraph.key)
        elif paragraph.place in places and paragraph.words >= MIN_WORDS and paragraph.key not in whole:
            after += 1
            result.insert(after, paragraph.text)
            keys.insert(after, paragraph.key)
    return result


def _places_of_body(paragraphs: Sequence[_Paragraph], kept: frozenset[str]) -> frozenset[Place]:
    """The places most of whose words the engine kept."""
    words: Counter[Place] = Counter()
    kept_words: Counter[Place] = Counter()
    kept_number: Counter[Place] = Counter()
    for paragraph in paragraphs:
        words[paragraph.place] += paragraph.words
        if paragraph.key in kept:
            kept_words[paragraph.place] += paragraph.words
            kept_number[paragraph.place] += 1
    return frozenset(
        place
        for place, number in kept_number.items()
        if number >= MIN_KEPT and kept_words[place] >= KEPT_SHARE * words[place]
    )


def _paragraphs(tree: HtmlElement) -> Iterator[_Paragraph]:
    """The paragraphs of a page with the place of each: the names of the elements it sits in."""
    for element in tree.iter("p"):
        chain = list(element.iterancestors())
        if any(ancestor.tag in _ELSEWHERE for ancestor in chain):
            continue
        text = text_of(element)
        if key := letters(text):
            place = tuple(f"{each.tag!s}.{each.get('class', '')}" for each in (element, *chain[:DEPTH]))
            yield _Paragraph(text=text, key=key, words=words_in(text), place=place)
