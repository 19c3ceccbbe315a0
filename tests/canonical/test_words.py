"""Words and shingles: the fast way finds what the pattern says."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical import writing_systems
from crawler.canonical.text import shingles, tokens


def by_pattern(text: str) -> list[str]:
    """What the fast way stands for: runs of letters, digits and underscores, in the one spelling."""
    return re.findall(r"\w+", writing_systems.normalized(text))


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_a_latin_text_has_the_words_that_the_pattern_finds(text: str) -> None:
    assert tokens(text) == by_pattern(text)


@given(st.text(st.sampled_from("aZé_9İΣß’ \n\x00\x1c\x85\u00a0½²Яя")))
def test_odd_characters_are_parts_of_words_or_not_as_the_pattern_says(text: str) -> None:
    assert tokens(text) == by_pattern(text)


def test_every_character_there_is_is_read_as_the_pattern_reads_it() -> None:
    for first in range(0, 0x110000, 0x400):
        text = "".join(f"{chr(code)}a{chr(code)} " for code in range(first, first + 0x400))
        assert writing_systems._spaced_words(text) == re.findall(r"\w+", text)


@given(st.lists(st.sampled_from("abcdefg"), max_size=60))
def test_shingles_are_distinct_and_ascending_whatever_repeats(words: list[str]) -> None:
    made = shingles(words)
    width = min(5, len(words))
    expected = {tuple(words[n : n + width]) for n in range(len(words) - width + 1)} if words else set()
    assert len(made) == len(expected)
    assert np.all(made[1:] > made[:-1])
