"""Links → what to do about each article: fold them by key, then plan the fetches. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

import xxhash

from crawler.article import Link, Sighting
from crawler.canonical.url import SourceUrls, canonicalize


class ListingKind(StrEnum):
    """What a listing is."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"

    @property
    def key(self) -> str:
        """The key of a source's file that names such listings."""
        return f"{self.value}s"


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed, sitemap or section page on one mirror that is to be read.

    :ivar mirror: origin; :ivar depth: how many sitemap indexes led to it
    """

    mirror: str
    url: str
    kind: ListingKind
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One article as the listings of this run showed it.

    :ivar sightings: each mirror's own URL, and on whose listing it stood
    :ivar listed: 32 bits that change when its listing's title or date does, with the mirror they came from
    """

    key: str
    sightings: tuple[Sighting, ...]
    listed: int
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Folded:
    """All links of a run, folded.

    :ivar articles: key → article
    :ivar by_listing: URL of a listing → keys of the articles on it
    :ivar foreign: host that is no mirror → links to it: reported, never followed
    :ivar unmatched: links on a mirror that look like no article
    :ivar unusable: links that are no URL
    """

    articles: Mapping[str, Found]
    by_listing: Mapping[str, frozenset[str]]
    foreign: Mapping[str, int]
    unmatched: int = 0
    unusable: int = 0


@dataclass(slots=True)
class _Fold:
    articles: dict[str, Found] = field(default_factory=dict)
    by_listing: dict[str, set[str]] = field(default_factory=dict)
    foreign: Counter[str] = field(default_factory=Counter)
    unmatched: int = 0
    unusable: int = 0


def fold(listings: Iterable[tuple[Listing, Sequence[Link]]], urls: SourceUrls) -> Folded:
    """Turn the links of all listings into articles by key.

    :param listings: in the order of the mirrors, the preferred first: its title and date count
    """
    result = _Fold()
    for listing, links in listings:
        for link in links:
            _add(result, listing, link, urls)
    by_listing = {url: frozenset(keys) for url, keys in result.by_listing.items()}
    return Folded(result.articles, by_listing, dict(result.foreign), result.unmatched, result.unusable)


def _add(result: _Fold, listing: Listing, link: Link, urls: SourceUrls) -> None:
    canonical = canonicalize(link.url, urls)
    if canonical.canonical_url is None:
        result.unusable += 1
    elif canonical.key is None or canonical.mirror is None:
        result.foreign[urlsplit(canonical.canonical_url).hostname or "?"] += 1
    elif canonical.is_article is False or _is_other_page(listing, canonical.canonical_url):
        result.unmatched += 1
    else:
        seen = Sighting(canonical.mirror, canonical.canonical_url, listing.mirror)
        result.by_listing.setdefault(listing.url, set()).add(canonical.key)
        before = result.articles.get(canonical.key)
        if before is None:
            listed = _listed(link, listing.mirror)
            result.articles[canonical.key] = Found(canonical.key, (seen,), listed, canonical.date)
        elif seen not in before.sightings:
            result.articles[canonical.key] = replace(before, sightings=(*before.sightings, seen))


def _is_other_page(listing: Listing, url: str) -> bool:
    """A section page links to much that is no article: the front page, other sections, the listing itself."""
    if listing.kind is not ListingKind.SECTION:
        return False
    path = urlsplit(url).path.strip("/")
    return url == listing.url or ("/" not in path and not any(letter.isdigit() or letter == "-" for letter in path))


def _listed(link: Link, mirror: str) -> int:
    """24 bits of what the listing says, 8 bits of who said it."""
    said = f"{link.title or ''}\n{link.published.isoformat() if link.published else ''}"
    return (xxhash.xxh3_64_intdigest(said.encode()) & 0xFFFFFF) << 8 | (
        xxhash.xxh3_64_intdigest(mirror.encode()) & 0xFF
    )


@dataclass(frozen=True, slots=True)
class Target:
    """Where an article can be fetched."""

    mirror: str
    url: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """An article that is to be fetched, and where: the first target is asked first.

    :ivar revisit: the article is known; what is new is perhaps its text
    :ivar audit: a second mirror is asked for a known text, to compare
    :ivar named_by_page: no listing has it, but a page that belongs to it was read
    """

    key: str
    targets: tuple[Target, ...]
    sightings: tuple[Sighting, ...] = ()
    listed: int = 0
    day: date | None = None
    revisit: bool = False
    named_by_page: bool = False
    audit: bool = False

    def moved_on(self) -> Fetch | None:
        """The same fetch from the next mirror; None when there is none."""
        return replace(self, targets=self.targets[1:]) if len(self.targets) > 1 else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to fetch, in order, and what it has to settle.

    :ivar unsettled: articles that stand on a listing and are still to be fetched or judged, by key
    :ivar due: keys of known articles whose time to be fetched again has come
    :ivar asked_for: keys of pages in quarantine that a person wants to be tried again
    """

    fetches: tuple[Fetch, ...]
    unsettled: Mapping[str, Found]
    due: frozenset[str]
    asked_for: frozenset[str]


def plan_fetch(found: Found, mirrors: Sequence[str], urls: SourceUrls, *, revisit: bool = False) -> Fetch:
    """Decide where to fetch an article: on each mirror its own URL, otherwise the path of another on that host.

    A path is only carried over between mirrors whose URLs are made alike.

    :param mirrors: origins in the order they are to be asked
    """
    templates = {mirror.origin: mirror.template for mirror in urls.mirrors}
    own: dict[str, str] = {}
    for seen in found.sightings:
        own.setdefault(seen.mirror, seen.url)
    first = found.sightings[0]
    path = first.url.removeprefix(first.mirror)
    carried = {m: m + path for m in mirrors if templates.get(m) == templates.get(first.mirror)}
    places = carried | own
    targets = tuple(Target(mirror, places[mirror]) for mirror in mirrors if mirror in places)
    targets = targets or (Target(first.mirror, first.url),)
    return Fetch(found.key, targets, found.sightings, found.listed, found.day, revisit)
