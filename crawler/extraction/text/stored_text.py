"""The article where its page shows no more than a teaser: in JSON-LD, in the page's own state, in ``<noscript>``.

What is taken has to be this article's: its headline is the page's title, or it says what the page shows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import count_words, letters, words_in, words_of
from crawler.extraction.fields.declared import Declared, string, whole_string
from crawler.extraction.furniture.furniture_lines import ends_sentence
from crawler.extraction.markup.blocks import fold_blocks, unfold_blocks
from crawler.extraction.markup.tree import PARSE_FAILURES, fold_spaces, lines_of, parse, strip_unseen
from crawler.extraction.text.stored_state import article_texts, long_strings, read_states

TEASER_WORDS = 120
"""Words of text from which a page shows more than a teaser and its state is not looked at."""

TEASER = 0.6
"""Share of the stored words below which what the page shows is a teaser of them."""

MIN_WORDS = 40
"""Words of the shortest stored text: what asks to turn scripts on has fewer."""

RUN = 8
"""Words in a row by which a teaser is known again."""

MAX_SCRIPT = 3_000_000
"""Characters of the largest script that is read."""

MIN_SCRIPT = 400
"""Characters of the smallest that may hold a text."""

_STATE = re.compile(
    r"__NEXT_DATA__|__next_f|__NUXT|_STATE__|__APOLLO|__DATA__|__remixContext|__PRELOADED|window\.__\w+"
)
_MARKUP = re.compile(
    r"</?(?:p|div|br|h[1-6]|ul|ol|li|a|em|strong|b|i|span|figure|table|blockquote|section)\b[^<>]*>", re.I
)
_DROPPED = ("figure", "aside", "button", "iframe", "form", "nav")


@dataclass(frozen=True, slots=True)
class Stored:
    """What a page holds beside what it shows: scripts that may be its state, and elements for readers without them."""

    scripts: tuple[str, ...] = ()
    fallbacks: tuple[HtmlElement, ...] = ()


def find_stored(tree: HtmlElement) -> Stored:
    """What a page holds, before its scripts are taken out of the tree."""
    scripts = tuple(
        script.text
        for script in tree.iter("script")
        if script.text and MIN_SCRIPT <= len(script.text) <= MAX_SCRIPT and _is_state(script)
    )
    return Stored(scripts, tuple(element for element in tree.iter("noscript") if len(element)))


def _is_state(script: HtmlElement) -> bool:
    kind = (script.get("type") or "").lower()
    if "ld+json" in kind:
        return False
    return "json" in kind or _STATE.search((script.text or "")[:200]) is not None


def with_stored_text(
    lines: Sequence[str], stored: Stored, declared: Declared, title: str | None, headings: Sequence[str]
) -> list[str]:
    """The lines, or those of the stored article where they are no more than its teaser.

    :param headings: what the page shows as its title, in its window and in itself
    """
    words = count_words(lines)
    if words < TEASER_WORDS or "articleBody" in declared.article:
        for text in _candidates(lines, stored, declared, title or "", headings, words):
            if count_words(text) >= MIN_WORDS and words < TEASER * count_words(text):
                return text
    return list(lines)


def _candidates(
    lines: Sequence[str], stored: Stored, declared: Declared, title: str, headings: Sequence[str], words: int
) -> Iterator[list[str]]:
    """The stored texts that are this article's, by belief."""
    told = _runs([*lines, declared.first("og:description", "description")])
    if body := whole_string(declared.article.get("articleBody")):
        text = _paragraphs(body)
        if any(_is_title(string(declared.article.get("headline")), each) for each in headings) or not told.isdisjoint(
            _runs(text)
        ):
            yield text
    if words >= TEASER_WORDS:
        return
    for state in read_states(stored.scripts):
        yield _sentences(article_texts(state, title))
    for each in (each for script in stored.scripts for each in long_strings(script)):
        if not told.isdisjoint(_runs(text := _sentences([each]))):
            yield text
    for element in stored.fallbacks:
        text = _markup_lines(element)
        if any(_is_title(line, title) for line in text) or not told.isdisjoint(_runs(text)):
            yield text


def _is_title(headline: str, title: str) -> bool:
    first, second = letters(headline), letters(title)
    return bool(first and second) and (first in second or second in first)


def _runs(lines: Iterable[str]) -> frozenset[tuple[str, ...]]:
    words = [words_of(line) for line in lines if line]
    return frozenset(tuple(line[start : start + RUN]) for line in words for start in range(len(line) - RUN + 1))


def _sentences(texts: Iterable[str]) -> list[str]:
    """The paragraphs of an article's strings, each once, from the first sentence to the last."""
    lines = [line for line in dict.fromkeys(line for text in texts for line in _paragraphs(text)) if letters(line)]
    ends = [number for number, line in enumerate(lines) if ends_sentence(line) and words_in(line) > 3]
    return lines[ends[0] : ends[-1] + 1] if ends else []


def _paragraphs(text: str) -> list[str]:
    """The lines of a stored text, which may be written as HTML, once or twice escaped.

    >>> _paragraphs("&lt;p&gt;Boats &amp;amp; ferries sail.&lt;/p&gt;<p>They are late.")
    ['Boats & ferries sail.', 'They are late.']
    """
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(text)
    if not _MARKUP.search(text):
        return [line for line in map(fold_spaces, text.splitlines()) if line]
    try:
        tree = parse(f"<div>{text}</div>")
    except PARSE_FAILURES:
        return []
    return _markup_lines(tree)


def _markup_lines(tree: HtmlElement) -> list[str]:
    for tag in _DROPPED:
        for element in list(tree.iter(tag)):
            if element is not tree:
                element.drop_tree()
    strip_unseen(tree)
    fold_blocks(tree)
    body = tree.find("body") if tree.tag == "html" else None
    return unfold_blocks(_lines(tree if body is None else body))


def _lines(element: HtmlElement) -> list[str]:
    if element.tag == "noscript":
        element.tag = "div"
    return lines_of(element)
