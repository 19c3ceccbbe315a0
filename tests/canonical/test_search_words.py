"""Words are searched for in one spelling, and shown where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.search_words import LONGEST, MOST_WORDS, cut_snippet, parse_search, search_words


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Müller", "muller"),
        ("ÉLAN", "élan"),
        ("e\u0301lan", "elan"),
        ("Йод", "иод"),
        ("ΑΘΉΝΑ", "αθηνα"),
        ("مُحَمَّد", "محمد"),
        ("ＩＲＡＮ", "iran"),
    ],
)
def test_two_spellings_of_a_word_are_one(written: str, asked: str) -> None:
    assert search_words(written) == search_words(asked)


@pytest.mark.parametrize(("text", "number"), [("東京の天気", 5), ("서울의 봄", 4), ("ข่าว", 4)])
def test_where_no_spaces_are_every_character_is_a_word(text: str, number: int) -> None:
    assert len(search_words(text)) == number


@pytest.mark.parametrize("asked", ["", "   ", '""', "- * : ( )", '"', "'"])
def test_signs_alone_ask_for_nothing(asked: str) -> None:
    assert parse_search(asked) == []


@given(st.text())
def test_whatever_is_typed_becomes_plain_words(asked: str) -> None:
    for phrase in parse_search(asked):
        for word in phrase:
            assert word
            assert not set(word) & set("\"' :*()^-+\\\0")


@given(st.text(), st.text(max_size=10))
def test_a_snippet_is_a_piece_of_its_text_and_marks_lie_in_it(text: str, asked: str) -> None:
    snippet = cut_snippet(text, parse_search(asked))
    assert snippet.text in " ".join(text.split())
    assert all(0 <= start <= end <= len(snippet.text) for start, end in snippet.marked)


def test_a_snippet_shows_what_was_found_deep_in_a_text() -> None:
    text = f"{'calm ' * 500}the storm’s eye, {'quiet ' * 500}"
    snippet = cut_snippet(text, parse_search('"storm eye" STORM'))
    assert [snippet.text[start:end] for start, end in snippet.marked] == ["storm’s"]
    assert snippet.cut_before
    assert snippet.cut_after
    assert len(snippet.text) <= 240


def test_a_phrase_is_marked_as_one() -> None:
    snippet = cut_snippet("Fog in New York, again", parse_search('"new york"'))
    assert [snippet.text[start:end] for start, end in snippet.marked] == ["New York"]


def test_characters_of_chinese_are_marked_one_by_one() -> None:
    snippet = cut_snippet("昨日東京の天気", parse_search("東京"))
    assert [snippet.text[start:end] for start, end in snippet.marked] == ["東京"]


def test_of_a_long_text_the_first_words_are_searched_and_no_word_is_endless() -> None:
    words = search_words("word " * (MOST_WORDS + 5) + "last")
    assert len(words) == MOST_WORDS
    assert search_words("x" * 5000) == ["x" * LONGEST]
