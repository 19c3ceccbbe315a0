"""Where an article is fetched: on each mirror in order, under its own address there or one that is carried over."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.canonical_url import SourceUrls
from crawler.listing.fetch_plan import Fetch, Target, plan_fetch
from crawler.listing.fold_links import ListedArticle
from crawler.model.article import Sighting

M1, M2, M3 = "https://m1.test", "https://m2.test", "https://m3.test"
URLS = SourceUrls.of([(M1, "/news/{id}"), (M2, "/news/{id}"), (M3, "/n/{id}")])
ORDER = st.permutations([M1, M2, M3]).flatmap(lambda mirrors: st.integers(0, 3).map(lambda number: mirrors[:number]))


def listed(*places: tuple[str, str]) -> ListedArticle:
    sightings = tuple(Sighting(mirror, mirror + path, listed=True) for mirror, path in places)
    return ListedArticle(key="/news/7", sightings=sightings, title="Storm", day=date(2026, 8, 15))


def planned(mirrors: list[str], *places: tuple[str, str]) -> list[str]:
    return [target.url for target in plan_fetch(listed(*places), mirrors, URLS).targets]


@given(mirrors=ORDER)
def test_mirrors_are_asked_in_their_order_each_once_and_somebody_is_always_asked(mirrors):
    places = ((M1, "/news/7"), (M2, "/news/7"), (M3, "/n/7"), (M1, "/news/7/"))
    fetch = plan_fetch(listed(*places), mirrors, URLS)
    assert [target.mirror for target in fetch.targets] == (mirrors or [M1])
    assert (fetch.key, fetch.title, fetch.day) == ("/news/7", "Storm", date(2026, 8, 15))


def test_an_own_address_goes_before_one_that_is_carried_over():
    assert planned([M2, M1], (M1, "/news/7"), (M2, "/news/7/")) == [f"{M2}/news/7/", f"{M1}/news/7"]


@given(mirrors=ORDER)
def test_a_mirror_whose_own_listing_showed_it_is_asked_before_others_in_the_order_of_both(mirrors):
    fetch = plan_fetch(listed((M2, "/news/7")), mirrors, URLS)
    own, others = [m for m in mirrors if m == M2], [m for m in mirrors if m == M1]
    assert [target.mirror for target in fetch.targets] == (own + others or [M2])


@given(mirrors=ORDER)
def test_a_mirror_that_is_doubted_is_asked_last_whatever_it_lists(mirrors):
    fetch = plan_fetch(listed((M2, "/news/7")), mirrors, URLS, doubted={M2})
    own, others = [m for m in mirrors if m == M2], [m for m in mirrors if m == M1]
    assert [target.mirror for target in fetch.targets] == (others + own or [M2])


def test_a_link_that_names_another_mirror_is_asked_for_there_where_addresses_differ():
    lazy = Sighting(M3, f"{M1}/news/7", listed=True, named_host="m1.test")
    article = ListedArticle(key="/news/7", sightings=(lazy,))
    targets = plan_fetch(article, [M3, M2, M1], URLS).targets
    assert targets == (Target(M2, f"{M2}/news/7"), Target(M1, f"{M1}/news/7"))


def test_a_path_is_not_carried_to_a_mirror_whose_addresses_are_made_otherwise():
    assert planned([M3, M2], (M1, "/news/7")) == [f"{M2}/news/7"]
    assert planned([M3], (M1, "/news/7")) == [f"{M1}/news/7"]


@given(number=st.integers(1, 5))
def test_a_fetch_moves_from_mirror_to_mirror_and_then_is_over(number):
    targets = tuple(Target(f"https://m{place}.test", f"https://m{place}.test/7") for place in range(number))
    fetch: Fetch | None = Fetch("/news/7", targets, revisit=True, title="Storm")
    asked = []
    while fetch is not None:
        assert (fetch.key, fetch.revisit, fetch.title) == ("/news/7", True, "Storm")
        asked.append(fetch.targets[0])
        fetch = fetch.from_next_mirror()
    assert tuple(asked) == targets
