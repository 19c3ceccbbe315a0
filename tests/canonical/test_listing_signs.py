"""When a listing's words are a sign that an article was edited, and when they lose their credit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.listing_signs import (
    MOST_TRIED,
    ListingSigns,
    digest_words,
    find_signs,
    tag_key,
    weigh_signs,
)
from crawler.canonical.revisit import DAY

KEYS = [f"/news/{number}" for number in range(8)]
SHOWN = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 3))


def read(
    before: ListingSigns, shown: dict[str, int], now: int, *, brings_text: bool = False
) -> tuple[ListingSigns, int]:
    """One run: what is remembered after it, and how many articles it fetched for a sign."""
    signs = find_signs(before, shown, now)
    return weigh_signs(before, shown, dict.fromkeys(signs, brings_text), now), len(signs)


@given(shown=SHOWN)
def test_a_listing_that_is_read_first_says_nothing_of_edits(shown: dict[str, int]) -> None:
    assert find_signs(ListingSigns(), shown, now=0) == []


@given(shown=SHOWN, later=SHOWN)
def test_only_words_about_an_article_that_are_others_than_before_are_a_sign(
    shown: dict[str, int], later: dict[str, int]
) -> None:
    before, _ = read(ListingSigns(), shown, now=0)
    assert set(find_signs(before, later, now=1)) == {
        key for key, words in later.items() if key in shown and shown[key] != words
    }


@given(shown=SHOWN, later=SHOWN)
def test_words_that_brought_a_text_are_believed_again_at_once(shown: dict[str, int], later: dict[str, int]) -> None:
    before, _ = read(ListingSigns(), shown, now=0)
    after, _ = read(before, later, now=1, brings_text=True)
    other = {key: words + 10 for key, words in later.items()}
    assert set(find_signs(after, other, now=2)) == set(later)


def test_an_article_s_words_that_brought_nothing_are_no_sign_for_a_day_then_for_two() -> None:
    counts, signs, now = [], ListingSigns(), 0
    for hour in range(24 * 7):
        now = hour * 3600
        signs, tried = read(signs, {"/counted": hour, "/still": 0}, now)
        counts += [now // DAY] * tried
    assert counts == [0, 1, 3]  # the first in the second run; then after a day, and after two


def test_a_listing_whose_dates_are_always_now_is_soon_not_asked_for_anything() -> None:
    signs, fetched = ListingSigns(), []
    for run in range(10):
        shown = {f"/news/{number}": run for number in range(500)}
        signs, tried = read(signs, shown, now=run * 900)
        fetched.append(tried)
    assert fetched == [0, MOST_TRIED] + [0] * 8


def test_signs_beyond_what_one_run_follows_are_followed_by_the_next() -> None:
    before, _ = read(ListingSigns(), {f"/{number}": 1 for number in range(MOST_TRIED + 7)}, now=0)
    edited = {f"/{number}": 2 for number in range(MOST_TRIED + 7)}
    after, tried = read(before, edited, now=1, brings_text=True)
    assert tried == MOST_TRIED
    assert find_signs(after, edited, now=2) == [f"/{number}" for number in range(MOST_TRIED, MOST_TRIED + 7)]


def test_a_few_empty_signs_do_not_speak_against_the_listing() -> None:
    before, _ = read(ListingSigns(), dict.fromkeys(KEYS, 1), now=0)
    after, _ = read(before, dict.fromkeys(KEYS, 1) | {KEYS[0]: 2, KEYS[1]: 2}, now=1)
    assert find_signs(after, dict.fromkeys(KEYS, 3), now=2) == KEYS[2:]


def test_what_another_listing_said_before_is_no_sign() -> None:
    before, _ = read(ListingSigns(), {"/1": 1}, now=0)
    assert find_signs(before, {"/1": 2}, now=1, heard=[2]) == []
    assert find_signs(before, {"/1": 2}, now=1, heard=[3]) == ["/1"]


def test_words_are_titles_and_dates() -> None:
    digests = {
        digest_words("Storm"),
        digest_words("Storm", "2026"),
        digest_words("Storm", None, "2026"),
        digest_words(None),
    }
    assert len(digests) == 4
    assert tag_key("/1") != tag_key("/2")
