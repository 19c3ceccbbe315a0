"""Links to other articles inside of an article: taken out of the tree before the text is read.

Nothing but its being a link tells such a line from a sentence, and only the tree still knows what was a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import words_in
from crawler.extraction.furniture.boxes import take_boxes
from crawler.extraction.furniture.furniture_lines import is_pointer
from crawler.extraction.markup.tree import flat, names_of, remove

LINKED = 0.8
"""Share of a block's characters inside of links from which it is a link and no sentence that holds one."""

POINTED = 0.3
WHOLLY = 0.95
"""The same share for a line that begins with "Read more" and for a paragraph without such words."""

SEVERAL = 0.7
"""The same share for a paragraph of several links, each as long as a headline."""

MAX_LETTERS = 300
"""Characters of the longest line that names another article."""

SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", "။", "។")
STATEMENT_ENDS = (*SENTENCE_ENDS, ":", "”", "»", '"', ")")
"""How sentences end: a linked line that ends so is a statement of the article."""

MIN_ITEMS = 2

SPOKEN = 3
"""How many items of a list of links have to be headlines for one that ends as a sentence: some headlines are called."""

BOX_WORDS = 60
"""Words of the longest box that invites to a newsletter."""

ANNOUNCING_WORDS = 4
"""Words of the shortest sentence that announces a list: "Read more:" has fewer."""

NAME_WORDS = 4
"""Words of the longest item that is a name and no headline."""

_LABEL = re.compile(r"[^:.!?]{2,30}:\s+")
_BRACKETS = re.compile(r"\s*\[[^\[\]]{2,20}\]$")
_NOT_OWN = re.compile(r"related|recommend|more|read|tag|share|social|nav|menu|pagin|link-?list|teaser")

_LINES = frozenset({"p", "div", "li", "td", "h2", "h3", "h4", "h5", "h6"})


def take_related(tree: HtmlElement, shown: Sequence[str] | None = None) -> None:
    """Remove trails of crumbs, lists of links, paragraphs that are one link, and "Read more: …" lines, in place.

    :param shown: every line of the page, where it is known
    """
    take_boxes(tree, shown)
    named = [element for element in tree.iter("nav", "ol", "ul", "div", "p") if "breadcrumb" in names_of(element)]
    remove([element for element in named if len(flat(element)) <= MAX_LETTERS])
    remove([element for element in tree.iter("div", "section", "aside", "form") if _is_sign_up(element)])
    remove([link for link in tree.iter("a") if len(link) and _is_card(link)])
    linked = {link: len(flat(link)) for link in tree.iter("a") if link.get("href")}
    lists = [element for element in tree.iter("ul", "ol") if _is_link_list(element, linked)]
    own = [element for element in lists if _is_in_text(element, linked)]
    for link in [link for element in own for link in element.iter("a")]:
        linked.pop(link, None)
        link.drop_tag()
    remove([element for element in lists if element not in own])
    blocks = {block: None for link in tree.iter("a") if link in linked and (block := _block_of(link)) is not None}
    remove([block for block in blocks if _points_elsewhere(block, linked)])


def _is_sign_up(element: HtmlElement) -> bool:
    return "newsletter" in names_of(element) and words_in(flat(element)) <= BOX_WORDS


def _is_card(link: HtmlElement) -> bool:
    """Whether a link is a card of another article: around its picture and its headline."""
    heading = next(link.iter("h2", "h3", "h4", "h5", "h6"), None)
    return heading is not None and next(link.iter("img", "picture"), None) is not None


def _is_link_list(element: HtmlElement, linked: Mapping[HtmlElement, int]) -> bool:
    number = sentences = 0
    for item in element:
        if item.tag == "li" and (text := flat(item)):
            if _linked_share(item, text, linked) < LINKED:
                return False
            number += 1
            sentences += text.endswith(SENTENCE_ENDS)
    return number >= MIN_ITEMS and (not sentences or number > SPOKEN * sentences)


def _is_in_text(element: HtmlElement, linked: Mapping[HtmlElement, int]) -> bool:
    """Whether a list of links is told between an article's paragraphs: a sentence before it announces it, or paragraphs
    stand around it and its items are names or lead to other sites."""
    before, after = element.getprevious(), element.getnext()
    if before is None or before.tag != "p" or _NOT_OWN.search(names_of(element)):
        return False
    said = flat(before)
    if is_pointer(said) or _linked_share(before, said, linked) >= LINKED:
        return False
    announced = said.endswith((":", "：")) and words_in(said) >= ANNOUNCING_WORDS
    if after is None or after.tag != "p" or not flat(after).endswith(SENTENCE_ENDS):
        return announced and after is None
    return announced or (said.endswith(SENTENCE_ENDS) and (_are_names(element) or _lead_away(element)))


def _are_names(element: HtmlElement) -> bool:
    return all(words_in(flat(item)) <= NAME_WORDS for item in element if item.tag == "li")


def _lead_away(element: HtmlElement) -> bool:
    """Whether all links of a list lead to other hosts, as far as their addresses tell: an own one names none."""
    hosts = {_host(link.get("href", "")) for link in element.iter("a")}
    own = next(
        (_host(link.get("href", "")) for link in _root(element).iter("link") if link.get("rel") == "canonical"), ""
    )
    return bool(hosts) and "" not in hosts and bool(own) and own not in hosts


def _root(element: HtmlElement) -> HtmlElement:
    return element.getroottree().getroot()


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _block_of(link: HtmlElement) -> HtmlElement | None:
    """The block a link stands in, where that is a line of its own."""
    return next((ancestor for ancestor in link.iterancestors() if ancestor.tag in _LINES), None)


def _points_elsewhere(block: HtmlElement, linked: Mapping[HtmlElement, int]) -> bool:
    """Whether a line points to another article: by its words, or because it is a link and no sentence."""
    text = flat(block)
    if not text or len(text) > MAX_LETTERS:
        return False
    share = _linked_share(block, text, linked)
    if share >= POINTED and is_pointer(text):
        return True
    if block.tag == "p" and share >= SEVERAL and _number_of_links(block) > 1 and not text.endswith(STATEMENT_ENDS):
        return True
    return block.tag == "p" and share >= WHOLLY and not text.endswith(STATEMENT_ENDS) and words_in(text) > 3


def _number_of_links(block: HtmlElement) -> int:
    return sum(1 for link in block.iter("a") if link.get("href") and words_in(flat(link)) > NAME_WORDS)


def _linked_share(element: HtmlElement, text: str, linked: Mapping[HtmlElement, int]) -> float:
    """The share of a line's letters inside of links; a label before it, or in brackets behind it, is part of a link."""
    share = sum(linked.get(link, 0) for link in element.iter("a"))
    if (label := _LABEL.match(text)) and share >= LINKED * (len(text) - label.end()):
        share += label.end()
    if (label := _BRACKETS.search(text)) and share >= LINKED * label.start():
        share += len(text) - label.start()
    return min(share / max(1, len(text)), 1.0)
