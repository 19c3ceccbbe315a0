"""A query says what is shown, in one order and one spelling, and nothing of how a reader came."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.url_query import clean_query

NONE: frozenset[str] = frozenset()
NAME = st.sampled_from(["id", "page", "utm_source", "fbclid", "Lang", "q"])
VALUE = st.text(st.sampled_from(string.ascii_letters + string.digits + "%-~é"), min_size=1, max_size=5)
PAIRS = st.dictionaries(NAME, VALUE, max_size=6).map(lambda pairs: [f"{name}={value}" for name, value in pairs.items()])
NAMES = st.frozensets(NAME.map(str.lower), max_size=3)


@given(query=st.text(st.characters(exclude_characters="#"), max_size=40), keep=NAMES, drop=NAMES)
def test_a_clean_query_is_left_as_it_is(query, keep, drop):
    clean, _ = clean_query(query, keep, drop)
    assert clean_query(clean, keep, drop) == (clean, [])


@given(pairs=PAIRS, keep=NAMES, drop=NAMES, data=st.data())
def test_the_order_of_parameters_does_not_matter(pairs, keep, drop, data):
    shuffled = data.draw(st.permutations(pairs))
    assert clean_query("&".join(pairs), keep, drop)[0] == clean_query("&".join(shuffled), keep, drop)[0]


@given(pairs=PAIRS, keep=NAMES, drop=NAMES)
def test_each_parameter_is_kept_or_named_among_the_rules(pairs, keep, drop):
    clean, rules = clean_query("&".join(pairs), keep, drop)
    kept = {piece.partition("=")[0].lower() for piece in clean.split("&") if piece}
    dropped = {rule.partition(":")[2] for rule in rules if ":" in rule}
    assert kept | dropped == {pair.partition("=")[0].lower() for pair in pairs}
    assert not kept & dropped
    assert keep.isdisjoint(dropped)
    assert (drop - keep).isdisjoint(kept)


def test_parameters_of_one_name_keep_their_order_and_those_without_a_value_stay():
    assert clean_query("774416&b=2&a=1&b=1", NONE, NONE)[0] == "774416&a=1&b=2&b=1"
    assert clean_query("&&a=1&", NONE, NONE) == ("a=1", ["blank_query"] * 3)
