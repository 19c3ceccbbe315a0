"""The passages in which two texts differ: what is told of any two texts."""

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


@given(one=TEXT, other=TEXT)
def test_each_sentence_is_in_both_texts_or_in_a_passage(one, other):
    told = compare_sentences(one, other)
    here = sum(len(split_sentences(passage.here)) for passage in told.passages)
    assert len(split_sentences(one)) == told.same + here


@given(one=st.text(max_size=80), other=st.text(max_size=80))
def test_no_text_is_refused(one, other):
    compare_sentences(one, other)
    pieces = compare_words(one, other)
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.ADDED) == one
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.REMOVED) == other


def test_a_decimal_point_ends_no_sentence():
    assert split_sentences("It rose 1.5 percent. No more.") == ["It rose 1.5 percent.", "No more."]


def test_long_differences_are_counted_and_not_told_whole():
    one = " ".join(f"Same {n}. One {n}." for n in range(100))
    told = compare_sentences(one, one.replace("One", "Other"))
    assert (len(told.passages), told.omitted) == (MOST_PASSAGES, 60)


def test_what_repeats_a_thousand_times_takes_no_minutes():
    begun = time.perf_counter()
    compare_sentences("Ha. " * 2000, "Ha. Ho. " * 2000)
    compare_words("ha " * 3000, "ha ho " * 3000)
    assert time.perf_counter() - begun < 10
