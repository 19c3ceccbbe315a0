"""Paragraphs of the article that the extraction engine left behind.

The engine judges blocks by density and by the names of their classes, and so now and then drops a paragraph of short
quotations, or every part of a body that was cut in two around an advertisement. But the paragraphs of one article are
written alike: those that sit in the page the way the kept ones do belong to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extraction.title import letters
from crawler.extraction.tree import text_of

KEPT_SHARE = 0.4
"""Share of the words of paragraphs in one place that the engine must have kept for the place to be the body's."""

MIN_KEPT = 3
MIN_WORDS = 6
DEPTH = 4
"""How many ancestors make up the place of a paragraph."""

_ELSEWHERE = frozenset("aside nav footer form li blockquote figure table header".split())


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    key: str
    place: tuple[str, ...]


def with_rescued(lines: Sequence[str], tree: HtmlElement) -> list[str]:
    """The lines, and between them, where the page has them, the paragraphs that stand in the same place."""
    known = {letters(line) for line in lines}
    whole = "".join(letters(line) for line in lines)
    paragraphs = list(_paragraphs(tree))
    total: Counter[tuple[str, ...]] = Counter()
    kept: Counter[tuple[str, ...]] = Counter()
    number: Counter[tuple[str, ...]] = Counter()
    for paragraph in paragraphs:
        words = len(paragraph.text.split())
        total[paragraph.place] += words
        if paragraph.key in known:
            kept[paragraph.place] += words
            number[paragraph.place] += 1
    places = {place for place in kept if number[place] >= MIN_KEPT and kept[place] >= KEPT_SHARE * total[place]}
    result = list(lines)
    keys = [letters(line) for line in lines]
    after = -1
    for paragraph in paragraphs:
        if paragraph.key in known:
            after = keys.index(paragraph.key)
        elif paragraph.place in places and paragraph.key not in whole and len(paragraph.text.split()) >= MIN_WORDS:
            after += 1
            result.insert(after, paragraph.text)
            keys.insert(after, paragraph.key)
            known.add(paragraph.key)
    return result


def _paragraphs(tree: HtmlElement):
    for element in tree.iter("p"):
        chain = [ancestor for ancestor in element.iterancestors()]
        if any(ancestor.tag in _ELSEWHERE for ancestor in chain):
            continue
        text = text_of(element)
        if key := letters(text):
            place = tuple(f"{a.tag}.{a.get('class', '')}" for a in (element, *chain[:DEPTH]))
            yield _Paragraph(text, key, place)
