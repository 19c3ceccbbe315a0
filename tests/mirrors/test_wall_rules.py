"""Which pages are one page at many addresses."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.face import Face
from crawler.canonical.text import Shingles, shingles, tokens
from crawler.mirrors.trust.walls import ControlPage, has_own_title, is_wall, throws_away


def words(first: int, number: int) -> Shingles:
    return shingles(tokens(" ".join(f"w{n}" for n in range(first, first + number))))


@given(st.lists(st.sampled_from(["Storm", "storm ", "Calm", "Frost", "Flood"]), max_size=6))
def test_pages_that_listings_call_the_same_are_no_wall(names: list[str]) -> None:
    different = len({name.strip().casefold() for name in names})
    assert is_wall(names) == (different >= 3)


def test_a_correction_at_three_addresses_bears_the_titles_of_its_listings() -> None:
    names = ["Correction: ferries", "Correction: budget", "Correction: museum"]
    assert all(has_own_title(Face(title="Correction", listed=name)) for name in names)


def test_a_page_is_like_the_control_page_as_a_whole_and_not_because_it_holds_it() -> None:
    control = ControlPage(b"control", words(0, 60))
    assert control.is_like(b"control", words(500, 60))
    assert control.is_like(b"other", words(0, 62))
    assert not control.is_like(b"other", words(0, 120)), "it holds the whole control page"
    assert not ControlPage(b"", np.empty(0, dtype=np.uint64)).is_like(b"", words(0, 0)), "nothing is like nothing"


def test_an_edit_throws_nothing_away() -> None:
    assert throws_away(words(0, 100), words(500, 60))
    assert not throws_away(words(0, 100), words(50, 100))
    assert not throws_away(words(0, 20), words(500, 60)), "too short to tell"
