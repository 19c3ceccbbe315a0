"""A mask is laid over texts when they are compared, and touches nothing but the lines that it names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.mask import (
    LineStanding,
    MaskChange,
    MaskHistory,
    Masks,
    masked_digest,
    read_masked,
    touches,
)
from crawler.canonical.text import compared_line, digest, tokens

LINES = ["Two men were rescued.", "SHARE this article:", "share this article", "Read more", "", "  ", "東京は雨。"]
LINE = st.sampled_from(LINES)
TEXT = st.lists(LINE, max_size=8).map("\n".join)
MASK = st.frozensets(LINE.map(compared_line).filter(bool), max_size=3)
CHANGES = st.lists(st.builds(MaskChange, st.integers(1, 4), LINE, st.sampled_from(LineStanding)), max_size=8)
HISTORY = CHANGES.map(lambda changes: MaskHistory(tuple(sorted(changes, key=lambda change: change.version))))


@given(text=TEXT, mask=MASK)
def test_a_mask_that_touches_no_line_of_a_text_changes_nothing(text, mask):
    raw = digest(tokens(text))
    if not touches(text, mask):
        assert masked_digest(text, raw, mask) == raw == read_masked(text, mask).digest


@given(text=TEXT, mask=MASK)
def test_a_text_reads_as_it_does_without_its_masked_lines(text, mask):
    kept = "\n".join(line for line in text.split("\n") if compared_line(line) not in mask)
    masked = read_masked(text, mask)
    assert masked.digest == masked_digest(text, digest(tokens(text)), mask)
    assert masked.digest == digest(tokens(kept) or tokens(text))


@given(history=HISTORY)
def test_a_version_of_a_mask_is_the_same_however_many_come_after_it(history):
    for version in range(5):
        earlier = MaskHistory(tuple(change for change in history.changes if change.version <= version))
        assert history.at(version).lines == earlier.newest.lines
    assert history.at(0).lines == frozenset()


@given(history=HISTORY)
def test_only_boilerplate_is_masked_and_the_latest_word_counts(history):
    latest = {change.line: change.standing for change in history.changes}
    assert history.newest.lines == {line for line, now in latest.items() if now is LineStanding.BOILERPLATE}


def test_texts_of_several_sources_are_compared_under_the_lines_of_all():
    learned = {
        source: MaskHistory((MaskChange(1, f"share {source}", LineStanding.BOILERPLATE),)) for source in ("a", "b")
    }
    masks = Masks(learned)
    assert masks.lines(["a", "b", "unknown"]) == {"share a", "share b"}
    assert masks.lines(["b", "a"]) == masks.lines(["a", "b"])
    assert masks.lines(["unknown"]) == frozenset()
    assert masks.of("unknown").newest.version == 0
