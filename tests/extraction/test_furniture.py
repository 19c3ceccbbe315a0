"""Furniture is told by its words, row by row, and no sentence of an article is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.word_tables import plain
from crawler.extraction.furniture.furniture_lines import (
    ADDRESS_NOTICES,
    LABELS,
    POINTERS,
    PROMOTIONS,
    drop_furniture,
    is_address,
    is_address_notice,
    is_furniture,
    is_pointer,
)

SENTENCES = [
    "Shares fell on Monday after the bank said it would close.",
    "More than 40 people were rescued, the coast guard said.",
    "He said the newsletter of the council had reported the figures first.",
    "Advertisement spending rose by three percent in the second quarter, the company said.",
    "Related companies in three countries were searched by the police on Tuesday morning.",
    "The site can be reached by ferry, and is open from May to September.",
    "“Follow me,” she said, and went ahead.",
    "Читайте внимательно, сказал он.",
]


def test_every_label_is_furniture_in_any_case_and_with_a_colon() -> None:
    shouted = [f"  {label.upper()} " for label in LABELS if label.upper().lower() == label]
    lines = [*LABELS, *shouted, *(f"{label}:" for label in LABELS)]
    assert [line for line in lines if not is_furniture(line)] == []


def test_every_pointer_is_furniture_with_a_title_behind_it() -> None:
    lines = [f"{pointer} ferries run again after the storm" for pointer in POINTERS]
    assert [line for line in lines if not is_pointer(line) or not is_furniture(line)] == []


def test_every_promotion_is_furniture_in_a_short_line() -> None:
    lines = [f"Please {phrase} the gazette." for phrase in PROMOTIONS]
    assert [line for line in lines if not is_furniture(line)] == []


def test_every_notice_needs_an_address() -> None:
    with_address = [(f"The Gazette {phrase} www.gazette.example", "") for phrase in ADDRESS_NOTICES]
    with_address += [(f"The Gazette {phrase} here", "www.gazette.example") for phrase in ADDRESS_NOTICES]
    without = [
        (f"The minister said the {phrase} of the ministry was closed.", "He left.") for phrase in ADDRESS_NOTICES
    ]
    assert [lines for lines in with_address if not is_address_notice(*lines)] == []
    assert [lines for lines in without if is_address_notice(*lines)] == []


def test_every_wording_is_written_as_lines_are_compared() -> None:
    wordings = {*LABELS, *POINTERS, *PROMOTIONS, *ADDRESS_NOTICES}
    assert {wording for wording in wordings if plain(wording) != wording} == set()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_an_article_is_not_furniture(sentence: str) -> None:
    assert not is_furniture(sentence)
    assert drop_furniture([*SENTENCES[:3], sentence]) == [*SENTENCES[:3], sentence]


@pytest.mark.parametrize(
    "line", ["www.a.example", "https://a.example/", "a.example, b.example", "a.example and b.example:8080"]
)
def test_an_address_line_is_known(line: str) -> None:
    assert is_address(line)


@pytest.mark.parametrize("line", ["See a.example", "3.5", "He left.", "", "and"])
def test_other_lines_are_no_addresses(line: str) -> None:
    assert not is_address(line)


def test_the_notice_goes_with_every_address_under_it() -> None:
    notice = ["The Gazette can also be accessed at these alternate addresses:", "www.a.example", "www.b.example"]
    assert drop_furniture([*SENTENCES[:2], *notice]) == SENTENCES[:2]
    assert drop_furniture([SENTENCES[0], *notice, SENTENCES[1]]) == SENTENCES[:2]


def test_short_lines_after_furniture_at_the_tail_go_with_it() -> None:
    tail = ["SHARE THIS ARTICLE", "The Gazette News Roku", "The Gazette for Android"]
    assert drop_furniture([*SENTENCES[:2], *tail]) == SENTENCES[:2]


def test_short_lines_before_the_furniture_stay() -> None:
    lines = [*SENTENCES[:2], "A poem ends without a stop", "SHARE THIS ARTICLE"]
    assert drop_furniture(lines) == lines[:3]


def test_short_lines_in_the_middle_stay() -> None:
    lines = [SENTENCES[0], "Read more: the ferries", "What comes next", SENTENCES[1]]
    assert drop_furniture(lines) == [SENTENCES[0], "What comes next", SENTENCES[1]]


def test_furniture_that_only_the_page_shows_counts_too() -> None:
    shown = [*SENTENCES[:2], "SHARE THIS ARTICLE", "The Gazette News Roku"]
    assert drop_furniture([*SENTENCES[:2], "The Gazette News Roku"], shown) == SENTENCES[:2]


@given(
    st.lists(st.sampled_from([*SENTENCES, "SHARE", "www.a.example", "The Gazette Roku", "Read more: x"]), max_size=12)
)
def test_removing_furniture_twice_is_removing_it_once_and_keeps_every_sentence(lines: list[str]) -> None:
    once = drop_furniture(lines)
    assert drop_furniture(once) == once
    assert [line for line in once if line in SENTENCES] == [line for line in lines if line in SENTENCES]


@pytest.mark.parametrize("line", ["-", "•"])
def test_a_mark_on_a_line_of_its_own_at_the_tail_takes_nothing_with_it(line: str) -> None:
    lines = ["The medals were given out on Sunday, the union said.", line, "To the winners", "To the finalists"]
    assert drop_furniture(lines, lines) == [lines[0], *lines[2:]]
