"""What stands beside two equal texts proves that they are one article, or proves nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.face import UNKNOWN_FACE, Face, prove_same_article, share_title

WORDS = st.one_of(st.none(), st.sampled_from(["Storm", "Calm at sea", "Frost"]))
FACES = st.builds(
    Face,
    title=WORDS,
    listed=WORDS,
    day=st.one_of(st.none(), st.sampled_from(["2026-10-12", "2026-10-13"])),
    picture=st.one_of(st.none(), st.sampled_from(["https://a.example/1.png", "https://b.example/1.png", "/2.png"])),
)


@given(here=FACES, there=FACES)
def test_the_proof_is_the_same_from_both_sides(here: Face, there: Face) -> None:
    assert prove_same_article(here, there) == prove_same_article(there, here)


@given(here=FACES, there=FACES)
def test_there_is_no_proof_without_a_title_and_a_day_or_a_picture(here: Face, there: Face) -> None:
    proof = set(prove_same_article(here, there))
    assert not proof or (proof & {"title", "listed title"} and proof & {"day", "picture"})


@given(face=FACES)
def test_nothing_known_proves_nothing(face: Face) -> None:
    assert prove_same_article(face, UNKNOWN_FACE) == ()


def test_where_pages_have_no_title_those_of_their_listings_count() -> None:
    listed = Face(listed="Storm", day="2026-10-12")
    assert prove_same_article(listed, listed) == ("listed title", "day")
    assert prove_same_article(Face(title="Herald", listed="Storm", day="2026-10-12"), listed) == ()


def test_a_page_title_may_carry_the_name_of_the_site() -> None:
    assert share_title("Storm hits the coast – The Herald", "Storm hits the coast")
    assert not share_title("Before you continue to Northquay Post", "Northquay council votes on the budget")
    assert not share_title(None, "Storm")
