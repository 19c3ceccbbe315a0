"""Words and shingles: the fast way finds what the pattern says."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.scripts import words_of
from crawler.canonical.text import shingles

FIRST_UNUSUAL, PUNCTUATION = 0x300, range(0x2010, 0x2028)
"""Below are the letters of Latin and the marks of Europe; beyond are combining accents."""


COMPOSED_OTHERWISE = "\u00ad\u00a8\u00af\u00b4\u00b8\u02d8\u02d9\u02da\u02db\u02dc\u02dd\u0130\u2017"
"""A soft hyphen; accents that stand alone, which become a space and a combining one; a capital that does."""


def by_pattern(words: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", words).lower())


USUAL = st.characters(max_codepoint=FIRST_UNUSUAL - 1, exclude_characters=COMPOSED_OTHERWISE) | st.sampled_from(
    "’“”–—…•"
)


@given(st.text(USUAL))
def test_a_text_of_letters_has_the_words_that_a_pattern_finds(words: str) -> None:
    assert words_of(words) == [word for word in by_pattern(words) if word]


def test_every_letter_and_mark_of_europe_is_read_as_a_pattern_reads_it() -> None:
    for code in (*range(FIRST_UNUSUAL), *range(0x370, 0x483), *PUNCTUATION):
        if chr(code) not in COMPOSED_OTHERWISE and unicodedata.category(chr(code)) not in ("Mn", "Cf"):
            words = f"{chr(code)}a{chr(code)} é{chr(code)}b"
            assert words_of(words) == by_pattern(words), hex(code)


@given(st.lists(st.sampled_from("abcdefg"), max_size=60))
def test_shingles_are_distinct_and_ascending_whatever_repeats(words: list[str]) -> None:
    made = shingles(words)
    width = min(5, len(words))
    expected = {tuple(words[n : n + width]) for n in range(len(words) - width + 1)} if words else set()
    assert len(made) == len(expected)
    assert np.all(made[1:] > made[:-1])
