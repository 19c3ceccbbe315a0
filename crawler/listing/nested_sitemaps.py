"""Sitemaps that an index names: which of them a run asks for. Pure.

An index may name hundreds, and a run asks for few. So the newest come first, what did not change is left in peace for
a day, and among the others the one that has waited longest is asked: a run goes on where the last one ended.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.index.listing_states import ListingState
from crawler.model.listing import NestedSitemap

MOST_NESTED = 50
"""Sitemaps read of one mirror's indexes in one run."""

NEWEST = 10
"""Sitemaps of an index, the newest, that come before those that have waited longer: news is on them."""

REST = 86_400
"""Seconds for which a sitemap is left in peace whose index says that it did not change."""

_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class NestedChoice:
    """What a run does with the sitemaps of an index.

    :ivar asked: in the order in which they are asked for
    :ivar unmoved: those that the index says are as they were read
    :ivar postponed: how many others are left to later runs
    """

    asked: tuple[NestedSitemap, ...] = ()
    unmoved: tuple[NestedSitemap, ...] = ()
    postponed: int = 0


def carry_to_mirror(url: str, named: str, mirror: str) -> str:
    """Return the same path and query on a mirror; the very address where it is to stay.

    :param named: origin of the mirror that the address belongs to
    :param mirror: origin of the mirror that is to be asked; empty: it stays

    >>> carry_to_mirror("http://herald.example/maps/1.xml?page=2", "https://www.herald.example", "https://herald.test")
    'https://herald.test/maps/1.xml?page=2'
    >>> carry_to_mirror("http://archive.example/herald/1.xml", "https://archive.example/herald", "https://herald.test")
    'https://herald.test/1.xml'
    """
    if not mirror:
        return url
    parts = urlsplit(url)
    path = parts.path.removeprefix(urlsplit(named).path) or "/"
    return mirror + path + (f"?{parts.query}" if parts.query else "")


def choose_nested(
    nested: Sequence[NestedSitemap], states: Mapping[str, ListingState], now: int, room: int
) -> NestedChoice:
    """Choose which sitemaps of an index are asked for in this run.

    :param nested: as the index has them
    :param states: what each said last, by its URL
    :param room: how many more the run may ask for
    """
    ranked = order_newest_first(nested)
    newest = set(ranked[:NEWEST] if len(ranked) > MOST_NESTED else ranked)
    unmoved = [each for each in ranked if _is_unmoved(each, states[each.url])]
    resting = {each for each in ranked if states[each.url].asked_at + REST > now and states[each.url].digest}
    resting -= {each for each in newest if not each.modified}
    resting -= {each for each in ranked if each.modified and each not in unmoved}
    wanted = [each for each in ranked if each not in resting]
    first, others = set(ranked[:NEWEST]), sorted(wanted, key=lambda each: states[each.url].asked_at)
    order = [*(each for each in wanted if each in first), *(each for each in others if each not in first)]
    return NestedChoice(
        asked=tuple(order[:room]),
        unmoved=tuple(each for each in unmoved if each in resting),
        postponed=max(0, len(order) - room),
    )


def _is_unmoved(sitemap: NestedSitemap, state: ListingState) -> bool:
    """Whether the index says of a sitemap that was read that it did not change since."""
    return bool(state.digest) and sitemap.modified != 0 and sitemap.modified == state.lastmod


def order_newest_first(nested: Iterable[NestedSitemap]) -> list[NestedSitemap]:
    """Order sitemaps by ``lastmod``, the newest first; after them those that have none.

    Of these, names that differ in their numbers alone go from the highest to the lowest, the year before all else, one
    of each series after the other: ``posts-2026-09``, ``pages-3``, ``posts-2026-08``, ``pages-2``.

    >>> [each.url for each in order_newest_first(map(NestedSitemap, ["/9-2025", "/10-2025", "/1-2026"]))]
    ['/1-2026', '/10-2025', '/9-2025']
    """
    unique = tuple({each.url: each for each in nested}.values())
    dated = sorted((each for each in unique if each.modified), key=lambda each: -each.modified)
    series: defaultdict[str, list[NestedSitemap]] = defaultdict(list)
    for each in unique:
        if not each.modified:
            series[_NUMBER.sub("0", each.url)].append(each)
    places = {
        each: place
        for alike in series.values()
        for place, each in enumerate(sorted(alike, key=lambda each: _numbers_of(each.url), reverse=True))
    }
    return [*dated, *sorted((each for each in unique if not each.modified), key=places.__getitem__)]


def _numbers_of(url: str) -> tuple[int, ...]:
    """The numbers of a name, the one that may be a year in front of all others."""
    numbers = _NUMBER.findall(url)
    year = next((number for number in numbers if _YEAR.match(number)), None)
    return (int(year[:4]) if year else 0, *(int(number[:18]) for number in numbers))
