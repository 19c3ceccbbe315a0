"""A listing's words are held against its own earlier ones."""

from __future__ import annotations

from crawler.canonical.listing_signs import ListingSigns, weigh_signs
from crawler.listing.listed_words import ListedWords

A, B = "https://m1.test/rss", "https://m2.test/rss"


def read(words: dict[str, int]) -> ListingSigns:
    return weigh_signs(ListingSigns(), words, {}, now=0)


def test_two_listings_that_disagree_for_ever_tell_of_no_edit() -> None:
    before = {A: read({"/1": 1}), B: read({"/1": 2})}
    words = ListedWords({A: {"/1": 1}, B: {"/1": 2}}, [A, B], before)
    assert words.find_edited(now=1) == set()


def test_an_edit_that_another_mirror_told_before_is_told_once() -> None:
    before = {A: read({"/1": 2}), B: read({"/1": 1})}
    words = ListedWords({B: {"/1": 2}}, [B], before)
    assert words.find_edited(now=1) == set()
    after = {**before, B: words.weigh(B, before[B], {}, now=1)}
    assert ListedWords({B: {"/1": 3}}, [B], after).find_edited(now=2) == {"/1"}


def test_what_a_listing_says_that_does_not_speak_is_remembered_and_no_sign() -> None:
    before = {A: read({"/1": 1}), B: read({"/1": 1})}
    words = ListedWords({A: {"/1": 1}, B: {"/1": 2}}, [A], before)
    assert words.find_edited(now=1) == set()
    after = {A: before[A], B: words.weigh(B, before[B], {}, now=1)}
    assert ListedWords({B: {"/1": 2}}, [B], after).find_edited(now=2) == set()


def test_a_listing_is_settled_when_nothing_on_it_is_left() -> None:
    words = ListedWords({A: {"/1": 1}}, [A], {})
    assert words.is_settled(A, {"/2"})
    assert not words.is_settled(A, {"/1"})
    assert words.is_settled(B, {"/1"})
