"""In which order a run asks for what its listings show: the newest first, so that a crawl cut off has those. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from itertools import pairwise

from crawler.listing.fold_links import ListedArticle
from crawler.model.listing import Listing

_NO_DATE = datetime.min.replace(tzinfo=UTC)


def order_newest_first(
    articles: Iterable[ListedArticle], listings: Iterable[Listing], by_listing: Mapping[str, Iterable[str]]
) -> list[ListedArticle]:
    """Put articles into the order in which they are asked for: the newest of each listing before the second of any.

    The same listing on several mirrors is one: where two of them differ, the mirror that comes first counts. Of
    articles with the same place on different listings the one with the later date comes first.

    :param listings: in the order of the mirrors, the preferred first
    :param by_listing: URL of a listing → keys of the articles on it, in its order
    """
    wanted = {article.key: article for article in articles}
    places: dict[str, dict[str, int]] = {}
    for listing in listings:
        shown = [wanted[key] for key in by_listing.get(listing.url, ()) if key in wanted]
        on_mirrors = places.setdefault(listing.url.removeprefix(listing.mirror), {})
        for place, key in enumerate(order_listing(_read_moments(shown))):
            on_mirrors.setdefault(key, place)
    first = _find_first_places(places.values())
    return sorted(
        wanted.values(),
        key=lambda article: (first.get(article.key, len(wanted)), _NO_DATE - (article.published or _NO_DATE)),
    )


def order_listing(moments: Mapping[str, datetime | None]) -> list[str]:
    """Order what one listing shows: as it stands there if its dates fall, by its dates otherwise.

    What has no date goes with what stands before it; what stands at the top, with the newest.

    >>> old, new = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 8, 2, tzinfo=UTC)
    >>> order_listing({"a": old, "b": None, "c": new})
    ['c', 'a', 'b']
    >>> order_listing({"a": None, "b": None, "c": None})
    ['a', 'b', 'c']

    :param moments: key → when it was published, in the listing's order
    """
    known = [moment for moment in moments.values() if moment is not None]
    if all(before >= after for before, after in pairwise(known)):
        return list(moments)
    last = max(known)
    standing: dict[str, datetime] = {}
    for key, moment in moments.items():
        last = moment or last
        standing[key] = last
    return sorted(standing, key=lambda key: standing[key], reverse=True)


def _read_moments(shown: Sequence[ListedArticle]) -> dict[str, datetime | None]:
    """When each was published, as its listing says; where a listing gives no date, as the addresses say."""
    if any(article.published for article in shown):
        return {article.key: article.published for article in shown}
    return {article.key: datetime.combine(article.day, time(), UTC) if article.day else None for article in shown}


def _find_first_places(places: Iterable[Mapping[str, int]]) -> dict[str, int]:
    first: dict[str, int] = {}
    for listing in places:
        for key, place in listing.items():
            first[key] = min(place, first.get(key, place))
    return first
