"""Words and shingles: the fast way finds what the pattern says."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical import text
from crawler.canonical.text import shingles, tokens


def by_pattern(words: str) -> list[str]:
    return text._TOKEN.findall(words.lower())


@given(st.text())
def test_any_text_has_the_words_that_the_pattern_finds(words: str) -> None:
    assert tokens(words) == by_pattern(words)


@given(st.text(st.sampled_from("aZé_9İΣß’ \n\x00\x1c\x85\u00a0\u200b\ud800東ก١²")))
def test_odd_characters_are_parts_of_words_or_not_as_the_pattern_says(words: str) -> None:
    assert tokens(words) == by_pattern(words)


def test_every_character_there_is_is_read_as_the_pattern_reads_it() -> None:
    for first in range(0, 0x110000, 0x400):
        words = "".join(f"{chr(code)}a{chr(code)} " for code in range(first, first + 0x400))
        assert tokens(words) == by_pattern(words)


@given(st.lists(st.sampled_from("abcdefg"), max_size=60))
def test_shingles_are_distinct_and_ascending_whatever_repeats(words: list[str]) -> None:
    made = shingles(words)
    width = min(5, len(words))
    expected = {tuple(words[n : n + width]) for n in range(len(words) - width + 1)} if words else set()
    assert len(made) == len(expected)
    assert np.all(made[1:] > made[:-1])
