"""Of the addresses of an article, the one that is shown is known to answer, as far as anything is known."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.addresses import (
    HOUR,
    SightedAddress,
    choose_address_of_each,
    gone_since,
    is_later,
    rank_addresses,
)

M1, M2 = "https://m1.test", "https://m2.test"
OLD = SightedAddress(M1, f"{M1}/7/storm", first_seen=100, last_seen=0, first_run=1, listed=True, fetched_at=101)
NEW = SightedAddress(M1, f"{M1}/7/storms", first_seen=900, last_seen=0, first_run=3, listed=True)


def on(mirror: str, address: SightedAddress) -> SightedAddress:
    return replace(address, mirror=mirror, url=mirror + address.path)


def shown(*addresses: SightedAddress, out_of_use: tuple[str, ...] = ()) -> str:
    return rank_addresses(addresses, (M1, M2), out_of_use)[0].url


def test_the_newest_that_a_mirror_s_listings_show_is_its_address():
    assert shown(OLD, NEW) == NEW.url
    assert shown(replace(OLD, last_seen=HOUR), NEW) == OLD.url  # the new one was taken back
    assert shown(replace(OLD, last_seen=HOUR), replace(NEW, last_seen=HOUR)) == NEW.url


def test_of_two_that_one_run_saw_the_one_that_was_fetched_is_shown():
    assert shown(replace(NEW, first_run=1), OLD) == OLD.url


def test_one_that_is_gone_comes_last_and_all_gone_is_told_with_the_last_time():
    gone = replace(NEW, gone_at=5000)
    assert shown(gone, OLD) == OLD.url
    assert gone_since([gone, OLD]) is None
    assert gone_since([gone, replace(OLD, gone_at=7000)]) == 7000
    assert gone_since([]) is None


def test_a_mirror_in_use_comes_before_one_that_is_not_and_a_page_of_another_face_after_the_article_s_own():
    assert shown(OLD, on(M2, OLD), out_of_use=(M1,)) == f"{M2}/7/storm"
    face = replace(NEW, alternate=True)
    assert shown(face, OLD) == OLD.url
    assert shown(on(M2, replace(face, alternate=False)), face, on(M2, OLD)) == f"{M2}/7/storm"


def test_an_address_that_gave_way_on_one_mirror_is_not_shown_of_another():
    stale = on(M1, OLD)
    renamed = (on(M2, OLD), on(M2, NEW))
    assert shown(stale, *renamed) == f"{M2}/7/storms"
    still_listed = replace(stale, last_seen=HOUR)
    assert shown(still_listed, *renamed) == f"{M1}/7/storm"


def test_addresses_that_are_made_otherwise_give_way_to_none():
    other = SightedAddress(M2, f"{M2}/n/7", first_seen=9 * HOUR, last_seen=9 * HOUR, first_run=9, listed=True)
    assert shown(OLD, other) == OLD.url


def test_where_a_listing_leads_to_another_mirror_that_one_is_asked():
    led = SightedAddress(M2, f"{M1}/7/storm", first_seen=1, last_seen=0, listed=True, named_host="m1.test")
    assert choose_address_of_each([led]) == {M1: f"{M1}/7/storm"}
    assert shown(led, on(M2, OLD), out_of_use=(M1,)) == f"{M2}/7/storm"


ADDRESSES = st.builds(
    SightedAddress,
    mirror=st.just(M1),
    url=st.sampled_from([f"{M1}/{name}" for name in "abc"]),
    first_seen=st.integers(0, 3 * HOUR),
    last_seen=st.integers(0, 5).map(lambda hours: hours * HOUR),
    first_run=st.none() | st.integers(1, 4),
    listed=st.booleans(),
    gone_at=st.none() | st.integers(1, 9),
    alternate=st.booleans(),
)


@given(st.lists(ADDRESSES, min_size=1, max_size=6))
def test_ranking_loses_none_and_shows_none_that_is_gone_while_another_may_answer(addresses):
    ranked = rank_addresses(addresses)
    assert sorted(map(repr, ranked)) == sorted(map(repr, addresses))
    assert (ranked[0].gone_at is None) == (gone_since(addresses) is None)


def test_who_was_first_is_known_only_beyond_what_a_run_can_blur():
    assert not is_later(replace(OLD, first_seen=200), OLD)
    assert is_later(NEW, OLD)
    unknown = replace(OLD, first_run=None)
    assert not is_later(NEW, unknown)
    assert is_later(replace(NEW, first_seen=HOUR), unknown)
