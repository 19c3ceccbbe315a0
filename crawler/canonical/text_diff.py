"""Two texts → in what they differ: word by word, paragraph beside paragraph, or sentence by sentence. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from crawler.canonical.writing_systems import UNSPACED

MOST_PARTS = 2000
"""Paragraphs or sentences of a text that are compared, the first: what differs in a book is not read on a terminal."""

MOST_WORDS = 1500
"""Words of a paragraph that are compared one by one; a longer one is shown whole."""

MOST_PASSAGES = 40
"""Passages that are listed; the others are counted."""

MOST_PAIRS = 50_000
"""Pairs of equal items that are compared exactly: a fraction of a second. Beyond, what repeats is passed over."""

ALIKE = 0.4
"""Share of common words, of the longer paragraph's, from which one is an edit of the other."""

AHEAD = 20
"""Paragraphs among which an edited one is looked for."""

CONTEXT = 8
"""Words around a change that are shown; a longer stretch in which both agree is left out."""

TOKEN = re.compile(rf"\s+|[{UNSPACED}]|\d[\d.,:]*\d|[^\W{UNSPACED}]+|[^\w\s]|_+")
_SENTENCE = re.compile(r"[^\n]*?(?:[.!?…。！？؟۔।]+[\"'”’»)\]]*(?=\s|$)|[。！？]|(?=\n)|$)")


class Mark(StrEnum):
    """What a piece of a text is in the comparison."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    GAP = "gap"
    """A stretch in which both agree, left out."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; a gap has none."""

    mark: Mark
    text: str = ""


Paragraph = tuple[Piece, ...]
_Marked = tuple[Mark, Sequence[str]]
_GAP: Paragraph = (Piece(Mark.GAP),)


def word_diff(here: str, there: str) -> tuple[Paragraph, ...]:
    """Compare two texts word by word; paragraphs in which nothing differs become gaps.

    >>> [(piece.mark.value, piece.text) for piece in word_diff("400 came.", "500 came.")[0]]
    [('removed', '400'), ('added', '500'), ('same', ' came.')]
    >>> [piece.text for piece in word_diff("東京は雨。", "大阪は雨。")[0]]
    ['東京', '大阪', 'は雨。']
    """
    pairs = align_paragraphs(split_paragraphs(here), split_paragraphs(there))
    lines = [_GAP if old == new else tuple(_shorten(list(_mark_tokens(old or "", new or "")))) for old, new in pairs]
    return tuple(line for line, before in zip(lines, [(), *lines], strict=False) if line != _GAP or before != _GAP)


def compare_words(here: str, there: str) -> Paragraph:
    """Compare two passages word by word and leave nothing out.

    >>> [(piece.mark.value, piece.text) for piece in compare_words("Two died", "Three died")]
    [('removed', 'Two'), ('added', 'Three'), ('same', ' died')]
    """
    return tuple(Piece(mark, "".join(tokens)) for mark, tokens in _mark_tokens(here, there))


def mark_changes(paragraphs: Sequence[Paragraph]) -> str:
    """Write a comparison without colours, as ``wdiff`` does.

    >>> mark_changes(word_diff("A storm hit.\\n400 came.", "A storm hit.\\n500 came."))
    '…\\n[-400-]{+500+} came.'
    """
    around = {Mark.SAME: "{}", Mark.REMOVED: "[-{}-]", Mark.ADDED: "{{+{}+}}", Mark.GAP: "…"}
    return "\n".join("".join(around[piece.mark].format(piece.text) for piece in line) for line in paragraphs)


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that are compared, white space folded."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()][:MOST_PARTS]


def align_paragraphs(here: Sequence[str], there: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Put paragraphs beside each other: equal ones, edited ones, and those that only one text has."""
    for step, a, b, c, d in _matcher(here, there).get_opcodes():
        if step == "equal":
            yield from zip(here[a:b], there[c:d], strict=True)
        else:
            yield from _pair_edited(here[a:b], there[c:d])


def _pair_edited(here: Sequence[str], there: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """In order, each paragraph with the first that is alike; those passed over stand alone."""
    bags = [Counter(TOKEN.findall(line)) for line in there]
    start = 0
    for line in here:
        bag = Counter(TOKEN.findall(line))
        match = next(
            (place for place in range(start, min(start + AHEAD, len(there))) if _alike(bag, bags[place])), None
        )
        if match is None:
            yield line, None
            continue
        yield from ((None, added) for added in there[start:match])
        yield line, there[match]
        start = match + 1
    yield from ((None, added) for added in there[start:])


def _alike(bag: Counter[str], other: Counter[str]) -> bool:
    return (bag & other).total() >= ALIKE * max(bag.total(), other.total(), 1)


def _matcher(here: Sequence[str], there: Sequence[str]) -> SequenceMatcher[str]:
    """Compare exactly, unless what repeats in both would make that quadratic."""
    counts = Counter(there)
    pairs = sum(number * counts[item] for item, number in Counter(here).items())
    return SequenceMatcher(None, here, there, autojunk=pairs > MOST_PAIRS)


def _mark_tokens(here: str, there: str) -> Iterator[_Marked]:
    old, new = TOKEN.findall(here), TOKEN.findall(there)
    too_long = max(len(old), len(new)) > MOST_WORDS * 2
    for step, a, b, c, d in [("replace", 0, len(old), 0, len(new))] if too_long else _matcher(old, new).get_opcodes():
        if step == "equal":
            yield Mark.SAME, old[a:b]
            continue
        if a < b:
            yield Mark.REMOVED, old[a:b]
        if c < d:
            yield Mark.ADDED, new[c:d]


def _shorten(marked: Sequence[_Marked]) -> Iterator[Piece]:
    """Leave out the middle of long stretches in which both agree, and what stands before and after all changes."""
    keep = CONTEXT * 2  # words and the spaces between them
    for number, (mark, tokens) in enumerate(marked):
        if mark is not Mark.SAME or len(tokens) <= keep * 2 + 4:
            yield Piece(mark, "".join(tokens))
            continue
        if number > 0:
            yield Piece(Mark.SAME, "".join(tokens[:keep]))
        yield Piece(Mark.GAP)
        if number < len(marked) - 1:
            yield Piece(Mark.SAME, "".join(tokens[-keep:]))


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that one text has in the other's place; empty where it has none."""

    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How two texts differ.

    :ivar same: sentences that both have in the same order
    :ivar omitted: passages that are not listed
    """

    same: int
    passages: tuple[Passage, ...]
    omitted: int


def compare_sentences(here: str, there: str) -> Difference:
    """Find the passages in which two texts differ, by sentences.

    >>> compare_sentences("It rained. Two died.", "It rained. Three died. It snowed.")
    Difference(same=1, passages=(Passage(here='Two died.', there='Three died. It snowed.'),), omitted=0)
    """
    old, new = split_sentences(here), split_sentences(there)
    steps = _matcher(old, new).get_opcodes()
    same = sum(b - a for step, a, b, _, _ in steps if step == "equal")
    passages = [Passage(" ".join(old[a:b]), " ".join(new[c:d])) for step, a, b, c, d in steps if step != "equal"]
    return Difference(same, tuple(passages[:MOST_PASSAGES]), max(0, len(passages) - MOST_PASSAGES))


def split_sentences(text: str) -> list[str]:
    """The sentences of a text that are compared, white space folded.

    >>> split_sentences("One. Two!\\nThree")
    ['One.', 'Two!', 'Three']
    >>> split_sentences("東京。大阪。")
    ['東京。', '大阪。']
    """
    folded = (" ".join(match[0].split()) for match in _SENTENCE.finditer(text))
    return [sentence for sentence, _ in zip(filter(None, folded), range(MOST_PARTS), strict=False)]
