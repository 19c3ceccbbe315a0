"""What is altered in a text and beside it, and which mirror does it too often."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.mirrors.trust.alterations import (
    AUDITED,
    CASES,
    WITHIN,
    Case,
    find_alterations,
    find_suspects,
    find_tampering,
)
from crawler.mirrors.trust.traits import SENSITIVE, Traits, compare_traits, neutralize

NOW = 1_790_000_000
NOTHING = Traits()
LINE = st.sampled_from(["Police in Bonn counted 400.", "Police in Rome counted 500.", "It rained.", "٤٠٠ men", "A. B."])
TEXT = st.lists(LINE, max_size=6).map("\n".join)
VALUES = st.frozensets(st.sampled_from(["a.test", "b.test", "mail:x@a.test", "bitcoin:1"]), max_size=3).map(
    lambda values: tuple(sorted(values))
)
TRAITS = st.builds(Traits, links=VALUES, scripts=VALUES, contacts=VALUES, money=VALUES)
CASE = st.builds(Case, st.sampled_from(["m1", "m2"]), st.integers(1, 6), st.integers(NOW - 2 * WITHIN, NOW))


@given(here=TEXT, there=TEXT)
def test_alterations_seen_from_the_other_side_are_the_same(here, there):
    one_way, other_way = find_alterations(here, there), find_alterations(there, here)
    assert one_way.numbers == other_way.numbers[::-1]
    assert one_way.names == other_way.names[::-1]


@given(text=TEXT | st.text(max_size=60))
def test_nothing_is_altered_between_a_text_and_itself(text):
    alterations = find_alterations(text, text)
    assert (alterations.numbers, alterations.names) == (((), ()), ((), ()))
    assert (alterations.removed, alterations.added, alterations.edited) == ((), (), 0)
    assert find_tampering(text, text, (NOTHING, NOTHING), (NOTHING, NOTHING)) == ""


def test_a_paragraph_left_out_is_removed_and_one_put_in_is_added():
    alterations = find_alterations("It rained.\nTwo men were saved.", "It rained.\nThe sun came out at noon.")
    assert (alterations.removed, alterations.added) == (("Two men were saved.",), ("The sun came out at noon.",))


@given(cases=st.lists(CASE, max_size=10), data=st.data())
def test_the_order_of_cases_does_not_matter_and_several_of_one_article_count_once(cases, data):
    suspects = find_suspects(cases, NOW)
    assert find_suspects([*data.draw(st.permutations(cases)), *cases], NOW) == suspects
    for mirror in ("m1", "m2"):
        recent = {case.article for case in cases if case.mirror == mirror and NOW - case.at < WITHIN}
        assert (mirror in suspects) == (len(recent) >= CASES)


def test_a_tenth_of_the_audited_articles_is_suspicious_from_ten_on():
    case = [Case("m1", 1, NOW)]
    assert find_suspects(case, NOW, {"m1": AUDITED - 1}) == {}
    assert find_suspects(case, NOW, {"m1": AUDITED}) == {"m1": "1 of 10 audited articles diverges"}
    assert find_suspects(case, NOW, {"m1": AUDITED + 1}) == {}


@pytest.mark.parametrize(
    ("theirs", "alteration"),
    [
        ("Police counted 500 on Monday.", "a number: 500 instead of 400"),
        ("Police counted ٥٠٠ on Monday.", "a number: 500 instead of 400"),
        ("The police counted 500 on Monday.", ""),
        ("Police counted 400 on Monday.\nAnd 500 more.", ""),
    ],
)
def test_a_number_counts_only_in_a_paragraph_that_is_otherwise_the_same(theirs, alteration):
    assert find_tampering("Police counted 400 on Monday.", theirs, (NOTHING, NOTHING), (NOTHING, NOTHING)) == alteration


def test_a_contact_counts_in_place_of_another_one_and_a_donation_address_where_the_source_has_not_got_it():
    ours, theirs = Traits(contacts=("mail:a@a.test",)), Traits(contacts=("mail:b@b.test",))
    assert (
        find_tampering("", "", (ours, theirs), (NOTHING, NOTHING))
        == "a contact: mail:b@b.test instead of mail:a@a.test"
    )
    assert find_tampering("", "", (NOTHING, theirs), (NOTHING, NOTHING)) == ""
    purse = Traits(money=("bitcoin:x",))
    assert find_tampering("", "", (NOTHING, NOTHING), (NOTHING, purse)) == "a donation address: bitcoin:x"
    assert find_tampering("", "", (NOTHING, NOTHING), (purse, purse)) == ""
    assert find_tampering("", "", (NOTHING, NOTHING), (None, purse)) == ""


@given(traits=TRAITS)
def test_traits_are_read_as_they_were_written_in_one_line(traits):
    line = traits.line()
    assert Traits.of_line(line) == traits
    assert "\n" not in line


@given(here=TRAITS, there=TRAITS)
def test_what_one_page_has_the_other_has_not(here, there):
    difference, back = compare_traits(here, there), compare_traits(there, here)
    assert (difference.added, difference.removed) == (back.removed, back.added)
    assert bool(difference) == (here != there)
    assert compare_traits(here, there, SENSITIVE).added.keys() <= set(SENSITIVE)


@given(traits=TRAITS)
def test_a_mirror_s_own_hosts_make_no_difference(traits):
    neutral = neutralize(traits, lambda host: host == "a.test")
    assert neutralize(neutral, lambda host: host == "a.test") == neutral
    assert "a.test" not in {*neutral.links, *neutral.scripts}
    assert "mail:x@a.test" not in neutral.contacts
    assert neutral.money == traits.money
