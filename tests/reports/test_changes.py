"""What a revision changed, in a sentence that fits into a list."""

from __future__ import annotations

import pytest

from scheduler.reports.feeds.changes import MOST_LETTERS, describe_change
from tests.reports.conftest import words

LONG = " ".join(f"word{number}" for number in range(80))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("It rained.", "It rained.", ""),
        ("It rained. Two died.", "It rained. Three died.", "Changed: “Two died.” became “Three died.”."),
        ("A. B. C.", "A. D. C. E.", "Changed: “B.” became “D.”. 1 more passage differs."),
        ("A. B. C. F. G.", "A. D. C. E. G. H.", "Changed: “B.” became “D.”. 2 more passages differ."),
        ("", "It rained.", "Added: “It rained.”"),
        ("It rained.", "", "Taken out: “It rained.”"),
        ("東京は雨。", "大阪は雨。", "Changed: “東京は雨。” became “大阪は雨。”."),
    ],
)
def test_the_first_change_is_told_and_the_others_are_counted(before: str, after: str, says: str) -> None:
    assert describe_change(before, after) == says


def test_of_a_long_sentence_the_words_around_the_change_are_told() -> None:
    said = describe_change(f"{LONG} 400 {LONG}.", f"{LONG} 500 {LONG}.")
    assert said == (
        "Changed: “… word75 word76 word77 word78 word79 400 word0 word1 word2 word3 word4 …” became "
        "“… word75 word76 word77 word78 word79 500 word0 word1 word2 word3 word4 …”."
    )


def test_a_long_passage_is_cut() -> None:
    assert len(describe_change("It rained.", f"It rained. {words('more', 500)}.")) < MOST_LETTERS + 20
    assert len(describe_change(words("one", 500), words("other", 500))) < 3 * MOST_LETTERS
