"""Keys that follow from a changed file: nothing is joined, no address is lost, and the old file gives the old keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.canonical.new_keys import Family, NewKeys, describe_urls, is_parked, make_new_keys, parse_urls

M = "https://m.test"
NONE = SourceUrls.of([(M, None)])
RIGHT = SourceUrls.of([(M, "/news/{id}/{slug}")])
FOLDING = SourceUrls.of([(M, "/{key}/{_}/{slug}")])
VIEWS = [NONE, RIGHT, FOLDING, SourceUrls.of([(M, ["/{section}/{id}/{slug}", "/{key}"])], drop=["x"])]

URLS = st.builds(
    "{}/{}/{}/{}".format, st.just(M), st.sampled_from(["news", "world"]), st.integers(1, 3), st.sampled_from("abc")
)
ARTICLES = st.lists(st.lists(URLS, min_size=1, max_size=3, unique=True), max_size=6).map(
    lambda articles: [
        urls for place, urls in enumerate(articles) if not any(set(urls) & set(other) for other in articles[:place])
    ]
)


def found_under(articles: Sequence[Sequence[str]], view: SourceUrls) -> list[Family]:
    """The articles as a source with this file would have found them: a row for each key; none shares its key."""
    families, number, taken = [], 0, set[str]()
    for urls in articles:
        keys = list(dict.fromkeys(str(canonicalize(url, view).key) for url in urls))
        if taken & set(keys):
            continue
        taken |= set(keys)
        rows = dict(enumerate(keys, number + 1))
        number += len(keys)
        families.append(Family(min(rows), rows, tuple(urls)))
    return families


def apply(families: Sequence[Family], keys: NewKeys) -> list[Family]:
    """The families after the change."""
    last = max((number for family in families for number in family.rows), default=0)
    more = {key: last + place for place, key in enumerate(keys.further, 1)}
    return [
        replace(
            family,
            rows={number: keys.changed.get(number, key) for number, key in family.rows.items()}
            | {number: key for key, number in more.items() if keys.further[key] == family.home},
        )
        for family in families
    ]


def leads(families: Sequence[Family]) -> dict[str, set[int]]:
    """Key → the articles that it leads to, of keys that an address can have."""
    found: dict[str, set[int]] = {}
    for family in families:
        for key in family.rows.values():
            if not is_parked(key):
                found.setdefault(key, set()).add(family.home)
    return found


@given(ARTICLES, st.sampled_from(VIEWS), st.sampled_from(VIEWS))
def test_no_key_leads_to_two_articles_and_every_address_leads_to_its_own(articles, before, now):
    families = found_under(articles, before)
    keys = make_new_keys(families, before, now)
    after = apply(families, keys)
    known = leads(after)
    assert all(len(homes) == 1 for homes in known.values())
    view = replace(now, ambiguous=frozenset(keys.ambiguous))
    for family in after:
        for url in family.urls:
            assert known[str(canonicalize(url, view).key)] == {family.home}


@given(ARTICLES, st.sampled_from(VIEWS), st.sampled_from(VIEWS))
def test_the_old_file_put_back_gives_the_old_keys_back(articles, before, now):
    families = found_under(articles, before)
    keys = make_new_keys(families, before, now)
    back = apply(families, keys)
    view = replace(now, ambiguous=frozenset(keys.ambiguous))
    again = make_new_keys(back, view, before)
    assert leads(apply(back, again)) == leads(families)
    assert again.ambiguous == {}


@given(ARTICLES, st.sampled_from(VIEWS))
def test_a_file_that_says_the_same_changes_nothing(articles, view):
    assert make_new_keys(found_under(articles, view), view, view) == NewKeys({}, {}, {})


def test_articles_that_would_come_to_one_key_are_named_with_their_addresses():
    families = found_under([[f"{M}/news/1/a"], [f"{M}/news/2/b"]], NONE)
    keys = make_new_keys(families, NONE, FOLDING)
    assert keys.ambiguous == {"/news/*/": (f"{M}/news/1/a", f"{M}/news/2/b")}


def test_keys_of_an_unknown_file_follow_the_addresses_too():
    families = [Family(1, {1: "/some/old/form"}, (f"{M}/news/1/a",))]
    assert make_new_keys(families, None, RIGHT).changed == {1: "/news/1/"}


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_written_of_a_file_is_read_back(view: SourceUrls):
    assert parse_urls(describe_urls(view)) == view


@pytest.mark.parametrize("written", ["", "[]", "null", '[[["https://m.test", ["/{slug}"]]], [], [], []]'])
def test_what_this_version_cannot_use_is_none(written: str):
    assert parse_urls(written) is None
