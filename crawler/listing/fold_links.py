"""Links of all listings of a run → articles by key, each with where it stands. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.canonical.canonical_url import CanonicalUrl, SourceUrls, canonicalize
from crawler.canonical.listing_signs import digest_words
from crawler.canonical.url_path import drop_index_page
from crawler.canonical.url_query import names_article
from crawler.canonical.url_template import carry_path
from crawler.listing.left_out import Example, Examples, Lack, keep_example
from crawler.listing.shared_keys import SharedKey, find_shared_keys
from crawler.model.article import Link, Sighting
from crawler.model.listing import Listing, ListingKind


class Place(NamedTuple):
    """Where an article stands: the origin of a mirror, and the canonical URL there."""

    mirror: str
    url: str


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """One article as the listings of this run showed it.

    :ivar sightings: the mirrors whose listings showed it, each with its address there
    :ivar named: where listings on other hosts say that it stands: no sighting until its mirror lists or serves it
    :ivar title: what its listing calls it; ``published``: when its listing says that it came out
    """

    key: str
    sightings: tuple[Sighting, ...] = ()
    named: tuple[Place, ...] = ()
    day: date | None = None
    title: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Folded:
    """All links of a run, folded.

    :ivar articles: key → article
    :ivar by_listing: URL of a listing → keys of the articles on it, each with a digest of what it says of them
    :ivar foreign: host that is no mirror → links to it: reported, never followed
    :ivar unmatched: links on a mirror that look like no article
    :ivar unusable: links that are no URL
    :ivar untemplated: keys of articles that a feed, a news sitemap or the like shows, and that fit no template
    :ivar shared: keys under which a template put several articles of one listing
    :ivar examples: a few of the links that were left out, each with what it lacks
    """

    articles: Mapping[str, ListedArticle]
    by_listing: Mapping[str, Mapping[str, int]]
    foreign: Mapping[str, int]
    unmatched: int = 0
    unusable: int = 0
    untemplated: tuple[str, ...] = ()
    shared: tuple[SharedKey, ...] = ()
    examples: Examples = field(default_factory=dict)


@dataclass(slots=True)
class _Fold:
    articles: dict[str, ListedArticle] = field(default_factory=dict)
    by_listing: dict[str, dict[str, int]] = field(default_factory=dict)
    foreign: Counter[str] = field(default_factory=Counter)
    unmatched: int = 0
    unusable: int = 0
    untemplated: dict[str, None] = field(default_factory=dict)
    examples: dict[Lack, list[Example]] = field(default_factory=dict)

    def leave_out(self, canonical: CanonicalUrl, urls: SourceUrls, *, is_listing: bool = False) -> None:
        """Count a link that is no article of the source, and keep the first few of its kind."""
        patterns = [template.pattern for template in urls.templates.get(canonical.mirror or "", ())]
        keep_example(self.examples, canonical, patterns, is_listing=is_listing)
        if canonical.canonical_url is None:
            self.unusable += 1
        elif canonical.mirror is None:
            self.foreign[urlsplit(canonical.canonical_url).hostname or "?"] += 1
        else:
            self.unmatched += 1


ListedLinks = tuple[Listing, Sequence[Link]]
"""A listing and the links on it."""


def fold_links(listings: Iterable[ListedLinks], urls: SourceUrls, own_listings: Collection[str] = ()) -> Folded:
    """Turn the links of all listings into articles by key.

    :param listings: in the order of the mirrors, the preferred first: its title and date count
    :param own_listings: keys of the source's own listings: a link to one of them leads to no article
    """
    read = [(listing, link, canonicalize(link.url, urls)) for listing, links in listings for link in links]
    shared = find_shared_keys(read)
    if shared:
        urls = replace(urls, ambiguous=urls.ambiguous | {each.key for each in shared})
        read = [(listing, link, canonicalize(link.url, urls)) for listing, link, _ in read]
    result = _Fold()
    for listing, link, canonical in read:
        _add_link(result, listing, link, canonical, urls, own_listings)
    return Folded(
        articles=result.articles,
        by_listing=result.by_listing,
        foreign=dict(result.foreign),
        unmatched=result.unmatched,
        unusable=result.unusable,
        untemplated=tuple(result.untemplated),
        shared=shared,
        examples=result.examples,
    )


def _add_link(
    result: _Fold,
    listing: Listing,
    link: Link,
    canonical: CanonicalUrl,
    urls: SourceUrls,
    own_listings: Collection[str],
) -> None:
    if canonical.canonical_url is None or canonical.key is None or canonical.mirror is None:
        result.leave_out(canonical, urls)
    elif canonical.key in own_listings or not _is_article(listing, link, canonical):
        result.leave_out(canonical, urls, is_listing=canonical.key in own_listings)
    else:
        if canonical.is_article is False:
            result.untemplated.setdefault(canonical.key)
        words = digest_words(link.title, link.published, link.modified)
        result.by_listing.setdefault(listing.url, {}).setdefault(canonical.key, words)
        before = result.articles.get(canonical.key) or ListedArticle(canonical.key, day=canonical.date)
        result.articles[canonical.key] = _add_place(_add_words(before, link), listing, canonical, urls)


def _add_words(article: ListedArticle, link: Link) -> ListedArticle:
    """Add what a link says, where none before it said anything."""
    title = link.title if article.title is None else article.title
    published = link.published if article.published is None else article.published
    return replace(article, title=title, published=published)


def _add_place(article: ListedArticle, listing: Listing, link: CanonicalUrl, urls: SourceUrls) -> ListedArticle:
    """Add where a link shows an article: a sighting, unless the listing is on a host that is no mirror."""
    if not listing.mirror:
        place = Place(str(link.mirror), str(link.canonical_url))
        return article if place in article.named else replace(article, named=(*article.named, place))
    sighting = sight_link(link, listing.mirror, urls)
    return replace(article, sightings=_add_sighting(article.sightings, sighting))


def sight_link(link: CanonicalUrl, mirror: str, urls: SourceUrls) -> Sighting:
    """Return the sighting that a link on a mirror's listing is: of this mirror, whichever of the source's it names.

    A link that names another mirror leads to the same path on this one, where the URLs of both are made alike.

    :param link: names a mirror of the source
    :param mirror: origin of the mirror whose listing has the link
    """
    named, url = str(link.mirror), str(link.canonical_url)
    if named == mirror:
        return Sighting(mirror, url, listed=True)
    own = carry_path({named: url}, urls.templates).get(mirror, url)
    return Sighting(mirror, own, listed=True, named_host=urlsplit(named).netloc)


def _add_sighting(before: tuple[Sighting, ...], sighting: Sighting) -> tuple[Sighting, ...]:
    """Add a sighting; at an address that the mirror's listings named twice, its own host counts, then the alphabet."""
    for place, other in enumerate(before):
        if (other.mirror, other.url) == (sighting.mirror, sighting.url):
            kept = min(other, sighting, key=lambda each: each.named_host)
            return (*before[:place], kept, *before[place + 1 :])
    return (*before, sighting)


def _is_article(listing: Listing, link: Link, canonical: CanonicalUrl) -> bool:
    """Say whether a link leads to an article: as the templates say, otherwise as the listing and the address do.

    A feed names nothing but its items, and a news sitemap nothing but news. Plain sitemaps name files and lists, too;
    section pages link to much else that is no article: the front page, other sections, the imprint.
    """
    if canonical.is_article:
        return True
    is_plain_sitemap = listing.kind is ListingKind.SITEMAP and link.title is None and link.published is None
    if listing.kind is not ListingKind.SECTION and not is_plain_sitemap:
        return True
    if canonical.is_article is not None or _names_file_or_list(str(canonical.canonical_url)):
        return False
    return is_plain_sitemap or _may_name_article(str(canonical.canonical_url))


def _names_file_or_list(url: str) -> bool:
    """Say whether an address without a template is by its name a file of another kind, or a list of articles.

    >>> site = "https://herald.test"
    >>> [_names_file_or_list(site + path) for path in ("/files/form-7.pdf", "/author/ann", "/blog/tags/", "/page/2")]
    [True, True, True, True]
    >>> [_names_file_or_list(site + path) for path in ("/author/ann/storm", "/page/storm", "/tag")]
    [False, False, False]
    """
    path = urlsplit(drop_index_page(url)).path.strip("/")
    return bool(_FILE.fullmatch(path[path.rfind(".") :]) or _LIST.fullmatch(path))


def _may_name_article(url: str) -> bool:
    """Say whether a section page's link without a template may lead to an article: to an address of several parts, with
    a digit or a hyphen, or told from others by its query.

    >>> [_may_name_article(f"https://herald.test/{path}") for path in ("storm-hits", "2026/storm", "imprint")]
    [True, True, False]
    """
    _, _, path, query, _ = urlsplit(drop_index_page(url))
    path = path.strip("/")
    return "/" in path or any(letter.isdigit() or letter == "-" for letter in path) or names_article(query, path)


_FILE = re.compile(
    r"\.(?:7z|avi|bmp|bz2|csv|docx?|epub|exe|flac|gif|gz|ico|jpe?g|key|m4[av]|mkv|mov|mp[34]|mpe?g|od[pst]|og[agv]|pdf|png"
    r"|pps|pptx?|rar|rtf|svg|tar|tgz|tiff?|wav|web[mp]|wm[av]|xlsx?|zip)",
    re.IGNORECASE,
)
"""Endings of what is downloaded or shown and never an article's page."""

_LIST = re.compile(r"(?:.+/)?(?:(?:categor(?:y|ies)|tags?|authors?)/[^/]+|page/\d+|categories|tags|authors)")
"""The names that WordPress, Hugo, Jekyll and Ghost give to lists of articles, whatever folder the site is in."""


def iterate_places(links: Iterable[Link], mirror: str, urls: SourceUrls) -> Iterator[Place]:
    """Iterate over where the links of a mirror's listing are sightings of articles."""
    for link in links:
        canonical = canonicalize(link.url, urls)
        if canonical.mirror is not None:
            sighting = sight_link(canonical, mirror, urls)
            yield Place(sighting.mirror, sighting.url)
