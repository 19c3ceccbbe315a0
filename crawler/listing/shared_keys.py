"""Keys under which a template puts articles that one listing tells apart. Pure.

A template that leaves out too much folds different articles, and what it folds is never fetched. One listing does not
give one article two headlines or two pictures at once: where it does, under two addresses, these are two articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from crawler.canonical.canonical_url import CanonicalUrl
from crawler.canonical.text import tokens
from crawler.canonical.url_query import names_article
from crawler.model.article import Link
from crawler.model.listing import Listing, ListingKind

MOST_COMPARED = 50
"""Links of one key on one listing that are compared with each other."""

FEWEST_OF_SECTION = 3
"""Words of a headline on a section page, where "Read more" is a link's text as well."""


@dataclass(frozen=True, slots=True)
class SharedKey:
    """A key that stands for several articles.

    :ivar urls: two of their canonical URLs on one listing
    """

    key: str
    urls: tuple[str, str]


def find_shared_keys(read: Iterable[tuple[Listing, Link, CanonicalUrl]]) -> tuple[SharedKey, ...]:
    """Find the keys that stand for several articles, in the order in which listings show them.

    :param read: links with their listings and what canonicalization made of them
    """
    by_place: dict[tuple[Listing, str], dict[str, Link]] = {}
    for listing, link, canonical in read:
        if canonical.is_article and canonical.key is not None and canonical.canonical_url is not None:
            by_place.setdefault((listing, canonical.key), {}).setdefault(canonical.canonical_url, link)
    shared: dict[str, SharedKey] = {}
    for (listing, key), links in by_place.items():
        pair = _find_strangers(list(links.items()), listing.kind) if len(links) > 1 else None
        if pair is not None:
            shared.setdefault(key, SharedKey(key, pair))
    return tuple(shared.values())


def _find_strangers(links: Sequence[tuple[str, Link]], kind: ListingKind) -> tuple[str, str] | None:
    """Find two addresses whose links have other titles or other pictures."""
    for (url, link), (other_url, other) in combinations(links[:MOST_COMPARED], 2):
        if not _may_be_two(url, other_url):
            continue
        fewest = FEWEST_OF_SECTION if kind is ListingKind.SECTION else 1
        if _differ(_headline(link, fewest), _headline(other, fewest)) or _differ(link.picture, other.picture):
            return url, other_url
    return None


def _may_be_two(url: str, other: str) -> bool:
    """Say whether two addresses may be of two articles: not where their queries alone differ and name none."""
    one, two = urlsplit(url), urlsplit(other)
    return one.path != two.path or (names_article(one.query, one.path) and names_article(two.query, two.path))


def _headline(link: Link, fewest_words: int) -> str | None:
    """The words of a title, however they are set; None for what is too short to be a headline."""
    words = tokens(link.title or "")
    return " ".join(words) if len(words) >= fewest_words else None


def _differ(one: str | None, other: str | None) -> bool:
    """Say whether both are known and neither is the other, cut short or not."""
    return bool(one and other) and not (str(one).startswith(str(other)) or str(other).startswith(str(one)))
