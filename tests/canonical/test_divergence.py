"""Mirrors that are late are never taken for liars, and one that keeps a text of its own always is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.divergence import Agreement, Observation, Weighing, weigh_observations

GRACE = 100
MIRRORS = ("m1", "m2", "m3")
A, B, C, X = b"a", b"b", b"c", b"x"
History = tuple[list[int], list[tuple[int, str, int]]]


def looks(*rows: tuple[int, str, bytes]) -> list[Observation]:
    return [Observation(mirror, text, at) for at, mirror, text in rows]


def weighed(*rows: tuple[int, str, bytes], order: tuple[str, ...] = MIRRORS) -> Weighing:
    return weigh_observations(looks(*rows), GRACE, order=order)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """When each true text began, and looks: when, at which mirror, and how late that mirror is at that moment."""
    gaps = draw(st.lists(st.integers(1, 150), max_size=6))
    began = [0]
    for gap in gaps:
        began.append(began[-1] + gap)
    look = st.tuples(st.integers(GRACE, began[-1] + 5 * GRACE), st.sampled_from(MIRRORS), st.integers(0, GRACE - 1))
    return began, draw(st.lists(look, max_size=40))


def true_text(began: list[int], at: int) -> bytes:
    return str(max(number for number, since in enumerate(began) if since <= at)).encode()


@given(histories())
def test_mirrors_that_are_never_later_than_the_grace_never_alarm(history: History) -> None:
    began, asked = history
    seen: list[Observation] = []
    for at, mirror, late in sorted(asked):
        seen.append(Observation(mirror, true_text(began, at - late), at))
        assert weigh_observations(seen, GRACE).standing is not Agreement.DIVERGENT


@given(histories(), st.sampled_from(MIRRORS), st.booleans())
def test_a_mirror_that_keeps_a_text_of_its_own_always_alarms(
    history: History, liar: str, showed_the_true_one_before: bool
) -> None:
    began, asked = history
    end = began[-1] + 5 * GRACE
    seen = [
        Observation(mirror, X if mirror == liar else true_text(began, at - late), at)
        for at, mirror, late in sorted(asked)
    ]
    if showed_the_true_one_before:
        seen = [Observation(liar, true_text(began, 0), 0), *seen]
    last = true_text(began, end)
    for at in range(end + GRACE, end + 3 * GRACE + 1, GRACE // 4):
        seen += [Observation(mirror, X if mirror == liar else last, at) for mirror in MIRRORS]
    told = weigh_observations(seen, GRACE)
    assert told.standing is Agreement.DIVERGENT
    assert [(odd.mirrors, odd.text, odd.outvoted) for odd in told.odd] == [((liar,), X, True)]
    assert told.best == last


@given(histories())
def test_when_all_have_reached_the_newest_text_they_agree_and_it_stands(
    history: History,
) -> None:
    began, asked = history
    end = began[-1] + 7 * GRACE
    seen = [Observation(mirror, true_text(began, at - late), at) for at, mirror, late in sorted(asked)]
    told = weigh_observations([*seen, *(Observation(mirror, true_text(began, end), end) for mirror in MIRRORS)], GRACE)
    assert (told.standing, told.best) == (Agreement.AGREED, true_text(began, end))


def test_a_late_mirror_may_show_an_edit_that_was_never_seen_elsewhere() -> None:
    """The fresh one went from A to C; B was up for a while between two looks."""
    told = weighed((0, "m1", A), (1, "m2", A), (60, "m1", C), (61, "m2", B))
    assert told.standing is Agreement.OPEN
    told = weighed((0, "m1", A), (1, "m2", A), (60, "m1", C), (61, "m2", B), (300, "m1", C), (301, "m2", C))
    assert (told.standing, told.best) == (Agreement.AGREED, C)


def test_an_old_text_that_others_showed_is_a_lag_however_old() -> None:
    told = weighed((0, "m1", A), (0, "m2", A), (0, "m3", A), (9, "m1", B), (9, "m2", B), (999, "m1", B), (999, "m3", A))
    assert told.standing is Agreement.AGREED
    assert {(lag.mirror, lag.since) for lag in told.lags} == {("m3", 9)}
    assert told.best == B


def test_the_alarm_needs_a_second_look_at_both() -> None:
    assert weighed((0, "m1", A), (10, "m2", X), (500, "m2", X)).standing is Agreement.OPEN
    assert weighed((0, "m1", A), (10, "m2", X), (500, "m1", A)).standing is Agreement.OPEN
    assert weighed((0, "m1", A), (10, "m2", X), (500, "m1", A), (500, "m2", X)).standing is Agreement.DIVERGENT


def test_two_outvote_one_whoever_was_seen_first() -> None:
    first = weighed((0, "m1", X), (1, "m2", A), (2, "m3", A), (200, "m1", X), (200, "m2", A), (200, "m3", A))
    assert [(odd.mirrors, odd.outvoted) for odd in first.odd] == [(("m1",), True)]
    assert first.best == A


def test_of_two_the_one_later_in_the_order_is_named_and_it_is_said_that_nobody_can_tell() -> None:
    rows = (0, "m2", X), (1, "m1", A), (200, "m2", X), (200, "m1", A)
    (odd,) = weighed(*rows).odd
    assert (odd.mirrors, odd.text, odd.against, odd.other, odd.outvoted) == (("m2",), X, "m1", A, False)


def test_two_mirrors_that_share_a_false_text_are_no_better_than_one() -> None:
    rows = [(at, mirror, text) for at in (0, 200) for mirror, text in (("m1", A), ("m2", A), ("m3", X), ("m4", X))]
    told = weighed(*rows, order=("m1", "m2", "m3", "m4"))
    assert [odd.mirrors for odd in told.odd] == [("m3", "m4")]


def test_what_was_taken_back_is_no_disagreement_any_more() -> None:
    told = weighed((0, "m1", A), (1, "m2", X), (50, "m1", A), (60, "m2", A))
    assert (told.standing, told.since) == (Agreement.AGREED, None)


def test_a_grace_of_its_own_makes_a_mirror_under_suspicion_wait_no_longer_than_the_second_look() -> None:
    seen = looks((0, "m1", A), (10, "m2", X))
    assert weigh_observations(seen, GRACE, graces={"m2": 0}).standing is Agreement.OPEN
    again = [*seen, *looks((11, "m1", A), (12, "m2", X))]
    assert weigh_observations(again, GRACE, graces={"m2": 0}).standing is Agreement.DIVERGENT
    assert weigh_observations(again, GRACE, graces={"m3": 0}).standing is Agreement.OPEN


@pytest.mark.parametrize("order", [(), ("m1", "m2"), ("m2", "m1")])
def test_nothing_seen_and_one_mirror_are_no_disagreement(order: tuple[str, ...]) -> None:
    assert weigh_observations([], GRACE, order=order).best is None
    one = weigh_observations(looks((0, "m1", A), (10, "m1", B), (500, "m1", A)), GRACE, order=order)
    assert (one.standing, one.best) == (Agreement.AGREED, A), "the mirror changed it back"


def test_no_two_lags_say_the_same() -> None:
    told = weighed((0, "m1", A), (0, "m2", A), (5, "m1", B), (6, "m3", B))
    assert all(one != other for one, other in pairwise(told.lags))


def test_without_a_grace_both_texts_are_still_seen_again_be_it_within_a_second() -> None:
    once = [Observation("m1", b"a", 7), Observation("m2", b"b", 7)]
    assert weigh_observations(once, 0).standing is Agreement.OPEN
    again = [*once, Observation("m1", b"a", 7), Observation("m2", b"b", 7)]
    assert weigh_observations(again, 0).standing is Agreement.DIVERGENT
