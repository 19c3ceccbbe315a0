"""Two texts of an article → a short sentence of what was changed. Pure."""

from __future__ import annotations

from itertools import groupby

from crawler.canonical.text_diff import TOKEN, Mark, Passage, compare_sentences, compare_words
from scheduler.reports.formats.text_format import format_count

AROUND = 5
"""Words around a change that are told with it."""

MOST_LETTERS = 160
"""Letters of a passage that are told."""


def describe_change(before: str, after: str) -> str:
    """Say what was changed first, and how many more passages differ; empty for equal texts.

    >>> describe_change("It rained. Two died in it.", "It rained. Three died in it. It snowed.")
    'Changed: “Two died in it.” became “Three died in it. It snowed.”.'
    >>> describe_change("It rained.", "It rained. It snowed.")
    'Added: “It snowed.”'
    >>> describe_change("It rained. It snowed.", "It rained.")
    'Taken out: “It snowed.”'
    """
    difference = compare_sentences(before, after)
    if not difference.passages:
        return ""
    more = len(difference.passages) - 1 + difference.omitted
    said = _describe(difference.passages[0])
    return said if not more else f"{said} {format_count(more, 'more passage')} {'differs' if more == 1 else 'differ'}."


def _describe(passage: Passage) -> str:
    if not passage.here:
        return f"Added: “{_cut(passage.there)}”"
    if not passage.there:
        return f"Taken out: “{_cut(passage.here)}”"
    here, there = _narrow(passage)
    return f"Changed: “{here}” became “{there}”."


def _narrow(passage: Passage) -> tuple[str, str]:
    """Both sides of the first change in a long passage, with some words around it."""
    if max(len(passage.here), len(passage.there)) <= MOST_LETTERS:
        return passage.here, passage.there
    pieces = compare_words(passage.here, passage.there)
    runs = [(same, list(group)) for same, group in groupby(pieces, key=lambda piece: piece.mark is Mark.SAME)]
    place = next(number for number, (same, _) in enumerate(runs) if not same)
    lead = _last_words(runs[place - 1][1][-1].text) if place else ""
    tail = _first_words(runs[place + 1][1][0].text) if place + 1 < len(runs) else ""
    sides = []
    for mark in (Mark.REMOVED, Mark.ADDED):
        changed = "".join(piece.text for piece in runs[place][1] if piece.mark is mark)
        sides.append(f"{lead}{_cut(changed)}{tail}".strip())
    return sides[0], sides[1]


def _last_words(text: str) -> str:
    tokens = TOKEN.findall(text)
    kept = tokens[-AROUND * 2 :]
    return ("… " if len(kept) < len(tokens) else "") + "".join(kept)


def _first_words(text: str) -> str:
    tokens = TOKEN.findall(text)
    kept = tokens[: AROUND * 2]
    return "".join(kept) + (" …" if len(kept) < len(tokens) else "")


def _cut(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS].rstrip()}…"
