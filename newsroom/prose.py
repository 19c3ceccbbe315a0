"""The text of one article from a seed: a headline, a caption, and paragraphs that keep to one event.

Pure and deterministic: the same seed and number give the same prose in every process and Python version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from random import Random

from newsroom import sentences, words
from newsroom.beats import BEATS, Beat

MIN_WORDS, MAX_WORDS = 260, 880
"""Bounds of a body in words; the promise outside is 250 to 900."""

MIN_PARAGRAPHS, MAX_PARAGRAPHS = 6, 14

Tables = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
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
    beat = BEATS[int(rng.random() * len(BEATS))]
    writer = Writer(rng, beat)
    return Prose(
        section=beat.section,
        title=writer.sentence(writer.pick(sentences.HEADLINES)),
        author=writer.cast["author"],
        caption=writer.sentence(writer.pick(sentences.CAPTIONS)),
        summary=writer.sentence(writer.pick(sentences.SUMMARIES)),
        paragraphs=writer.body(),
    )


class Writer:
    """Fills slots for one article: who takes part is settled once, every other word is drawn anew."""

    def __init__(self, rng: Random, beat: Beat) -> None:
        self._rng = rng
        self._tables = tables(beat)
        self.cast = self._settle(beat)

    def pick(self, table: tuple[str, ...]) -> str:
        return table[int(self._rng.random() * len(table))]

    def body(self) -> tuple[str, ...]:
        """Paragraphs of about equal length, the lead first."""
        wanted = self._rng.randint(MIN_PARAGRAPHS, MAX_PARAGRAPHS)
        length = self._rng.randint(MIN_WORDS, MAX_WORDS)
        told = list(self._sentences(length))
        cuts = [len(told) * i // wanted for i in range(wanted + 1)]
        return tuple(" ".join(told[a:b]) for a, b in pairwise(cuts) if a < b)

    def _sentences(self, length: int) -> Iterator[str]:
        """Whole sentences until ``length`` words are reached, but at least ``MIN_PARAGRAPHS`` sentences."""
        total = 0
        for number, template in enumerate(self._order(), start=1):
            sentence = self.sentence(template)
            total += sentence.count(" ") + 1
            yield sentence
            if total >= length and number >= MIN_PARAGRAPHS:
                return

    def _order(self) -> Iterator[str]:
        """Templates in a reporter's order: lead, who said what, then rounds of everything else."""
        yield self.pick(sentences.LEADS)
        yield sentences.STATEMENTS[0]
        rounds = (
            sentences.FIGURES,
            sentences.BACKGROUND,
            sentences.STATEMENTS[1:],
            sentences.SCENERY,
            sentences.REACTIONS,
            sentences.OUTLOOK,
        )
        decks = [self._rng.sample(part, len(part)) for part in rounds]
        while True:
            for deck, part in zip(decks, rounds, strict=True):
                if not deck:
                    deck.extend(self._rng.sample(part, len(part)))
                yield deck.pop()

    def sentence(self, template: str) -> str:
        """Fill a template's slots and mend what filling breaks: capitals and the indefinite article.

        A phrase that was drawn may hold slots itself.
        """
        text = self._fill(template)
        text = VOWEL.sub(r"\1n ", text)
        return OPENING.sub(lambda opening: opening[0].upper(), text)

    def _fill(self, template: str) -> str:
        filled = []
        for literal, slot in parts(template):
            filled.append(literal)
            if slot:
                filled.append(self._slot(slot))
        return "".join(filled)

    def _slot(self, slot: str) -> str:
        if slot in self.cast:
            return self.cast[slot]
        if slot in NUMBERS:
            low, high = NUMBERS[slot]
            return f"{low + int(self._rng.random() * (high - low)):,}"
        if slot == "year":
            return str(1961 + int(self._rng.random() * 61))
        if slot in ("money", "money2"):
            return self._fill("{num2}.{digit} million {currency}")
        return self._fill(self.pick(self._tables[slot]))

    def _settle(self, beat: Beat) -> dict[str, str]:
        body, body2 = self._rng.sample(beat.bodies, 2)
        role, role2 = self._rng.sample(beat.roles, 2)
        town, town2, town3 = (
            "".join(names)
            for names in zip(self._rng.sample(words.TOWN_STARTS, 3), self._rng.sample(words.TOWN_ENDS, 3), strict=True)
        )
        firsts, lasts = self._rng.sample(words.FIRST_NAMES, 4), self._rng.sample(words.SURNAMES, 4)
        chief, critic, author, photographer = (f"{a} {b}" for a, b in zip(firsts, lasts, strict=True))
        return {
            "town": town, "town2": town2, "town3": town3,
            "body": body, "body2": body2, "short": body.split()[-1].lower(),
            "role": role, "role2": role2, "project": self.pick(beat.projects),
            "chief": chief, "surname": lasts[0], "critic": critic, "surname2": lasts[1],
            "author": author, "photographer": photographer, "currency": self.pick(words.CURRENCIES),
        }  # fmt: skip


NUMBERS: Mapping[str, tuple[int, int]] = {
    "digit": (1, 10),
    "num2": (11, 99),
    "num3": (101, 990),
    "num4": (1_001, 9_990),
}
"""Slot → lowest number, and one above the highest."""


VOWEL = re.compile(r"\b([Aa]) (?=[aeio])")
OPENING = re.compile(r"^[“‘]?[a-z]|(?<=: “)[a-z]|(?<=\. )[a-z]")


@cache
def parts(template: str) -> tuple[tuple[str, str], ...]:
    """Split a template into (fixed text, name of the slot after it), the last slot empty.

    >>> parts("The {town} {body}.")
    (('The ', 'town'), (' ', 'body'), ('.', ''))
    """
    pieces = re.split(r"\{(\w+)\}", template)
    return tuple(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


@cache
def tables(beat: Beat) -> Tables:
    """Every slot that is drawn anew, with its phrases. A trailing 2 only keeps two slots apart for the reader."""
    one = {
        "adj": words.ADJECTIVES, "adv": words.ADVERBS, "abstract": words.ABSTRACTS, "said": words.SAID,
        "day": words.DAYS, "month": words.MONTHS, "season": words.SEASONS, "gathering": words.GATHERINGS,
        "places": words.PLACE_PLURALS, "paper": words.PAPERS, "way": words.WAYS, "need": words.NEEDS,
        "colour": words.COLOURS, "weather": words.WEATHER, "scene": words.SCENES, "purpose": words.PURPOSES,
        "group": beat.groups, "items": beat.items, "place": beat.places, "cause": beat.causes,
        "claim": sentences.CLAIMS, "decides": sentences.DECIDES, "decided": sentences.DECIDED,
        "decision": sentences.DECISIONS, "deed": sentences.DEEDS, "state": sentences.STATES,
        "state_it": sentences.STATES_IT, "past_deed": sentences.PAST_DEEDS,
        "body_said": sentences.BODY_SAID, "scene_at": sentences.SCENE_ATS,
        "way_ing": sentences.WAYS_ING, "group_said": sentences.GROUP_SAID,
    }  # fmt: skip
    twice = {f"{slot}2": one[slot] for slot in ("adj", "abstract", "items", "month", "day")}
    return one | twice | {"claim2": sentences.SUBCLAIMS}
