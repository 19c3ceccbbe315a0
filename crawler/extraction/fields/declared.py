"""What a page declares of itself for machines: meta elements, JSON-LD, language, canonical link."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urljoin

from lxml.html import HtmlElement, defs

from crawler.extraction.markup.tree import fold_spaces

Node = Mapping[str, object]

_ARTICLE_TYPES = """
Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle ReviewNewsArticle
AskPublicNewsArticle BlogPosting LiveBlogPosting TechArticle ScholarlyArticle Report SocialMediaPosting
AdvertiserContentArticle SatiricalArticle
"""
ARTICLE_TYPES = frozenset(_ARTICLE_TYPES.split())
"""schema.org's Article and its subtypes."""

MEDIA_TYPES = frozenset({"VideoObject", "AudioObject", "ImageGallery", "MediaGallery", "PodcastEpisode"})
"""schema.org's types of video, sound and photo items."""

MAX_NODES = 5_000
"""JSON-LD objects looked at: the largest real page seen holds a few hundred."""

_FORMATS = "a b big cite code em font i mark q s small span strong sub sup tt u"
FORMATS = frozenset(_FORMATS.split())
"""Elements with which headlines are written; a lone one of them is markup whose end was cut off."""

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z\d]*)(?:\s[^<>]*)?/?>")
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*(?:;\s*)?$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")

NOTHING: Node = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Declared:
    """The declarations of one page.

    :ivar meta: lower-cased name, property or itemprop → its contents, in order
    :ivar nodes: every JSON-LD object, in document order, nested ones after the one that holds them
    :ivar article: the object that describes the article, or an empty one
    :ivar language: the value of ``<html lang>``, as written
    :ivar canonical: absolute address of ``<link rel=canonical>``
    :ivar previous: absolute address of ``<link rel=prev>``
    """

    meta: Mapping[str, tuple[str, ...]]
    nodes: tuple[Node, ...]
    article: Node
    language: str
    canonical: str | None
    previous: str | None = None

    def first(self, *names: str) -> str:
        """The first content that is not empty among the meta elements of these names, in the order given."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")

    @property
    def is_article(self) -> bool:
        """Whether the page calls itself an article, in any of the usual ways."""
        if self.article or self.first("article:published_time", "article:modified_time"):
            return True
        return self.first("og:type").lower() in ("article", "video", "video.other", "news")


def read_declared(tree: HtmlElement, url: str) -> Declared:
    """Read the declarations of a page; broken ones are as if absent."""
    nodes = tuple(_nodes(tree))
    canonical = _linked(tree, url, "canonical")
    return Declared(
        meta=_meta(tree),
        nodes=nodes,
        article=_article(nodes, frozenset(map(_place, filter(None, (url, canonical))))),
        language=fold_spaces(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")),
        canonical=canonical,
        previous=_linked(tree, url, "prev", "previous"),
    )


def types_of(node: Node) -> frozenset[str]:
    """The types of a JSON-LD object, without the vocabulary's address.

    >>> sorted(types_of({"@type": ["http://schema.org/NewsArticle", "WebPage"]}))
    ['NewsArticle', 'WebPage']
    """
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(kind.rpartition("/")[2] for kind in listed if isinstance(kind, str))


def string(value: object) -> str:
    """A JSON-LD value as a folded line: itself, or the first of a list, or an object's name or value.

    Scripts hold no entities by HTML's rules, but many publishers write them.

    >>> string([{"@type": "Person", "name": "Ann &amp; Bob"}])
    'Ann & Bob'
    """
    for _ in range(4):  # values are nested a level or two; deeper ones are nobody's name
        if isinstance(value, str):
            return without_markup(fold_spaces(html.unescape(value)))
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("url") or value.get("@id")
    return ""


def without_markup(text: str) -> str:
    """A declared value without the markup that some systems leave in it; words in angle brackets are words.

    >>> without_markup("Review: <i>The Ferry</i>, a film"), without_markup("Rates < 2 %"), without_markup("<p>One</p>")
    ('Review: The Ferry, a film', 'Rates < 2 %', 'One')
    >>> without_markup("List<String> and <void>"), without_markup("What the <table> element is for")
    ('List<String> and <void>', 'What the <table> element is for')
    """
    if "<" not in text:
        return text
    closed = {tag[1].lower() for tag in _TAG.finditer(text) if tag[0].startswith("</")}

    def kept(tag: re.Match[str]) -> str:
        name = tag[1].lower()
        if name in ("br", "wbr", "p") and name not in closed:
            return "" if name == "wbr" else " "
        gone = name in defs.tags and (name in closed or tag[1] in FORMATS)
        return "" if gone else tag[0]

    return fold_spaces(_TAG.sub(kept, text))


def names_address(node: Node, url: str) -> bool:
    """Whether a JSON-LD object says that it is about the page of an address."""
    return _place(url) in _places(node)


def absolute(url: str, link: str | None) -> str | None:
    """A link of the page as an absolute http(s) address, or None."""
    if not link or not link.strip():
        return None
    try:
        joined = urljoin(url, link.strip())
    except ValueError:  # a broken IPv6 literal
        return None
    return joined if joined.lower().startswith(("http://", "https://")) else None


def _meta(tree: HtmlElement) -> Mapping[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for element in tree.iter("meta"):
        content = without_markup(fold_spaces(element.get("content")))
        for attribute in ("property", "name", "itemprop"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                values[name] = (*values.get(name, ()), content)
    return MappingProxyType(values)


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    left = MAX_NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _walk(_loads(script.text or "")):
            left -= 1
            if left < 0:
                return
            yield node


def _loads(text: str) -> object:
    """The value of a JSON-LD block, or None: blocks are wrapped in comments, cut off, or nested without end."""
    bare = _WRAPPED.sub("", text.strip()).strip().rstrip(";")
    for written in (bare, _TRAILING_COMMA.sub(r"\1", bare), html.unescape(bare)):
        try:
            value: object = json.loads(written, strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _walk(value: object) -> Iterator[Node]:
    """Every object in a JSON value, in document order, without recursion."""
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            yield value
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))


def _article(nodes: tuple[Node, ...], places: frozenset[str]) -> Node:
    """The object that describes the article, of an article's type before a medium's.

    Of several, the first that names the page's own address: a page may list other articles before its own. Otherwise
    the first with a headline or a date.
    """
    for wanted in (ARTICLE_TYPES, MEDIA_TYPES):
        named = [node for node in nodes if types_of(node) & wanted]
        whole = [node for node in named if node.get("headline") or node.get("datePublished")]
        best = next((node for node in whole if places.intersection(_places(node))), None) or next(iter(whole), None)
        if best or (named and wanted is ARTICLE_TYPES):
            return best or named[0]
    return NOTHING


def _places(node: Node) -> Iterator[str]:
    for name in ("url", "@id", "mainEntityOfPage"):
        value = node.get(name)
        link = value.get("@id") or value.get("url") if isinstance(value, Mapping) else value
        if isinstance(link, str) and link:
            yield _place(link)


def _place(link: str) -> str:
    """An address without what differs between two ways to write it: scheme, fragment, slash at the end.

    >>> _place("https://gazette.example/a/1/#article")
    'gazette.example/a/1'
    """
    return link.partition("#")[0].partition("://")[2].rstrip("/").removeprefix("www.").lower()


def _linked(tree: HtmlElement, url: str, *relations: str) -> str | None:
    """The address of the first ``<link>`` with one of these relations."""
    for element in tree.iter("link"):
        if not set(relations).isdisjoint((element.get("rel") or "").lower().split()):
            return absolute(url, element.get("href"))
    return None
