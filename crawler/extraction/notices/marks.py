"""What a page loads, runs and leads to by itself: the marks of a notice without words. Scripts still stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extraction.markup.tree import fold_spaces

ADDRESSES = {"form": "action", "link": "href"} | dict.fromkeys(("script", "iframe", "frame", "img"), "src")
"""Elements that have an address, and the attribute that holds it."""

SCRIPT_START = 4000
"""Characters of a script that are looked at: the marks stand at its beginning, and some scripts are huge."""
STYLE_START = 20_000
MOST_SOURCE = 100_000
"""Characters of source up to which a page is looked through for marks: the notices that have them are smaller, and to
look through all pages would take a twelfth of the time of a reading."""

MOST = 400
"""Addresses that are looked at: notices load a handful."""

_SPACE = re.compile(r"\s+")
_LOCATION = re.compile(r'location(?:\.href|\.replace|\.assign)?[=(]{1,2}"(https?://[^"]{1,500})"')
_BACKGROUND = re.compile(r"url\(\s*['\"]?([^'\")]{1,500})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marks:
    """All in lower case.

    :ivar addresses: of scripts, frames, forms, style sheets, pictures, and of a refresh
    :ivar scripts: the page's own, without white space, with double quotes
    :ivar pictures: file names, of backgrounds, too
    :ivar leads: where the page sends its visitors by itself: frames, a refresh, a script that changes the location
    :ivar runs: whether it has a script at all
    :ivar descriptions: what the page's head says of itself
    """

    addresses: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()
    pictures: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    runs: bool = False


def read_marks(tree: HtmlElement) -> Marks:
    """The marks of a page; the tree still has its scripts and styles."""
    addresses: list[str] = []
    scripts: list[str] = []
    pictures: list[str] = []
    for element in tree.iter(*ADDRESSES):
        name = str(element.tag)
        address = (element.get(ADDRESSES[name]) or "")[:500].lower()
        if address and len(addresses) < MOST:
            addresses.append(address)
        if name == "script" and not address and element.text:
            scripts.append(_SPACE.sub("", element.text[:SCRIPT_START]).replace("'", '"').lower())
        if name == "img" and address:
            pictures.append(_file(address))
    styles = _backgrounds(tree)
    runs = bool(scripts) or next(tree.iter("script"), None) is not None
    refreshes = list(_refreshes(tree))
    addresses += [*refreshes, *styles]
    frames = [(frame.get("src") or "")[:500].lower() for frame in tree.iter("iframe", "frame")]
    leads = [*refreshes, *frames, *(target for text in scripts for target in _LOCATION.findall(text))]
    ids = frozenset(map(str, tree.xpath("//@id[string-length(.) < 40]")))
    ids |= {"data-adblockkey"} & set(tree.keys())  # parking services let advertisements through ad blockers by it
    pictures += map(_file, styles)
    return Marks(
        addresses=tuple(addresses),
        scripts=tuple(scripts),
        ids=ids,
        pictures=tuple(pictures),
        descriptions=tuple(_descriptions(tree)),
        leads=tuple(leads),
        runs=runs,
    )


def _backgrounds(tree: HtmlElement) -> list[str]:
    texts = [(style.text or "")[:STYLE_START] for style in tree.iter("style")]
    texts += [element.get("style") or "" for element in tree.iter("body", "div")][:MOST]
    return [address.lower() for text in texts for address in _BACKGROUND.findall(text)][:MOST]


def _refreshes(tree: HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            target = (meta.get("content") or "")[:500].lower().partition(";")[2].strip()
            yield target.partition("=")[2].strip("'\" ") if target.startswith("url") else target


def _descriptions(tree: HtmlElement) -> Iterator[str]:
    for meta in tree.iter("meta"):
        if (meta.get("name") or "").lower() in {"description", "dc.title"}:
            yield fold_spaces((meta.get("content") or "")[:500])


def _file(address: str) -> str:
    return address.partition("?")[0].rsplit("/", 1)[-1] if not address.startswith("data:") else ""
