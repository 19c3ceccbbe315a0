"""Two texts side by side: what differs, word by word, and what both have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.side_by_side import compare_side_by_side, mark_shared
from crawler.canonical.text_diff import Mark, split_paragraphs

PARAGRAPHS = st.lists(st.text("abc d1.", min_size=1, max_size=30), max_size=6).map("\n".join)


@given(PARAGRAPHS, PARAGRAPHS)
def test_each_side_is_its_own_text_with_what_both_have_counted(here: str, there: str) -> None:
    rows = compare_side_by_side(here, there)
    left = ["".join(piece.text for piece in row.left) for row in rows if row.left]
    right = ["".join(piece.text for piece in row.right) for row in rows if row.right]
    same = sum(row.same for row in rows)
    assert len(left) + same == len(split_paragraphs(here))
    assert len(right) + same == len(split_paragraphs(there))
    assert set(left) <= set(split_paragraphs(here))
    assert set(right) <= set(split_paragraphs(there))
    assert all(piece.mark in (Mark.SAME, Mark.REMOVED) for row in rows for piece in row.left)
    assert all(piece.mark in (Mark.SAME, Mark.ADDED) for row in rows for piece in row.right)


@given(PARAGRAPHS)
def test_a_text_beside_itself_has_nothing_that_differs(text: str) -> None:
    assert sum(row.same for row in compare_side_by_side(text, text)) == len(split_paragraphs(text))
    assert not any(row.left or row.right for row in compare_side_by_side(text, text))


@given(PARAGRAPHS, PARAGRAPHS)
def test_marking_what_both_have_changes_no_text(here: str, there: str) -> None:
    for text, marked in zip((here, there), mark_shared(here, there), strict=True):
        assert ["".join(piece.text for piece in line) for line in marked] == split_paragraphs(text)


def test_a_passage_that_moved_is_still_what_both_have() -> None:
    moved = "the ferry sank in the harbour on Monday"
    first, second = mark_shared(f"Today {moved}. It was cold.", f"Nobody was hurt when {moved}, officials said.")
    for (line,) in (first, second):
        assert any(piece.mark is Mark.SAME and "ferry sank in the harbour" in piece.text for piece in line)
        assert any(piece.mark is Mark.ADDED for piece in line)


def test_scripts_without_spaces_are_marked_by_letters() -> None:
    passage = "東京都知事は記者会見で新しい計画を発表した"
    (line,), _ = mark_shared(f"速報：{passage}。", f"{passage}。大阪は雨。")
    assert any(piece.mark is Mark.SAME and passage in piece.text for piece in line)
