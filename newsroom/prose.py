"""The text of one article from a seed: a headline, a caption, and paragraphs that keep to one event.

Pure and deterministic: the same seed and number give the same prose in every process and Python version. The words
and the sentences stand in ``prose.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

MIN_WORDS, MAX_WORDS = 260, 870
"""Bounds of a body in words; the promise outside is 250 to 900."""

MIN_PARAGRAPHS, MAX_PARAGRAPHS = 6, 14

Tables = Mapping[str, tuple[str, ...]]


def split_tables(rows: Mapping[str, str]) -> Tables:
    """Split every table of phrases.

    >>> split_tables({"day": "Monday|Tuesday"})
    {'day': ('Monday', 'Tuesday')}
    """
    return {name: tuple(phrase.strip() for phrase in row.split("|")) for name, row in rows.items()}


_DATA: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("prose.toml").read_text(encoding="utf-8"))

SHARED: Tables = split_tables({**_DATA["shared"], **_DATA["once"]})
"""Tables of words for every section, and of the sentences that stand once in an article."""

SECTIONS: Mapping[str, Tables] = {section: split_tables(rows) for section, rows in _DATA["sections"].items()}
"""Section → the tables that are its own."""

BODY: Tables = split_tables(_DATA["body"])
"""What a body is made of after its lead, by the part it plays."""

SLOT = re.compile(r"\{(\w+)\}")
VOWEL = re.compile(r"\b([Aa]) (?=[aeio])")
OPENING = re.compile(r"^[“‘]?[a-z]|(?<=: “)[a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """One article's words. ``caption`` is the picture's, ``summary`` one sentence for a feed."""

    section: str
    title: str
    author: str
    caption: str
    summary: str
    paragraphs: tuple[str, ...]


def write(seed: int, number: int) -> Prose:
    """The prose of article ``number`` (from 1 on) of the paper grown from ``seed``.

    >>> write(1, 1) == write(1, 1)
    True
    >>> write(1, 1).title == write(2, 1).title
    False
    """
    rng = Random(f"{seed}:{number}")  # noqa: S311  a string seeds the same everywhere; nothing secret here
    section = rng.choice(tuple(SECTIONS))
    writer = Writer(rng, section)
    return Prose(
        section=section,
        title=writer.compose("title"),
        author=writer.cast["author"],
        caption=writer.compose("caption"),
        summary=writer.compose("summary"),
        paragraphs=writer.compose_body(),
    )


class Writer:
    """Fills slots for one article: who takes part is settled once, every other word is drawn anew."""

    def __init__(self, rng: Random, section: str) -> None:
        self._rng = rng
        self._tables = {**SHARED, **SECTIONS[section]}
        self.cast: dict[str, str] = {}
        for place, town in enumerate(self._join_names("start", "end", "", 3), start=1):
            self.cast[f"town{place}"] = town
        people = self._join_names("first", "last", " ", 4)
        self.cast |= dict(zip(("author", "photographer", "chief", "critic"), people, strict=True))
        self.cast |= {f"{person}_surname": self.cast[person].split()[-1] for person in ("chief", "critic")}
        self.cast |= {slot: self._draw(slot) for slot in ("field", "office", "role", "project", "currency")}
        self.cast["body"] = f"{self.cast.pop('field').title()} {self.cast['office']}"
        self.cast["short"] = self.cast["office"].lower()

    def _join_names(self, first: str, last: str, between: str, count: int) -> list[str]:
        """Names of two parts that have no part in common."""
        firsts, lasts = (self._rng.sample(self._tables[table], count) for table in (first, last))
        return [between.join(parts) for parts in zip(firsts, lasts, strict=True)]

    def compose(self, table: str) -> str:
        """One sentence of a table."""
        return self._finish(self._rng.choice(self._tables[table]))

    def compose_body(self) -> tuple[str, ...]:
        """Paragraphs of about equal length, the lead first."""
        count = self._rng.randint(MIN_PARAGRAPHS, MAX_PARAGRAPHS)
        sentences = list(self._sentences(self._rng.randint(MIN_WORDS, MAX_WORDS)))
        cuts = [len(sentences) * place // count for place in range(count + 1)]
        return tuple(" ".join(sentences[start:end]) for start, end in pairwise(cuts) if start < end)

    def _sentences(self, length: int) -> Iterator[str]:
        """Whole sentences until ``length`` words are reached."""
        words = 0
        for template in self._templates():
            sentence = self._finish(template)
            words += sentence.count(" ") + 1
            yield sentence
            if words >= length:
                return

    def _templates(self) -> Iterator[str]:
        """In a reporter's order: the lead, who said what, then rounds of every part, each sentence once a round."""
        yield from (self._rng.choice(self._tables[table]) for table in ("lead", "witness"))
        decks: dict[str, list[str]] = {part: [] for part in BODY}
        while True:
            for part, deck in decks.items():
                deck.extend(() if deck else self._rng.sample(BODY[part], len(BODY[part])))
                yield deck.pop()

    def _finish(self, template: str) -> str:
        """Fill a template's slots and mend what filling breaks: capitals and the indefinite article."""
        return OPENING.sub(lambda opening: opening[0].upper(), VOWEL.sub(r"\1n ", self._fill(template)))

    def _fill(self, template: str) -> str:
        return SLOT.sub(lambda slot: self._draw(slot[1]), template)

    def _draw(self, slot: str) -> str:
        """The phrase for a slot: the cast's or one of a table; a digit asks for a number of so many digits."""
        if slot in self.cast:
            return self.cast[slot]
        if slot.isdigit():
            lowest = 10 ** (int(slot) - 1)
            return f"{self._rng.randint(lowest + 1, 10 * lowest - 1):,}"
        if slot == "year":
            return str(self._rng.randint(1961, 2021))
        return self._fill(self._rng.choice(self._tables[slot]))
