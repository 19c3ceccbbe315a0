"""The headings of a page that may be its title: not the site's own name on top of it, whatever element holds that."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.canonical.writing_systems import letters
from crawler.extraction.markup.tree import flat, fold_spaces, names_of, text_of

MAX_HEADINGS = 6
"""``h1`` elements looked at: pages with more use them for something else."""

MAX_SMALLER = 12
"""Smaller headings looked at where no ``h1`` can be the title."""

_SITE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:site-?(?:title|name|logo|heading|branding?)|blog-?(?:title|name)|logo|brand|navbar-brand|masthead)"
    r"(?:$|[\s_-])"
)
"""Class names of a site's own name, as the themes of the usual publishing systems write them."""


def list_headings(tree: HtmlElement, *, url: str, sites: frozenset[str], window: str) -> list[str]:
    """List what may be a page's title among its headings, in their order.

    Each ``h1`` that is no logo; where there is none, smaller headings that the page's ``<title>`` repeats in part.

    :param sites: the names that the site goes by, as ``letters`` gives them
    :param window: ``<title>``
    """
    read = [(element, text) for element in islice(tree.iter("h1"), MAX_HEADINGS) if (text := read_heading(element))]
    named = [text for element, text in read if not is_logo(element, url=url, sites=sites)]
    ends = _ends(window)
    if len(named) > 1 and letters(named[0]) in ends and any(letters(other) in ends for other in named[1:]):
        del named[0]  # <title> names both, and the name of the site stands above the article's
    if named:
        return named
    smaller = map(read_heading, islice(tree.iter("h2", "h3"), MAX_SMALLER))
    repeated = [text for text in smaller if letters(text) and letters(text) in letters(window)]
    return repeated or [text for _, text in read]


def is_logo(heading: HtmlElement, *, url: str, sites: frozenset[str]) -> bool:
    """Whether a heading shows the site: by its name, its class, or because it leads to the front page."""
    text, parent = letters(flat(heading)), heading.getparent()
    around = [heading] if parent is None else [heading, parent]
    if text in sites or any(_SITE_NAMES.search(names_of(each)) for each in around):
        return True
    links = [link for link in (*around, *heading.iter("a")) if link.tag == "a"]
    return any(letters(flat(link)) == text and _leads_up(url, link.get("href", "")) for link in links)


def shows_title(heading: HtmlElement | None, title: str | None, *, url: str, sites: frozenset[str]) -> bool:
    """Whether a heading shows a page's title, and is not the site's name."""
    if heading is None or not title or is_logo(heading, url=url, sites=sites):
        return False
    return letters(read_heading(heading)) == letters(title)


def read_heading(heading: HtmlElement) -> str:
    """The words of a heading, without a link of signs at its end that leads to itself."""
    text = fold_spaces(text_of(heading))
    for link in heading.iter("a"):
        sign = flat(link)
        if sign and not letters(sign):
            text = text.removesuffix(sign).removeprefix(sign).strip()
    return text


SEPARATOR = re.compile(r"\s+[-–—|·•:»«/*~]{1,2}\s+|\s*[｜|：]\s*")
"""What stands between a page's title and the site's name."""


def _ends(window: str) -> frozenset[str]:
    """What stands before the first separator of a title, after the last, and on the other side of each."""
    cuts = list(SEPARATOR.finditer(window))
    if not cuts:
        return frozenset()
    first, last = cuts[0], cuts[-1]
    parts = (window[: first.start()], window[first.end() :], window[: last.start()], window[last.end() :])
    return frozenset(filter(None, map(letters, parts)))


def _leads_up(url: str, link: str) -> bool:
    """Whether a link of a page leads to the front page of its site, or of the part of it that the page stands in."""
    try:
        place, target = urlsplit(url), urlsplit(urljoin(url, link.strip()))
    except ValueError:  # a broken IPv6 literal
        return False
    if target.fragment or target.query or not link.strip():
        return False
    path = re.sub(r"/(?:index\.[a-z]{3,5}|default\.aspx?)$", "/", target.path or "/")
    if path == "/":
        return True
    folder = path if path.endswith("/") else f"{path}/"
    return target.netloc == place.netloc and place.path != path and place.path.startswith(folder)
