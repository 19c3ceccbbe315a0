"""The passages in which two texts differ, for any two texts."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.text_diff import MOST_PASSAGES, Mark, compare_sentences, compare_words, split_sentences

SENTENCE = st.sampled_from(["It rained.", "Two died!", "“Who knows?”", "東京は雨。", "and so on", "1.5 million came."])
TEXT = st.lists(SENTENCE, max_size=12).map(" ".join)


@given(text=TEXT)
def test_a_text_differs_in_nothing_from_itself(text):
    assert compare_sentences(text, text).passages == ()


@given(here=TEXT, there=TEXT)
def test_each_sentence_is_in_both_texts_or_in_a_passage(here, there):
    difference = compare_sentences(here, there)
    in_passages = sum(len(split_sentences(passage.here)) for passage in difference.passages)
    assert len(split_sentences(here)) == difference.same + in_passages


@given(here=st.text(max_size=80), there=st.text(max_size=80))
def test_no_text_is_refused(here, there):
    compare_sentences(here, there)
    pieces = compare_words(here, there)
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.ADDED) == here
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.REMOVED) == there


def test_a_decimal_point_ends_no_sentence():
    assert split_sentences("It rose 1.5 percent. No more.") == ["It rose 1.5 percent.", "No more."]


def test_long_differences_are_counted_and_not_listed_whole():
    here = " ".join(f"Same {n}. One {n}." for n in range(100))
    difference = compare_sentences(here, here.replace("One", "Other"))
    assert (len(difference.passages), difference.omitted) == (MOST_PASSAGES, 60)


def test_what_repeats_a_thousand_times_takes_no_minutes():
    begun = time.perf_counter()
    compare_sentences("Ha. " * 2000, "Ha. Ho. " * 2000)
    compare_words("ha " * 3000, "ha ho " * 3000)
    assert time.perf_counter() - begun < 10
