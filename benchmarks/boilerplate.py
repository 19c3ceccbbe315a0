"""What the rule for boilerplate finds, misses and takes wrongly: ``python -m benchmarks.boilerplate [SEED [NUMBER]]``.

A publisher prints invented articles of the newsroom's sections. Around and within them stand lines of the template,
each with a start of its own, and lines that are text all the same: background that a section repeats at any place,
bursts of background while an event lasts, subheadings, closing sentences, and articles that are published
again and again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from crawler.canonical.boilerplate import TextSample, learn_boilerplate
from crawler.canonical.text import compared_line
from newsroom.prose import Prose, write

ARTICLES = 240
RUN = 10
"""Articles between two times of learning."""


@dataclass(frozen=True)
class Line:
    """A line of the template.

    :ivar place: head, tail or within
    :ivar share: of the articles from ``start`` on that have it, on ``mirror`` or on all
    """

    text: str
    place: str
    share: float
    start: int = 0
    mirror: str = ""


@dataclass
class Publisher:
    """What a publisher prints besides its articles."""

    seed: int
    focus: float
    """Share of the articles that are of one beat."""
    template: list[Line] = field(default_factory=list)
    background: dict[str, list[tuple[str, float, str]]] = field(default_factory=dict)


def sentence(rng: Random, words: int) -> str:
    drawn = [rng.choice(VOCABULARY) for _ in range(words)]
    return " ".join(drawn).capitalize() + "."


VOCABULARY = sorted({word for n in range(40) for line in write(99, n + 1).paragraphs for word in line.lower().split()})


def publisher(seed: int, focus: float) -> Publisher:
    """Draw a publisher's template and background."""
    rng = Random(f"publisher:{seed}")
    made = Publisher(seed, focus)
    label = lambda: sentence(rng, rng.randint(2, 6)).rstrip(".").upper()  # noqa: E731
    made.template = [
        Line(label(), "tail", 1.0),
        Line(label(), "head", rng.uniform(0.5, 0.9)),
        Line(label(), "within", rng.uniform(0.6, 0.9)),
        Line(sentence(rng, rng.randint(6, 11)), "tail", rng.uniform(0.25, 0.5), rng.randrange(60)),
        Line(sentence(rng, rng.randint(16, 40)), "tail", rng.uniform(0.75, 1.0), rng.randrange(40, 120)),
        Line(sentence(rng, rng.randint(14, 25)), "within", rng.uniform(0.9, 1.0), rng.randrange(80)),
        Line(sentence(rng, rng.randint(12, 30)), "tail", 1.0, rng.randrange(60), "b"),
        Line(label(), "tail", 1.0, 0, "b"),
    ]
    for n in range(80):
        section = write(seed, n + 1).section
        made.background.setdefault(
            section,
            [
                (sentence(rng, rng.randint(25, 60)), rng.uniform(0.2, 0.8), rng.choice(["tail", "last", "within"]))
                for _ in range(rng.randint(1, 3))
            ],
        )
    return made


def printed(who: Publisher) -> tuple[list[TextSample], set[str]]:
    """Print the articles; the second value has every line that is text."""
    rng = Random(f"printed:{who.seed}:{who.focus}")
    main = write(who.seed, 1).section
    subheads = [sentence(rng, rng.randint(2, 5)).rstrip(".") for _ in range(6)]
    closings = [sentence(rng, rng.randint(3, 7)) for _ in range(4)]
    burst, burst_at = sentence(rng, 45), rng.randrange(60, 180)
    samples: list[TextSample] = []
    text: set[str] = set()
    number, story = 0, 0
    while len(samples) < ARTICLES:
        number += 1
        prose = write(who.seed, number)
        if prose.section != main and rng.random() < who.focus:
            continue
        story += 1
        again = rng.choice([4, 6, 9]) if rng.random() < 0.02 else 1
        for version in range(again):
            place = len(samples)
            lines = _body(rng, prose, who, subheads, closings, burst if 0 <= place - burst_at < 14 else "", version)
            text |= set(map(compared_line, lines))
            mirror = rng.choice("ab")
            framed = _framed(rng, lines, who.template, place, mirror)
            title = prose.title if version % 2 == 0 else f"{prose.title}, officials say"
            samples.append(TextSample(place, story, title, frozenset({mirror}), tuple(map(compared_line, framed))))
    return samples[:ARTICLES], text


def _body(
    rng: Random, prose: Prose, who: Publisher, subheads: list[str], closings: list[str], burst: str, version: int
) -> list[str]:
    lines = list(prose.paragraphs)
    if version:
        lines.insert(1, sentence(rng, 30))
    for words, share, where in who.background.get(prose.section, ()):
        if rng.random() < share:
            lines.insert({"tail": len(lines), "last": len(lines) - 1}.get(where, rng.randrange(1, len(lines))), words)
    if burst and rng.random() < 0.7:
        lines.append(burst)
    if rng.random() < 0.15:
        lines.insert(rng.randrange(1, len(lines)), rng.choice(subheads))
    if rng.random() < 0.15:
        lines.append(rng.choice(closings))
    return lines


def _framed(rng: Random, lines: list[str], template: list[Line], place: int, mirror: str) -> list[str]:
    framed = list(lines)
    for line in template:
        if place < line.start or rng.random() >= line.share or line.mirror not in ("", mirror):
            continue
        where = {"head": 0, "tail": len(framed)}.get(line.place, rng.randrange(1, len(framed)))
        framed.insert(where, line.text)
    return framed


def measured(seeds: range, focus: float) -> dict[str, float]:
    """Learn after every run; count what was found, missed and wrongly taken, and how soon it was found."""
    found = missed = wrong = 0
    waits: list[int] = []
    for seed in seeds:
        who = publisher(seed, focus)
        samples, text = printed(who)
        started = {compared_line(line.text): line.start for line in who.template}
        learned: dict[str, int] = {}
        for end in range(RUN, ARTICLES + 1, RUN):
            for one in learn_boilerplate(samples[:end], set(learned)):
                learned[one.line] = end
        found += len(started.keys() & learned.keys())
        missed += len(started.keys() - learned.keys())
        wrong += len((learned.keys() - started.keys()) & text)
        waits += [learned[line] - start for line, start in started.items() if line in learned]
    waits.sort()
    return {
        "found": found,
        "missed": missed,
        "wrongly taken": wrong,
        "articles until found, median": waits[len(waits) // 2],
    }


def compare(first: int = 1, publishers: int = 40) -> dict[str, dict[str, float]]:
    """One row for each share of one beat."""
    return {
        f"one beat has {focus:.0%}": measured(range(first, first + publishers), focus) for focus in (0.0, 0.3, 0.6, 0.9)
    }


Show: Callable[[str], object] = print

if __name__ == "__main__":
    Show(json.dumps(compare(*map(int, sys.argv[1:])), indent=1))
