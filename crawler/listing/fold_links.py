"""Links of all listings of a run → articles by key, each with where it stands. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import urlsplit

import xxhash

from crawler.canonical.canonical_url import CanonicalUrl, SourceUrls, canonicalize
from crawler.canonical.url_template import carry_path
from crawler.listing.left_out import Example, Examples, Lack, keep_example
from crawler.model.article import Link, Sighting
from crawler.model.listing import Listing, ListingKind


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """One article as the listings of this run showed it.

    :ivar sightings: the mirrors whose listings showed it, each with its address there
    :ivar listed: 32 bits that change when its listing's title or date does, with the mirror they came from
    :ivar title: what its listing calls it; ``published``: when its listing says that it came out
    """

    key: str
    sightings: tuple[Sighting, ...]
    listed: int
    day: date | None = None
    title: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Folded:
    """All links of a run, folded.

    :ivar articles: key → article
    :ivar by_listing: URL of a listing → keys of the articles on it, in its order
    :ivar foreign: host that is no mirror → links to it: reported, never followed
    :ivar unmatched: links on a mirror that look like no article
    :ivar unusable: links that are no URL
    :ivar examples: a few of those that were left out, each with what it lacks
    """

    articles: Mapping[str, ListedArticle]
    by_listing: Mapping[str, Mapping[str, None]]
    foreign: Mapping[str, int]
    unmatched: int = 0
    unusable: int = 0
    examples: Examples = field(default_factory=dict)


@dataclass(slots=True)
class _Fold:
    articles: dict[str, ListedArticle] = field(default_factory=dict)
    by_listing: dict[str, dict[str, None]] = field(default_factory=dict)
    foreign: Counter[str] = field(default_factory=Counter)
    unmatched: int = 0
    unusable: int = 0
    examples: dict[Lack, list[Example]] = field(default_factory=dict)

    def leave_out(self, canonical: CanonicalUrl, urls: SourceUrls, *, is_listing: bool = False) -> None:
        """Count a link that is no article of the source, and keep the first few of its kind."""
        template = urls.templates.get(canonical.mirror or "")
        keep_example(self.examples, canonical, [template.pattern] if template else [], is_listing=is_listing)
        if canonical.canonical_url is None:
            self.unusable += 1
        elif canonical.mirror is None:
            self.foreign[urlsplit(canonical.canonical_url).hostname or "?"] += 1
        else:
            self.unmatched += 1


ListedLinks = tuple[Listing, Sequence[Link]]
"""A listing and the links on it."""


def fold_links(listings: Iterable[ListedLinks], urls: SourceUrls) -> Folded:
    """Turn the links of all listings into articles by key.

    :param listings: in the order of the mirrors, the preferred first: its title and date count
    """
    result = _Fold()
    for listing, links in listings:
        for link in links:
            _add_link(result, listing, link, urls)
    return Folded(
        articles=result.articles,
        by_listing=result.by_listing,
        foreign=dict(result.foreign),
        unmatched=result.unmatched,
        unusable=result.unusable,
        examples=result.examples,
    )


def _add_link(result: _Fold, listing: Listing, link: Link, urls: SourceUrls) -> None:
    canonical = canonicalize(link.url, urls)
    if canonical.canonical_url is None or canonical.key is None or canonical.mirror is None:
        result.leave_out(canonical, urls)
    elif canonical.is_article is False or _is_other_page(listing, canonical.canonical_url):
        result.leave_out(canonical, urls, is_listing=canonical.canonical_url == listing.url)
    else:
        sighting = sight_link(canonical, listing.mirror, urls)
        result.by_listing.setdefault(listing.url, {}).setdefault(canonical.key)
        before = result.articles.get(canonical.key)
        if before is None:
            result.articles[canonical.key] = ListedArticle(
                key=canonical.key,
                sightings=(sighting,),
                listed=_digest_listed_words(link, listing.mirror),
                day=canonical.date,
                title=link.title,
                published=link.published,
            )
        else:
            sightings = _add_sighting(before.sightings, sighting)
            published = link.published if before.published is None else before.published
            result.articles[canonical.key] = replace(before, sightings=sightings, published=published)


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


def _is_other_page(listing: Listing, url: str) -> bool:
    """A section page links to much that is no article: the front page, other sections, the listing itself."""
    if listing.kind is not ListingKind.SECTION:
        return False
    path = urlsplit(url).path.strip("/")
    return url == listing.url or ("/" not in path and not any(letter.isdigit() or letter == "-" for letter in path))


def _digest_listed_words(link: Link, mirror: str) -> int:
    """Digest what the listing says in 24 bits, and which mirror says it in 8."""
    words = f"{link.title or ''}\n{link.published.isoformat() if link.published else ''}"
    return (xxhash.xxh3_64_intdigest(words.encode()) & 0xFFFFFF) << 8 | (
        xxhash.xxh3_64_intdigest(mirror.encode()) & 0xFF
    )
