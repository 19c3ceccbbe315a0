"""Sets that only grow together, and pairs of them that never do."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.stories import Groups

MEMBERS = range(8)
PAIRS = st.lists(st.tuples(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS)), max_size=25)


def united(pairs: list[tuple[int, int]]) -> Groups:
    groups = Groups(MEMBERS)
    for pair in pairs:
        groups.unite(*pair)
    return groups


@given(pairs=PAIRS, data=st.data())
def test_the_order_of_links_does_not_matter(pairs, data):
    other_order = [pair[::-1] for pair in data.draw(st.permutations(pairs))]
    assert united(pairs).by_member() == united(other_order).by_member()


@given(pairs=PAIRS)
def test_a_set_is_named_by_its_smallest_member(pairs):
    groups = united(pairs)
    names = groups.by_member()
    for member in MEMBERS:
        assert names[member] == min(other for other in MEMBERS if groups.together(member, other))


@given(parted=PAIRS, pairs=PAIRS)
def test_what_is_kept_apart_stays_apart_whatever_is_united_beside_it(parted, pairs):
    groups = Groups(MEMBERS)
    parted = [(first, second) for first, second in parted if first != second]
    for pair in parted:
        groups.part(*pair)
    for pair in pairs:
        allowed = groups.may(*pair) or groups.together(*pair)
        assert groups.unite(*pair) == allowed == groups.together(*pair)
    assert not [pair for pair in parted if groups.together(*pair)]
    for first, second in combinations(MEMBERS, 2):
        assert groups.may(first, second) == groups.may(second, first)


def test_an_enemy_of_a_member_is_an_enemy_of_all_who_join_it():
    groups = Groups([1, 2, 3, 4])
    groups.part(2, 3)
    groups.unite(1, 2)
    groups.unite(3, 4)
    assert not groups.unite(1, 4)
    assert groups.by_member() == {1: 1, 2: 1, 3: 3, 4: 3}
