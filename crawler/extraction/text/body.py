"""A page's tree → the paragraphs of its article, by the engine and by what it does not know.

The engine judges blocks by density and by the names of their classes, and so now and then drops a paragraph of short
quotations, or every part of a body that was cut in two around an advertisement. But the paragraphs of one article are
written alike: those that sit in the page the way the kept ones do belong to it.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import count_words, letters, words_in, words_of
from crawler.extraction.furniture.furniture_lines import count_prose, ends_sentence
from crawler.extraction.markup.blocks import fold_blocks, unfold_blocks
from crawler.extraction.markup.tree import flat, fold_spaces, lines_of, names_of, text_of
from crawler.extraction.text.engine import engine_lines
from crawler.extraction.text.misnamed import rename_article_parts

PROSE_WORDS = 15
"""Words from which a line that ends as sentences do is counted as prose."""

COVERED = 0.5
"""Share of the page's prose that a reading must hold to be taken without trying a slower one. On 217 labelled pages no
slower reading was better where the fast one held half; where it missed the body it held under a fifth."""

LONGER = 1.3
"""How much more text the broader reading must have to be preferred."""

KEPT_SHARE = 0.4
"""Share of the words of paragraphs in one place that the engine must have kept for the place to be the body's."""

MIN_KEPT = 3
"""Paragraphs it must have kept there: two may be a teaser."""

FEW_KEPT, MOST_WORDS = 2, 0.66
"""Paragraphs that are enough where they hold this share of the words of their place: two thirds, as in a short article.
"""

MIN_WORDS = 6
"""Words of the shortest paragraph brought back: shorter ones are bylines and labels."""

DEPTH = 4
"""How many ancestors make up the place of a paragraph."""

ITEM_WORDS = 10
"""Words of the shortest item of a list that is brought back."""

RUN = 4
"""Words in a row by which a line is looked for that may be a paragraph read otherwise."""

SAME = 0.8
"""Share of the words of the shorter one from which two such are one."""

MIN_REPEATED = 8
"""Words of the shortest line that stands no more often than the page shows it: refrains are shorter."""

LARGER = 1.2
"""How much longer a line must be than the paragraph it holds to be more than that paragraph."""

BODY_NAMES = frozenset(
    {"entry-content", "entry__content", "post-content", "post__content", "post-body", "post__body", "article-content",
     "article__content", "article-body", "article__body", "articlebody", "story-body", "story__body"}
)  # fmt: skip
"""Names by which templates declare an article's body, in lower case."""

_ELSEWHERE = frozenset({"aside", "nav", "footer", "form", "li", "blockquote", "figure", "table", "header"})

_JOINED = re.compile("\\w[\u200c\u200d]\\w")


def article_lines(tree: HtmlElement, shown: Sequence[str], *, url: str) -> list[str]:
    """The article's paragraphs, folded, in order.

    Three readings, each tried only where the one before left much of the page's prose: a fast one; a precise one,
    which compares several extractors; a broad one, which must have much more text to be believed. Where none found
    prose, nothing outside of what the page declares to be the article's body is text, be it little or nothing.

    :param tree: without scripts, captions and links to other articles; its tables become paragraphs
    :param shown: every line of the page
    """
    rename_article_parts(tree, shown)
    fold_blocks(tree)
    body = _find_declared_body(tree)
    within = [] if body is None else _own_lines(body)  # before the engine changes the tree
    lines = _article_lines(tree, shown, url)
    if body is not None and not count_prose(lines, PROSE_WORDS):
        whole = "".join(map(letters, within))
        lines = [line for line in lines if letters(line) and letters(line) in whole] or within
    return _as_often(unfold_blocks(_respelt(lines, shown)), shown)


def _find_declared_body(tree: HtmlElement) -> HtmlElement | None:
    """The element that a template declares to be the article's body; None where there is none, or several."""
    bodies = [
        element
        for element in tree.iter("div", "section", "article")
        if "articleBody" in element.get("itemprop", "").split() or not BODY_NAMES.isdisjoint(names_of(element).split())
    ]
    outermost = [body for body in bodies if not any(other in bodies for other in body.iterancestors())]
    return outermost[0] if len(outermost) == 1 else None


def _own_lines(body: HtmlElement) -> list[str]:
    """The lines of a body but for its headings and what is a part of its own: tags, buttons, an imprint."""
    apart = ("h1", "footer", "header", "nav", "aside", "form", "button")
    inside = {line for part in body.iter(*apart) if part is not body for line in lines_of(part)}
    return [line for line in lines_of(body) if line not in inside]


def selected_lines(elements: Iterable[HtmlElement]) -> list[str]:
    """The lines of the elements that a source's own selector finds, with the rows of their tables."""
    chosen = list(elements)
    for element in chosen:
        fold_blocks(element)
    return unfold_blocks(line for element in chosen for line in lines_of(element))


def _as_often(lines: Sequence[str], shown: Iterable[str]) -> list[str]:
    """The lines, a long one no more often than the page shows it."""
    if len(set(lines)) == len(lines):
        return list(lines)
    left = Counter(map(letters, shown))
    result: list[str] = []
    for line in lines:
        key = letters(line)
        if words_in(line) < MIN_REPEATED or line not in result or left[key] > 0:
            result.append(line)
        left[key] -= 1
    return result


def _article_lines(tree: HtmlElement, shown: Sequence[str], url: str) -> list[str]:
    prose = count_prose(set(shown), PROSE_WORDS)
    lines = restore_paragraphs(engine_lines(tree, url, precise=True, fast=True), tree)
    if count_words(lines) >= COVERED * prose:
        return lines
    lines = restore_paragraphs(engine_lines(tree, url, precise=True), tree)
    if count_words(lines) >= COVERED * prose:
        return lines
    broad = engine_lines(tree, url, precise=False)
    return restore_paragraphs(broad, tree) if count_words(set(broad)) > LONGER * count_words(set(lines)) else lines


def _respelt(lines: list[str], shown: Iterable[str]) -> list[str]:
    """The lines with the joiners that the engine drops, and that words of Persian and Hindi are spelt with."""
    spelt = {letters(line): line for line in shown if _JOINED.search(line)}
    return [spelt.get(letters(line), line) for line in lines] if spelt else lines


Place = tuple[str, ...]
"""The names of a paragraph and of what it sits in; empty for the item of a list."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    key: str
    words: int
    place: Place
    holders: tuple[HtmlElement, ...] = ()

    def is_in(self, holders: frozenset[HtmlElement]) -> bool:
        """Whether the item of a list stands where the body's paragraphs do."""
        return not self.place and not holders.isdisjoint(self.holders)


def restore_paragraphs(lines: Sequence[str], tree: HtmlElement) -> list[str]:
    """The lines, and between them, where the page has them, the paragraphs that stand in the same place."""
    paragraphs = list(_paragraphs(tree))
    result = list(lines)
    keys = [letters(line) for line in lines]
    whole = "".join(keys)
    places = _places_of_body(paragraphs, frozenset(keys))
    holders = _holders_of_body(paragraphs, frozenset(keys))
    after = -1
    for paragraph in paragraphs:
        if paragraph.key in keys:
            after = keys.index(paragraph.key)
        elif (
            (paragraph.place in places or (after >= 0 and paragraph.is_in(holders)))
            and paragraph.words >= MIN_WORDS
            and paragraph.key not in whole
        ):
            known = _find_same(paragraph, result)
            if known is None:
                after += 1
                result.insert(after, paragraph.text)
                keys.insert(after, paragraph.key)
            else:
                after = known
                if words_in(result[known]) <= LARGER * paragraph.words:
                    result[known], keys[known] = paragraph.text, paragraph.key
    return result


def _find_same(paragraph: _Paragraph, lines: Sequence[str]) -> int | None:
    """The line that is this paragraph, read with other words in or out of it: its number, if there is one."""
    runs, words = _runs(paragraph.text)
    for number, line in enumerate(lines):
        other_runs, other_words = _runs(line)
        if other_words.total() < MIN_REPEATED or runs.isdisjoint(other_runs):
            continue
        if (words & other_words).total() >= SAME * min(words.total(), other_words.total()):
            return number
    return None


@lru_cache(maxsize=1024)
def _runs(text: str) -> tuple[frozenset[tuple[str, ...]], Counter[str]]:
    words = words_of(text)
    runs = frozenset(tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
    return runs, Counter(words)


def _places_of_body(paragraphs: Sequence[_Paragraph], kept: frozenset[str]) -> frozenset[Place]:
    """The places most of whose words the engine kept."""
    tallies: defaultdict[Place, _Tally] = defaultdict(_Tally)
    for paragraph in filter(lambda paragraph: paragraph.place, paragraphs):
        tallies[paragraph.place].count(paragraph, kept)
    return frozenset(
        place
        for place, tally in tallies.items()
        if tally.holds_most() or (tally.number >= MIN_KEPT and tally.kept >= KEPT_SHARE * tally.words)
    )


def _holders_of_body(paragraphs: Sequence[_Paragraph], kept: frozenset[str]) -> frozenset[HtmlElement]:
    """The elements that hold several of the kept paragraphs, a level or two above them."""
    tallies: defaultdict[HtmlElement, _Tally] = defaultdict(_Tally)
    for paragraph in filter(lambda paragraph: paragraph.place, paragraphs):
        for holder in paragraph.holders:
            tallies[holder].count(paragraph, kept)
    return frozenset(holder for holder, tally in tallies.items() if tally.number >= MIN_KEPT or tally.holds_most())


@dataclass(slots=True)
class _Tally:
    """What the engine kept of the paragraphs in one place: their words, those kept, and how many it kept."""

    words: int = 0
    kept: int = 0
    number: int = 0

    def count(self, paragraph: _Paragraph, kept: frozenset[str]) -> None:
        self.words += paragraph.words
        if paragraph.key in kept:
            self.kept += paragraph.words
            self.number += 1

    def holds_most(self) -> bool:
        return self.number >= FEW_KEPT and self.kept >= MOST_WORDS * self.words


def _paragraphs(tree: HtmlElement) -> Iterator[_Paragraph]:
    """The paragraphs of a page with the place of each: the names of the elements it sits in."""
    for element in tree.iter("p", "li"):
        chain = list(element.iterancestors())
        if element.tag == "li":
            if (item := _told_item(element, chain)) is not None:
                yield item
            continue
        if any(ancestor.tag in _ELSEWHERE for ancestor in chain):
            continue
        text = _unescaped(text_of(element))
        if key := letters(text):
            place = tuple(f"{each.tag!s}.{each.get('class', '')}" for each in (element, *chain[:DEPTH]))
            yield _Paragraph(text=text, key=key, words=words_in(text), place=place, holders=tuple(chain[:2]))


def _told_item(element: HtmlElement, chain: Sequence[HtmlElement]) -> _Paragraph | None:
    """The item of a list that tells something: sentences, hardly linked, in no list of another kind."""
    if any(ancestor.tag in _ELSEWHERE for ancestor in chain) or next(element.iter("p", "ul", "ol"), None) is not None:
        return None
    text = _unescaped(text_of(element))
    if words_in(text) < ITEM_WORDS or not ends_sentence(text):
        return None
    if 2 * sum(len(flat(link)) for link in element.iter("a")) > len(text):
        return None
    return _Paragraph(text=text, key=letters(text), words=words_in(text), place=(), holders=tuple(chain[1:3]))


def _unescaped(text: str) -> str:
    """A text without the entities that were escaped twice: the engine reads them so."""
    return fold_spaces(html.unescape(text)) if "&" in text else text
