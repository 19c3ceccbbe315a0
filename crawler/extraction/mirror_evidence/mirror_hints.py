"""A page's tree → what it gives away about mirrors.

Read before furniture is removed: notices stand in headers, footers and boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.extraction.fields.declared import Declared, absolute
from crawler.extraction.markup.tree import LinkedLine, flat, fold_spaces
from crawler.mirrors.announcements.find_announcements import (
    Hyperlink,
    Line,
    find_announcements,
    is_mirrors_title,
    may_be_mirror,
    sentences_of,
)
from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence, gather_evidence
from crawler.mirrors.hosts.host_names import host_of
from crawler.mirrors.hosts.own_site import Own
from crawler.mirrors.proposals.declarations import Declarations, declared_evidence

_MIRRORS_PATH = re.compile(
    r"/(?:our[-_])?(?:mirrors?|mirror[-_]sites?|zerkal[ao]|miroirs?|espejos?|spiegel(?:seiten)?|aynalar|зеркал[ао]|镜像)"
    r"(?:\.\w+)?/?$",
    re.IGNORECASE,
)
_FIND_AWAY = etree.XPath("descendant::a[contains(@href, '//')]")
"""The links that may lead to another host."""

LONGEST_LINK = 2_000
"""Characters of a link that are looked at."""

LONGEST_LISTED = 400
"""Characters of a line in a list of mirrors."""

_ASIDE = frozenset({"nav", "header", "footer", "aside"})


def page_evidence(
    tree: HtmlElement, declared: Declared, lines: Sequence[LinkedLine], *, url: str, site_name: str
) -> tuple[MirrorEvidence, ...]:
    """What a page gives away about mirrors of its site.

    :param lines: every line of the page with its links, before anything was taken out
    :param url: the page's address; empty when it is not known
    :param site_name: the source's name, empty for what the page says it is
    """
    own = Own(host_of(url) or "", site_name or declared.first("og:site_name", "application-name"))
    return gather_evidence(_found(tree, declared, lines, url, own))


def _found(
    tree: HtmlElement, declared: Declared, lines: Sequence[LinkedLine], url: str, own: Own
) -> Iterator[MirrorEvidence]:
    known: dict[str, bool] = {}
    away = frozenset(_FIND_AWAY(tree))
    named_lines = [
        Line(
            line.text,
            bool(line.anchors),
            partial(_links, line, url, own, known),
            may_lead_away=not away.isdisjoint(line.anchors),
        )
        for line in lines
    ]
    yield from find_announcements(named_lines, own)
    yield from declared_evidence(_declarations(tree, declared, url), url, own)
    titles = [fold_spaces(tree.findtext(".//title")), *map(flat, tree.iter("h1"))]
    title = next((line for line in titles if is_mirrors_title(line, own)), "")
    if title or _MIRRORS_PATH.search(unquote(urlsplit(url).path)):
        for line, whole in zip(named_lines, lines, strict=True):
            if len(line.text) <= LONGEST_LISTED and not any(map(_is_aside, whole.anchors)):
                yield from _listed_mirrors(line, title, own)


def _listed_mirrors(line: Line, title: str, own: Own) -> Iterator[MirrorEvidence]:
    """The hosts in a line of a page of mirrors."""
    sentences = sentences_of(line.text, line.links())
    if all(sentence.is_listed for sentence in sentences):
        for address in (address for sentence in sentences for address in sentence.addresses):
            if may_be_mirror(address, own):
                yield MirrorEvidence(address.host, EvidenceKind.MIRRORS_PAGE, title or line.text)


def _links(line: LinkedLine, url: str, own: Own, known: dict[str, bool]) -> tuple[Hyperlink, ...]:
    """The links to others in a line: a page has hundreds of links, and most lead to its own site."""
    links = []
    for anchor in line.anchors:
        href = (anchor.get("href") or "").strip()
        before, slashes, rest = href[:LONGEST_LINK].partition("//")
        if not slashes or before.lower() not in ("", "http:", "https:"):
            continue
        authority = rest.partition("/")[0]
        if authority not in known:
            host = host_of(f"http://{authority}/")
            known[authority] = host is not None and own.is_other(host)
        if known[authority]:
            links.append(Hyperlink(absolute(url, href) or href, flat(anchor)))
    return tuple(links)


def _is_aside(anchor: HtmlElement) -> bool:
    return any(above.tag in _ASIDE for above in anchor.iterancestors())


def _declarations(tree: HtmlElement, declared: Declared, url: str) -> Declarations:
    alternates = []
    for link in tree.iter("link"):
        language = fold_spaces(link.get("hreflang"))
        address = absolute(url, link.get("href")) if language else None
        if address is not None and "alternate" in (link.get("rel") or "").lower().split():
            alternates.append((language, address))
    onion = next(
        (fold_spaces(meta.get("content")) for meta in tree.iter("meta")
         if (meta.get("http-equiv") or "").lower() == "onion-location"),
        "",
    )  # fmt: skip
    return Declarations(
        canonical=declared.canonical or "", og_url=declared.first("og:url"), alternates=tuple(alternates), onion=onion
    )
