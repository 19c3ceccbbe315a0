"""Is a page a list of other articles: a tag, an archive, an author, a search, a gallery's index?

A listing may name such a page as an article. What tells them apart is that a list has nothing of its own: what it says
are links to articles, or whole articles one below the other, each under a heading that leads elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import count_words, letters, words_in
from crawler.extraction.fields.dates import MAX_LINE, PUBLISHED_META
from crawler.extraction.fields.declared import Declared, types_of
from crawler.extraction.fields.timestamps import written_dates
from crawler.extraction.furniture.furniture_lines import ends_sentence
from crawler.extraction.markup.tree import flat, lines_of, linked_lines, names_of
from crawler.model.article import Reason, Rejection

FEWEST_PARTS = 3
"""Headings on a page that lead to other pages from which it is a list: two may be of related articles."""

FEWEST_LINKS = 3
"""Lines that are links on a page with a heading of its own and no text, from which it is a list."""

OWN_WORDS = 40
"""Words of sentences outside of a list's parts from which a page has a text of its own."""

PROSE_WORDS = 20
"""The same for a page whose lines are links: less is a note on cookies, a form's fine print."""

SENTENCE_WORDS = 5
"""Words of the shortest title that is looked for among links: a shorter one is a section's name."""

LINKED = 0.5
"""Share of a line's letters inside of links from which the line is a link: the rest is its date."""

_COLLECTIONS = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage"})
"""schema.org's types of pages that list others."""

_ARCHIVES = frozenset({"archive", "search"})
_ARCHIVE_OF = re.compile(
    r"^(?:category|tag|author|date|tax|term|post-type-archive|search-(?:results|no-results)|paged)\b"
)
"""Classes that WordPress gives to the body of a list: the kind, and what it lists (its function ``body_class``)."""

FORM_LETTERS = 600
"""Characters of the longest form or note; what is larger and named after one holds the page."""

_APART = frozenset({"nav", "header", "footer", "aside", "form"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FORM = re.compile(r"subscri|newsletter|sign-?up|comment|\bform|-form\b|cookie|captcha|disclaimer|share|social|consent")
"""Parts of class names of what stands around a list, and is no text either."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a page has of its own.

    :ivar heading: whether a heading shows its title, and is not the site's name
    :ivar date: whether it declares when it came out; ``dated``: whether it says so anywhere
    :ivar medium: whether it shows a picture, a film or a sound, not as a link to another page
    """

    heading: bool
    date: bool
    dated: bool
    medium: bool

    @property
    def is_enough(self) -> bool:
        """Whether this makes an article without any text."""
        return self.heading and (self.dated or self.medium)


@dataclass(frozen=True, slots=True)
class ListSigns:
    """What on a page may make it a list of other articles.

    :ivar called: what it calls itself, where that is a list
    :ivar parts: headings that lead to other pages; ``part_lines``: what they and their excerpts say
    :ivar links: lines of the main part that are links; ``form_lines``: lines of forms and the like
    :ivar date: whether a date stands beside the parts
    """

    called: str = ""
    parts: int = 0
    part_lines: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    form_lines: frozenset[str] = frozenset()
    date: bool = False


def find_own(tree: HtmlElement, declared: Declared, *, title: str | None, heading: bool, dated: bool) -> Own:
    """Find what a page has of its own.

    :param heading: whether a heading shows its title, and is not the site's name; a link that says it will do: a page
        may say no more than where to read on
    :param dated: whether the page itself gives a date of publication, or those of the articles that it lists
    """
    said = declared.article.get("datePublished") or declared.first(*PUBLISHED_META)
    return Own(heading=heading or _links_title(tree, title), date=bool(said), dated=dated, medium=_shows_medium(tree))


def read_list_signs(tree: HtmlElement, declared: Declared, own: Own, url: str) -> ListSigns:
    """Look for what makes a page a list, before anything is taken out of its tree but what no reader sees.

    The parts of a page with a heading of its own and a declared date are not looked at, nor, where it has enough to be
    an article without a text, less than three of them, and its links.
    """
    called = _call_list(tree, declared)
    if called or (own.heading and own.date):
        return ListSigns(called)
    main = _main_part(tree)
    headings = [heading for heading in main.iter(*_HEADINGS) if _leads_away(heading, url) and not _is_apart(heading)]
    if own.is_enough and len(headings) < FEWEST_PARTS:
        return ListSigns()
    parts = _parts(main, headings)
    part_lines = frozenset(line for part in parts for line in lines_of(part))
    forms = (element for element in main.iter() if element is not main and _is_form(element))
    return ListSigns(
        parts=len(parts),
        part_lines=part_lines,
        links=frozenset() if own.is_enough else _linked_lines(main),
        form_lines=frozenset(line for form in forms for line in lines_of(form)),
        date=own.dated and any(map(_is_dated, set(lines_of(main)) - part_lines)),
    )


def find_list(signs: ListSigns, own: Own, lines: Sequence[str], *, has_headline: bool = False) -> Rejection | None:
    """Say what makes a page a list of other articles; None where nothing does.

    :param lines: the text that was read
    :param has_headline: whether its own heading is as long as a headline, and not a section's name
    """
    if signs.called:
        return Rejection(Reason.LIST_PAGE, signs.called)
    has_own = own.heading and (own.date or signs.date)
    apart = signs.part_lines | signs.form_lines
    beside = [line for line in lines if line not in apart and ends_sentence(line)]
    if has_headline and beside:
        return None
    is_headed = own.heading or own.date or signs.date
    if signs.parts >= FEWEST_PARTS and not has_own and (count_words(beside) < OWN_WORDS or not is_headed):
        return Rejection(Reason.LIST_PAGE, f"{signs.parts} headings that lead to other pages, and nothing of its own")
    links = len(signs.links - signs.form_lines)
    prose = count_words(line for line in beside if line not in signs.links)
    if links >= (FEWEST_LINKS if own.heading else 1) and prose < PROSE_WORDS and not has_own:
        number = "a line that is a link" if links == 1 else f"{links} lines that are links"
        return Rejection(Reason.LIST_PAGE, f"{number}, and no text")
    return None


def _is_dated(line: str) -> bool:
    return len(line) <= MAX_LINE and next(written_dates(line), None) is not None


def _links_title(tree: HtmlElement, title: str | None) -> bool:
    """Whether a link of a page's main part says its title, of a sentence's length."""
    wanted = letters(title or "")
    if words_in(title or "") < SENTENCE_WORDS:
        return False
    return any(letters(flat(link)) == wanted and not _is_apart(link) for link in _main_part(tree).iter("a"))


def _shows_medium(tree: HtmlElement) -> bool:
    for element in tree.iter("video", "audio", "iframe", "img", "picture", "embed", "object"):
        around = [ancestor.tag for ancestor in element.iterancestors()]
        if _APART.isdisjoint(around) and (element.tag != "img" or "a" not in around):
            return True
    return False


def _call_list(tree: HtmlElement, declared: Declared) -> str:
    """What a page calls itself, where that is a list."""
    body = tree.find("body")
    names = (body.get("class", "") if body is not None else "").lower().split()
    if _ARCHIVES.intersection(names) and (kind := next(filter(_ARCHIVE_OF.match, names), "")):
        return f"the page calls itself an archive ({kind})"
    if not declared.article:
        for node in declared.nodes:
            if kinds := types_of(node) & _COLLECTIONS:
                return f"the page calls itself a {min(kinds)}"
    return ""


def _parts(main: HtmlElement, headings: Iterable[HtmlElement]) -> list[HtmlElement]:
    """For each of some headings the part of the page that holds it, and no other heading."""
    holds = Counter(holder for heading in main.iter(*_HEADINGS) for holder in (heading, *heading.iterancestors()))
    parts = []
    for heading in headings:
        part = heading
        for ancestor in heading.iterancestors():
            if holds[ancestor] > 1 or ancestor is main:
                break
            part = ancestor
        parts.append(part)
    return parts


def _is_form(element: HtmlElement) -> bool:
    if element.tag in _APART:
        return True
    return bool(_FORM.search(names_of(element))) and len(flat(element)) <= FORM_LETTERS


def _is_apart(element: HtmlElement) -> bool:
    return not _APART.isdisjoint(ancestor.tag for ancestor in element.iterancestors())


def _leads_away(heading: HtmlElement, url: str) -> bool:
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    here = urldefrag(url).url.rstrip("/")
    for link in links:
        try:
            target = urldefrag(urljoin(url, link.get("href", ""))).url.rstrip("/")
        except ValueError:  # a broken IPv6 literal
            continue
        if target != here and letters(flat(link)):
            return True
    return False


def _linked_lines(main: HtmlElement) -> frozenset[str]:
    """The lines of a page's main part that are links to other pages."""
    links = set()
    for line in linked_lines(main):
        said = len(letters(line.text))
        linked = sum(len(letters(flat(anchor))) for anchor in line.anchors if _is_away(anchor))
        if said and linked >= LINKED * said and not any(map(_is_apart, line.anchors)):
            links.add(line.text)
    return frozenset(links)


def _is_away(anchor: HtmlElement) -> bool:
    link = anchor.get("href", "").strip()
    return bool(link) and not link.startswith(("#", "mailto:", "javascript:", "tel:"))


def _main_part(tree: HtmlElement) -> HtmlElement:
    for element in tree.iter("main", "div", "section"):
        if element.tag == "main" or element.get("role") == "main" or element.get("id") in ("content", "main"):
            return element
    return tree
