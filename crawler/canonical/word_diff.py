"""Two texts → what was taken out and put in, word by word, paragraph beside paragraph. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from crawler.canonical.scripts import UNSPACED

MOST_LINES = 2000
"""Paragraphs of a text that are compared, the first."""

MOST_WORDS = 1500
"""Words of a paragraph that are compared one by one; of a longer one the whole is told."""

ALIKE = 0.4
"""Share of common words, of the longer paragraph's, from which one is an edit of the other."""

AHEAD = 20
"""Paragraphs among which an edited one is looked for."""

CONTEXT = 8
"""Words around a change that are shown; a longer stretch in which both agree is left out."""

_TOKEN = re.compile(rf"\s+|[{UNSPACED}]|\d[\d.,:]*\d|[^\W{UNSPACED}]+|[^\w\s]|_+")


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


def word_diff(here: str, there: str) -> tuple[Paragraph, ...]:
    """Compare two texts; paragraphs in which nothing differs become gaps.

    >>> [(piece.mark.value, piece.text) for piece in word_diff("400 came.", "500 came.")[0]]
    [('removed', '400'), ('added', '500'), ('same', ' came.')]
    >>> [piece.text for piece in word_diff("東京は雨。", "大阪は雨。")[0]]
    ['東京', '大阪', 'は雨。']
    """
    paragraphs = [
        _paragraph(ours, theirs) for ours, theirs in align_paragraphs(paragraphs_of(here), paragraphs_of(there))
    ]
    return tuple(_without_repeats(paragraphs))


def align_paragraphs(here: Sequence[str], there: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Put paragraphs beside each other: equal ones, edited ones, and those that only one text has."""
    for step, a, b, c, d in _matcher(here, there).get_opcodes():
        if step == "equal":
            yield from zip(here[a:b], there[c:d], strict=True)
        else:
            yield from _paired(list(here[a:b]), list(there[c:d]))


def _paired(here: list[str], there: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """In order, each paragraph with the first that is alike; those passed over stand alone."""
    bags = [Counter(_TOKEN.findall(line)) for line in there]
    start = 0
    for line in here:
        own = Counter(_TOKEN.findall(line))
        partner = next((at for at in range(start, min(start + AHEAD, len(there))) if _alike(own, bags[at])), None)
        if partner is None:
            yield line, None
            continue
        yield from ((None, other) for other in there[start:partner])
        yield line, there[partner]
        start = partner + 1
    yield from ((None, other) for other in there[start:])


def _alike(first: Counter[str], second: Counter[str]) -> bool:
    return (first & second).total() >= ALIKE * max(first.total(), second.total(), 1)


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text that are compared, white space folded."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()][:MOST_LINES]


def _matcher(here: Sequence[str], there: Sequence[str]) -> SequenceMatcher[str]:
    """Compare exactly, unless what repeats in both would make that quadratic."""
    counts = Counter(there)
    pairs = sum(number * counts[item] for item, number in Counter(here).items())
    return SequenceMatcher(None, here, there, autojunk=pairs > 50_000)


def _paragraph(here: str | None, there: str | None) -> Paragraph:
    if here == there:
        return (Piece(Mark.GAP),)
    if here is None or there is None:
        return (Piece(Mark.ADDED, there or "") if here is None else Piece(Mark.REMOVED, here),)
    ours, theirs = _TOKEN.findall(here), _TOKEN.findall(there)
    if max(len(ours), len(theirs)) > MOST_WORDS * 2:
        return (Piece(Mark.REMOVED, here), Piece(Mark.ADDED, there))
    return tuple(_pieces(ours, theirs))


def _pieces(here: list[str], there: list[str]) -> Iterator[Piece]:
    steps = _matcher(here, there).get_opcodes()
    for number, (step, a, b, c, d) in enumerate(steps):
        if step == "equal":
            yield from _stretch(here[a:b], first=number == 0, last=number == len(steps) - 1)
        if step in ("replace", "delete"):
            yield Piece(Mark.REMOVED, "".join(here[a:b]))
        if step in ("replace", "insert"):
            yield Piece(Mark.ADDED, "".join(there[c:d]))


def _stretch(tokens: list[str], *, first: bool, last: bool) -> Iterator[Piece]:
    """What both say: whole when it is short, otherwise the words next to the changes."""
    keep = CONTEXT * 2
    if len(tokens) <= keep * 2 + 4:
        yield Piece(Mark.SAME, "".join(tokens))
        return
    if not first:
        yield Piece(Mark.SAME, "".join(tokens[:keep]))
    yield Piece(Mark.GAP)
    if not last:
        yield Piece(Mark.SAME, "".join(tokens[-keep:]))


def _without_repeats(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    gap = (Piece(Mark.GAP),)
    before: Paragraph | None = None
    for paragraph in paragraphs:
        if paragraph != gap or before != gap:
            yield paragraph
        before = paragraph


def plain_diff(paragraphs: Sequence[Paragraph]) -> str:
    """Write a comparison without colours, as ``wdiff`` does.

    >>> plain_diff(word_diff("A storm hit.\\n400 came.", "A storm hit.\\n500 came."))
    '…\\n[-400-]{+500+} came.'
    """
    around = {Mark.SAME: "{}", Mark.REMOVED: "[-{}-]", Mark.ADDED: "{{+{}+}}", Mark.GAP: "…"}
    return "\n".join("".join(around[piece.mark].format(piece.text) for piece in line) for line in paragraphs)
