"""Two texts → the passages in which they differ, side by side. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_SENTENCES = 2000
"""Sentences of a text that are compared, the first: what differs in a book is not read on a terminal."""

MOST_PASSAGES = 40
"""Passages that are told; the others are counted."""

MOST_PAIRS = 50_000
"""Pairs of equal items that are looked at one by one: a fraction of a second. Beyond, what repeats is passed over."""

_SENTENCE = re.compile(r"[^\n]*?(?:[.!?…。！？؟۔।]+[\"'”’»)\]]*(?=\s|$)|[。！？]|(?=\n)|$)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that one text has in the other's place; empty where it has none."""

    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How two texts differ.

    :ivar same: sentences that both have in the same order
    :ivar omitted: passages that are not told
    """

    same: int
    passages: tuple[Passage, ...]
    omitted: int


def difference(here: str, there: str) -> Difference:
    """Find the passages in which two texts differ, by sentences.

    >>> difference("It rained. Two died.", "It rained. Three died. It snowed.")
    Difference(same=1, passages=(Passage(here='Two died.', there='Three died. It snowed.'),), omitted=0)
    """
    one, other = sentences(here), sentences(there)
    steps = _matcher(one, other).get_opcodes()
    same = sum(end - begin for step, begin, end, _, _ in steps if step == "equal")
    found = [Passage(" ".join(one[a:b]), " ".join(other[c:d])) for step, a, b, c, d in steps if step != "equal"]
    return Difference(same, tuple(found[:MOST_PASSAGES]), max(0, len(found) - MOST_PASSAGES))


def _matcher(one: list[str], other: list[str]) -> SequenceMatcher[str]:
    """Compare two lists exactly, unless what repeats in both would make that quadratic."""
    counts = Counter(other)
    pairs = sum(number * counts[item] for item, number in Counter(one).items())
    return SequenceMatcher(None, one, other, autojunk=pairs > MOST_PAIRS)


def sentences(text: str) -> list[str]:
    """Split a text into sentences, white space folded.

    >>> sentences("One. Two!\\nThree")
    ['One.', 'Two!', 'Three']
    >>> sentences("東京。大阪。")
    ['東京。', '大阪。']
    """
    found = (" ".join(match[0].split()) for match in _SENTENCE.finditer(text))
    return [sentence for sentence, _ in zip(filter(None, found), range(MOST_SENTENCES), strict=False)]


def marked(here: str, there: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Split two passages into words, each with whether the other passage has it in its place.

    >>> marked("Two died", "Three died")
    ([('Two', False), ('died', True)], [('Three', False), ('died', True)])
    """
    one, other = here.split(), there.split()
    blocks = _matcher(one, other).get_matching_blocks()
    in_one = {n for block in blocks for n in range(block.a, block.a + block.size)}
    in_other = {n for block in blocks for n in range(block.b, block.b + block.size)}
    return list(_words(one, in_one)), list(_words(other, in_other))


def _words(words: list[str], same: set[int]) -> Iterator[tuple[str, bool]]:
    for number, word in enumerate(words):
        yield word, number in same
