"""Two texts → rows that stand side by side: what was changed, word by word, and what both share. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.canonical.text import SHINGLE_WORDS
from crawler.canonical.text_diff import (
    TOKEN,
    Mark,
    Paragraph,
    Piece,
    align_paragraphs,
    compare_words,
    split_paragraphs,
)
from crawler.canonical.writing_systems import has_unspaced

UNSPACED_RUN = 12
"""Letters of a run in a script without spaces: about as long as five words."""


@dataclass(frozen=True, slots=True)
class SideRow:
    """Two passages beside each other; a side that has none is empty.

    :ivar same: paragraphs in a row that both have, left out here; then both sides are empty
    """

    left: Paragraph = ()
    right: Paragraph = ()
    same: int = 0


def compare_side_by_side(here: str, there: str) -> tuple[SideRow, ...]:
    """Put two texts side by side; paragraphs in which nothing differs are counted.

    >>> row = compare_side_by_side("A storm hit.\\n400 came.", "A storm hit.\\n500 came.")[1]
    >>> [piece.text for piece in row.left], [piece.text for piece in row.right]
    (['400', ' came.'], ['500', ' came.'])
    """
    rows: list[SideRow] = []
    same = 0
    for old, new in align_paragraphs(split_paragraphs(here), split_paragraphs(there)):
        if old == new:
            same += 1
            continue
        rows += [SideRow(same=same)] if same else []
        same = 0
        pieces = compare_words(old or "", new or "")
        rows.append(SideRow(_side(pieces, Mark.REMOVED), _side(pieces, Mark.ADDED)))
    return (*rows, *([SideRow(same=same)] if same else []))


def _side(pieces: Paragraph, own: Mark) -> Paragraph:
    return tuple(piece for piece in pieces if piece.mark in (Mark.SAME, own))


def mark_shared(here: str, there: str) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """Mark the words of two texts that stand in passages of both, in whatever order.

    A word is shared when a run of ``SHINGLE_WORDS`` words around it stands in the other text as well: what the likeness
    of two texts counts. In scripts without spaces letters stand for words, and a run has ``UNSPACED_RUN``.

    :returns: the paragraphs of each text; a shared piece is ``Mark.SAME``, another one ``Mark.ADDED``

    >>> (line,), _ = mark_shared("Also: the storm hit the coast.", "The storm hit the coast. It rained.")
    >>> [(piece.mark.value, piece.text) for piece in line]
    [('added', 'Also: '), ('same', 'the storm hit the coast.')]
    """
    first, second = ([TOKEN.findall(line) for line in split_paragraphs(text)] for text in (here, there))
    width = UNSPACED_RUN if has_unspaced(here) or has_unspaced(there) else SHINGLE_WORDS
    return tuple(_mark(first, _runs(second, width), width)), tuple(_mark(second, _runs(first, width), width))


_Tokens = Sequence[Sequence[str]]
"""The words, signs and spaces of each paragraph."""


def _words(paragraphs: _Tokens) -> list[str]:
    return [token.casefold() for line in paragraphs for token in line if token[0].isalnum()]


def _runs(paragraphs: _Tokens, width: int) -> frozenset[tuple[str, ...]]:
    words = _words(paragraphs)
    return frozenset(tuple(words[at : at + width]) for at in range(len(words) - width + 1))


def _mark(paragraphs: _Tokens, other: frozenset[tuple[str, ...]], width: int) -> Iterator[Paragraph]:
    words = _words(paragraphs)
    shared = [False] * len(words)
    for at in range(len(words) - width + 1):
        if tuple(words[at : at + width]) in other:
            shared[at : at + width] = [True] * width
    place = 0
    for line in paragraphs:
        pieces: list[Piece] = []
        mark = Mark.ADDED
        for token in line:
            if token[0].isalnum():  # what stands between words goes with the word before it
                mark = Mark.SAME if shared[place] else Mark.ADDED
                place += 1
            if pieces and pieces[-1].mark is mark:
                pieces[-1] = Piece(mark, pieces[-1].text + token)
            else:
                pieces.append(Piece(mark, token))
        yield tuple(pieces)
