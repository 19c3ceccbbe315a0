"""Which keys articles get when their source's file says something else of its addresses. Pure.

Keys are made anew from the addresses that mirrors showed. Nothing is joined: two articles that come to one key, and
were not under one before, stay apart, known by their addresses. The file put back gives the keys back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.canonical.canonical_url import SourceUrls, canonicalize


@dataclass(frozen=True, slots=True)
class Family:
    """An article with all keys that lead to it.

    :ivar rows: number → key: the article itself first, then those that were folded into it
    :ivar urls: where mirrors showed it, the earliest first
    """

    home: int
    rows: Mapping[int, str]
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewKeys:
    """What changes.

    :ivar changed: number → its new key
    :ivar further: new key → the article that it leads to: an address of an article whose own key is another one now
    :ivar ambiguous: key → two addresses: several articles would have had it, and are known by their addresses
    """

    changed: Mapping[int, str]
    further: Mapping[str, int]
    ambiguous: Mapping[str, tuple[str, str]]


def describe_urls(urls: SourceUrls) -> str:
    """Write down what a source's keys follow from, as JSON that is equal for equal views; ambiguous keys are left out.

    >>> describe_urls(SourceUrls.of([("https://a.example", "/{id}")], keep=["story"]))
    '[[["https://a.example", ["/{id}"]]], ["story"], [], []]'
    """
    mirrors = [[mirror.origin, [template.pattern for template in mirror.templates]] for mirror in urls.mirrors]
    return json.dumps([mirrors, sorted(urls.keep), sorted(urls.drop), [variant.written for variant in urls.variants]])


def parse_urls(written: str) -> SourceUrls | None:
    """Read what ``describe_urls`` wrote; None where it says nothing that this version can use."""
    try:
        mirrors, keep, drop, variants = json.loads(written)
        return SourceUrls.of(mirrors, keep, drop, variants)
    except (ValueError, TypeError):
        return None


def make_new_keys(families: Sequence[Family], before: SourceUrls | None, now: SourceUrls) -> NewKeys:
    """Decide which keys change.

    :param before: the view that the present keys follow from; None where that is not known
    """
    changed, further, owners = _assign_all(families, before, now)
    ambiguous: dict[str, tuple[str, str]] = {}
    while conflicts := _find_conflicts(families, owners):
        ambiguous |= conflicts
        now = SourceUrls(now.mirrors, now.keep, now.drop, now.variants, now.ambiguous | ambiguous.keys())
        changed, further, owners = _assign_all(families, before, now)
        if conflicts.keys() <= owners.keys():  # addresses themselves are shared: nothing can tell them apart
            break
    return NewKeys(changed, further, ambiguous)


def _assign_all(
    families: Iterable[Family], before: SourceUrls | None, now: SourceUrls
) -> tuple[dict[int, str], dict[str, int], dict[str, list[int]]]:
    """New keys of rows, further keys, and the articles that each key leads to."""
    changed: dict[int, str] = {}
    further: dict[str, int] = {}
    owners: dict[str, list[int]] = {}
    for family in families:
        keys, more = _assign_keys(family, before, now)
        changed |= {number: key for number, key in keys.items() if key != family.rows[number]}
        further |= dict.fromkeys(more, family.home)
        for key in {*keys.values(), *more}:
            owners.setdefault(key, []).append(family.home)
    return changed, {key: home for key, home in further.items() if len(owners[key]) == 1}, owners


def _assign_keys(family: Family, before: SourceUrls | None, now: SourceUrls) -> tuple[dict[int, str], tuple[str, ...]]:
    """The keys of an article's rows, and those of its addresses that are left."""
    made = {url: key for url in family.urls if (key := canonicalize(url, now).key) is not None}
    former = {url: canonicalize(url, before).key for url in made} if before is not None else {}
    free = dict.fromkeys(made.values())
    keys: dict[int, str] = {}
    for number, key in family.rows.items():
        its_urls = [url for url in made if former.get(url) == key]
        if not its_urls and (number == family.home or is_parked(key)):
            its_urls = list(made)
        wanted = dict.fromkeys(made[url] for url in its_urls)
        if key in wanted and key in free:
            chosen = key
        else:
            chosen = next((each for each in wanted if each in free), park_key(key, number) if wanted else key)
        keys[number] = chosen
        free.pop(chosen, None)
    return keys, tuple(free)


def park_key(key: str, number: int) -> str:
    """A key that no address has, for a row whose address another row of its article stands for.

    >>> park_key("/news/7", 12), park_key("/news/7#12", 12)
    ('/news/7#12', '/news/7#12')
    """
    return key if is_parked(key) else f"{key}#{number}"


def is_parked(key: str) -> bool:
    """Whether a key is none of an address: fragments are no part of one."""
    return "#" in key


def _find_conflicts(families: Sequence[Family], owners: Mapping[str, Sequence[int]]) -> dict[str, tuple[str, str]]:
    """Keys that lead to several articles which had none in common before, with an address of two of them."""
    shared = {key: homes for key, homes in owners.items() if len(homes) > 1}
    by_home = {family.home: family for family in families} if shared else {}
    conflicts: dict[str, tuple[str, str]] = {}
    for key, homes in shared.items():
        its = [by_home[home] for home in homes]
        common = set.intersection(*(set(family.rows.values()) for family in its))
        if not common:
            conflicts[key] = _first_url(its[0]), _first_url(its[1])
    return conflicts


def _first_url(family: Family) -> str:
    return next(iter(family.urls), next(iter(family.rows.values())))
