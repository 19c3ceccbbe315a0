"""The body that a page carries without showing it: in JSON-LD, in its scripts' data, in ``<noscript>``.

It is taken where the page shows no more than a teaser, and never when it may be another article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import count_words, letters
from crawler.extraction.fields.declared import Declared, Node, names_address, string
from crawler.extraction.markup.tree import lines_of
from crawler.extraction.text.block_lines import lines_of_body
from crawler.extraction.text.page_state import MIN_SCRIPT, bodies_in_state

TEASER_WORDS = 250
"""Words of the longest text for whose sake scripts are read: metered pages show three paragraphs at most."""

MIN_BODY = 40
"""Words of the shortest body that is carried: less is a description."""

LONGER = 2.0
"""How often a teaser must go into the body; where a page shows its article the two are about equal."""

HELD = 0.5
"""Share of the shown text's words in lines that the body must hold as well, where nothing else says that it is this
page's, or where the shown text is as long as a short article's."""

TOLD_BY = 2
"""Words of a teaser that a script with its article has in it."""

SHORT_ARTICLE = 100
COMPARED = 50
"""Letters of a line by which it is known in the body: a teaser is cut off at the end."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a page has beside what it shows, kept until it is known whether it is needed.

    :ivar scripts: the sources of scripts that may hold an article
    :ivar unscripted: the elements that are shown where scripts are off
    """

    scripts: tuple[str, ...] = ()
    unscripted: tuple[HtmlElement, ...] = ()


def read_carried(tree: HtmlElement) -> Carried:
    """What a page carries; to be called before scripts are taken out of its tree."""
    scripts = tuple(
        text
        for script in tree.iter("script")
        if len(text := script.text or "") >= MIN_SCRIPT and "ld+json" not in (script.get("type") or "").lower()
    )
    unscripted = tuple(
        element for element in tree.iter("noscript") if next(element.iter("p", "br", "div"), None) is not None
    )
    return Carried(scripts, unscripted)


def with_carried_body(
    lines: list[str], carried: Carried, declared: Declared, *, title: str | None, shown: Sequence[str], url: str
) -> list[str]:
    """The lines, or those of the body that the page carries where they are no more than its teaser.

    :param title: the page's title, which may be what JSON-LD says
    :param shown: its main headings and what ``<title>`` says, by which JSON-LD is known to be about this page
    """
    words = count_words(lines)
    own = not words or names_address(declared.article, url) or _is_shown(declared.article, shown)
    bodies = [(lines_of_body(declared.article.get("articleBody")), own)] if "articleBody" in declared.article else []
    more = _bodies(_holding(carried, lines), title, url) if words < TEASER_WORDS else ()
    for body, named in chain(bodies, more):
        if count_words(body) >= max(MIN_BODY, LONGER * words) and _is_of_page(
            body, lines, declared, words, named=named
        ):
            return body
    return lines


def _bodies(carried: Carried, title: str | None, url: str) -> Iterator[tuple[list[str], bool]]:
    """The bodies there are beside JSON-LD, each with whether it is said to be this page's."""
    yield from bodies_in_state(carried.scripts, title, url)
    for element in carried.unscripted:
        element.tag = "div"
        yield lines_of(element), True


def _holding(carried: Carried, lines: Sequence[str]) -> Carried:
    """What is carried, without the scripts that lack a long word of the teaser: to search a script is cheap, to read it
    is not. Words with other letters than those of ASCII may be written as numbers there."""
    words = sorted(re.findall(r"[A-Za-z]{5,}", lines[-1]), key=len)[-TOLD_BY:] if lines else []
    scripts = (script for script in carried.scripts if all(word in script for word in words))
    return Carried(tuple(scripts), carried.unscripted)


def _is_shown(article: Node, shown: Sequence[str]) -> bool:
    """Whether the page shows the headline that JSON-LD has, or the headline goes on where the page cuts it off."""
    headline = letters(string(article.get("headline")))
    return bool(headline) and any(headline in each or each in headline for each in map(letters, shown) if each)


def _is_of_page(body: Sequence[str], lines: Sequence[str], declared: Declared, words: int, *, named: bool) -> bool:
    """Whether a body is this page's: it says so and what is shown is a teaser, or it holds what is shown."""
    if named and words < SHORT_ARTICLE:
        return True
    whole = letters(" ".join(body))
    held = [line for line in lines if letters(line)[:COMPARED] in whole]
    if words and count_words(held) >= HELD * words:
        return True
    described = letters(declared.first("og:description", "description"))[:COMPARED]
    return words < SHORT_ARTICLE and len(described) == COMPARED and described in whole
