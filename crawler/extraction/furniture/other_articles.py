"""Whole other articles on an article's page: the next ones of a page without end, comments, previews.

A page names one article: the heading that shows its title is that one's. Another part of the page that is built like
an article of its own, with a heading of its own, is another.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import count_words
from crawler.extraction.markup.tree import flat, names_of, remove

MOST_HEADINGS = 60
"""Headings looked at: a page with more has lists of them, and those are taken for links."""

FEWEST_WORDS = 30
"""Words of a part that is worth being told from the article; a shorter one is a label or a teaser."""

_ARTICLE = re.compile(r"(?:^|[\s_-])(?:h?entry|post|article|story|nota|noticia|news-?item|artikel|beitrag)(?:$|[\s_-])")


def take_other_articles(tree: HtmlElement, heading: HtmlElement | None) -> bool:
    """Take out of a tree what is another article than the one whose heading is given.

    :param heading: of the article that the page names; without one nothing is taken
    :returns: whether anything was
    """
    if heading is None:
        return False
    own = [heading, *heading.iterancestors()]
    holders = {element: place for place, element in enumerate(own)}
    others: dict[HtmlElement, None] = {}
    for other in islice(tree.iter("h1", "h2", "h3"), MOST_HEADINGS):
        branch = _branch(other, holders)
        if branch is not None and branch not in others:
            common = branch.getparent()
            mine = own[holders[common] - 1] if common is not None else heading
            if _is_another(branch, mine, other, heading):
                others[branch] = None
    remove(others)
    return bool(others)


def _branch(other: HtmlElement, holders: dict[HtmlElement, int]) -> HtmlElement | None:
    """The part of the page that holds one heading and not the article's; None for the article's own."""
    branch = other
    if branch in holders:
        return None
    for ancestor in other.iterancestors():
        if ancestor in holders:
            return branch
        branch = ancestor
    return None


def _is_another(branch: HtmlElement, mine: HtmlElement, other: HtmlElement, heading: HtmlElement) -> bool:
    """Whether one part of a page is an article beside that in which the article's heading stands."""
    if branch is other or not _is_article(branch) or branch.tag != mine.tag:
        return False
    if mine is heading or not _is_article(mine) or _kind(branch) != _kind(mine):
        return False
    if any(ancestor.tag == "article" for ancestor in branch.iterancestors()):
        return False  # both are parts of one article, whose classes name it
    return next(branch.iter("h1", "h2", "h3")) is other and count_words([flat(branch)]) >= FEWEST_WORDS


def _is_article(element: HtmlElement) -> bool:
    """Whether an element is built as an article of its own: by its name, its class, its type, or what it holds."""
    if element.tag == "article" or _ARTICLE.search(names_of(element)) or "Article" in element.get("itemtype", ""):
        return True
    return next(element.iter("article"), None) is not None


def _kind(element: HtmlElement) -> str:
    """What parts of one template share: the first class that says what they are, without numbers."""
    names = [name for name in names_of(element).split() if not re.search(r"\d", name)]
    return next(iter(names), "") if element.tag != "article" else "article"
