"""Which articles a second mirror is asked for, and which mirror that is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.trust.audit_choice import choose_second_mirrors, draw_articles

MIRRORS = [f"m{number}" for number in range(5)]
SOME = st.lists(st.sampled_from(MIRRORS), unique=True)


KEYS = st.sets(st.text(max_size=20))


@given(keys=KEYS, low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_larger_share_draws_all_that_a_smaller_one_draws(keys, low, high):
    low, high = sorted((low, high))
    assert draw_articles(keys, low) <= draw_articles(keys, high)
    assert draw_articles(keys, 0.0) == set()
    assert draw_articles(keys, 1.0) == keys


@given(keys=KEYS, share=st.floats(0, 1))
def test_a_run_draws_its_share_to_less_than_one_article(keys, share):
    assert abs(len(draw_articles(keys, share)) - len(keys) * share) < 1


@given(key=st.text(max_size=20), shown_on=SOME)
def test_every_mirror_but_the_last_that_showed_the_text_can_be_asked_those_first_that_never_did(key, shown_on):
    chosen = choose_second_mirrors(key, MIRRORS, shown_on)
    assert sorted(chosen) == sorted(set(MIRRORS) - {*shown_on[:1]})
    assert [mirror in shown_on for mirror in chosen] == sorted(mirror in shown_on for mirror in chosen)


def test_each_mirror_has_its_turn():
    first = {choose_second_mirrors(f"/news/{number}", MIRRORS, ["m0"])[0] for number in range(100)}
    assert first == set(MIRRORS) - {"m0"}
