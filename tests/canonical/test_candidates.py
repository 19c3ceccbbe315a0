"""Which revisions are worth comparing: none that the rule would link is given up, and few that it would not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from crawler.canonical.candidates import MOST_BY_COMMON, MOST_CANDIDATES, AskedText, SharedShingles, choose_promising
from crawler.canonical.judge import Rule
from crawler.canonical.sketch import Sampling, likeness, pack_sizes, sketch, unpack_sizes
from crawler.canonical.text import Shingles

RULE, SAMPLING = Rule(), Sampling()


def text_of(chance: np.random.Generator, size: int) -> Shingles:
    return np.unique(chance.integers(0, 1 << 64, size, dtype=np.uint64))


def pair(chance: np.random.Generator, size: int, other: int, common: int) -> tuple[Shingles, Shingles]:
    """Two texts of these sizes with so many shingles in common."""
    mine = text_of(chance, size)
    return mine, np.union1d(chance.choice(mine, common, replace=False), text_of(chance, other - common))


def chosen(mine: Shingles, other: Shingles) -> bool:
    """Say whether a text is compared with another that shares its sampled shingles."""
    one, two = sketch(mine, SAMPLING), sketch(other, SAMPLING)
    shared = len(np.intersect1d(one, two))
    if not shared:
        return False
    (size,) = unpack_sizes(pack_sizes([len(other)]))
    found = found_pairs([(7, shared, shared, size)], common=0)
    return bool(choose_promising(found, [AskedText(1, len(mine), len(one))], RULE, SAMPLING)[0])


def found_pairs(rows: Sequence[tuple[int, int, int, float]], common: int) -> SharedShingles:
    """What one text was told: revision, shared, rare, size."""
    revision, shared, rare, size = (np.array(column) for column in zip(*sorted(rows), strict=True))
    zeros = np.zeros(len(rows), dtype=np.int64)
    return SharedShingles(zeros, revision, shared, rare, size.astype(np.float64), np.array([common]))


LINKED = [
    (400, 400, 270),
    (400, 400, 240),
    (300, 900, 185),
    (2000, 2000, 1340),
    (60, 60, 40),
    (4000, 800, 520),
]


@pytest.mark.parametrize(("size", "other", "common"), LINKED)
def test_pairs_that_just_fulfil_the_rule_are_compared(size: int, other: int, common: int) -> None:
    chance = np.random.default_rng(size + other)
    pairs = [pair(chance, size, other, common) for _ in range(400)]
    assert all(RULE.kind(likeness(*one)) for one in pairs)
    assert sum(chosen(*one) for one in pairs) >= 0.985 * len(pairs)


@pytest.mark.parametrize(("size", "other", "common"), LINKED)
def test_of_two_texts_each_is_worth_comparing_for_the_other_or_neither_is(size: int, other: int, common: int) -> None:
    chance = np.random.default_rng(1)
    for _ in range(100):
        mine, theirs = pair(chance, size, other, common * 3 // 4)
        assert chosen(mine, theirs) == chosen(theirs, mine)


FAR = [(400, 400, 60), (400, 1200, 60), (2000, 2000, 600), (800, 800, 150)]


@pytest.mark.parametrize(("size", "other", "common"), FAR)
def test_pairs_that_share_a_background_paragraph_are_not(size: int, other: int, common: int) -> None:
    chance = np.random.default_rng(size + other)
    assert sum(chosen(*pair(chance, size, other, common)) for _ in range(400)) <= 0.4 * 400


def test_a_text_is_no_candidate_of_itself_and_one_shared_shingle_is_too_little() -> None:
    found = found_pairs([(1, 25, 25, 400), (2, 1, 1, 400), (3, 25, 25, 400)], common=0)
    assert choose_promising(found, [AskedText(1, 400, 25)], RULE, SAMPLING) == [{3: 25}]


def test_the_likeliest_come_first_and_of_equals_the_earlier() -> None:
    found = found_pairs([(9, 20, 20, 400), (5, 20, 20, 400), (4, 24, 24, 400), (3, 20, 20, 900)], common=0)
    assert list(choose_promising(found, [AskedText(1, 400, 25)], RULE, SAMPLING)[0]) == [4, 5, 9, 3]


def test_no_more_than_so_many_are_compared() -> None:
    rows = [(number, 20, 20, 400.0) for number in range(2, 100)]
    (few,) = choose_promising(found_pairs(rows, common=0), [AskedText(1, 400, 25)], RULE, SAMPLING)
    assert list(few) == list(range(2, 2 + MOST_CANDIDATES))


def test_of_those_that_share_only_what_all_the_world_shares_a_few_do() -> None:
    rows = [(number, 20, 0, 400.0) for number in range(2, 10)] + [(50, 20, 20, 400.0)]
    (few,) = choose_promising(found_pairs(rows, common=20), [AskedText(1, 400, 25)], RULE, SAMPLING)
    assert list(few) == [50, *range(2, 2 + MOST_BY_COMMON)]


def test_shingles_whose_lists_are_full_may_be_shared_unseen() -> None:
    """A copy that came too late for the lists of its boilerplate is found by the rest of it."""
    rows = [(7, 8, 8, 400.0)]
    asked = [AskedText(1, 400, 25)]
    assert choose_promising(found_pairs(rows, common=15), asked, RULE, SAMPLING) == [{7: 8}]
    assert choose_promising(found_pairs([(7, 3, 3, 400.0)], common=0), asked, RULE, SAMPLING) == [{}]


def test_nothing_found_is_nothing_to_compare() -> None:
    none = np.empty(0, dtype=np.int64)
    found = SharedShingles(none, none, none, none, none.astype(np.float64), np.zeros(2, dtype=np.int64))
    assert choose_promising(found, [AskedText(1, 400, 25), AskedText(2, 0, 0)], RULE, SAMPLING) == [{}, {}]
