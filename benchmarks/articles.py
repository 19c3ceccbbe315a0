"""A stream of articles to measure with: prose of the newsroom, repeated as the news repeats itself. Seeded.

usage: python -m benchmarks.articles COUNT      prints a JSON object a line: id, source, kind, text

Of 100 articles 57 are written for the occasion, 22 are copies of wire stories, 9 fill in a template, 8 tell on an
earlier story and repeat its background, and 4 are a few lines. Three in ten carry the boilerplate of their source.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from random import Random

from newsroom.prose import write

SEED = 20_260_815
SOURCES = 100
TEMPLATES = 60
WORDS = 400
"""Words of an article, on average."""

SHARES = {"original": 57, "wire": 22, "template": 9, "sequel": 8, "short": 4}
"""Kind → how many of 100 articles are of it."""

Paragraphs = list[str]


@dataclass(frozen=True, slots=True)
class Made:
    """An article of the stream; ``kind`` is a key of ``SHARES``."""

    id: int
    source: str
    kind: str
    text: str


class Newsstand:
    """Writes articles one after the other; the same seed writes the same."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = Random(seed)
        self._seed, self._written = seed, 0
        self._boilerplate = [_beginning(self._original()[0], 1) for _ in range(SOURCES)]
        self._templates = [self._original() for _ in range(TEMPLATES)]
        self._past: deque[Paragraphs] = deque((self._original() for _ in range(50)), maxlen=5000)
        self._wire_stories: deque[Paragraphs] = deque(self._past, maxlen=400)

    def articles(self) -> Iterator[Made]:
        """Articles without end."""
        makers = {"original": self._news, "wire": self._copy, "template": self._filled, "sequel": self._sequel}
        kinds, shares = list(SHARES), list(SHARES.values())
        for number in range(1, sys.maxsize):
            kind = self._random.choices(kinds, shares)[0]
            paragraphs = makers[kind]() if kind in makers else [_beginning(self._original()[-1], 1)]
            source = self._random.randrange(SOURCES)
            if self._random.random() < 0.3 and kind != "short":
                paragraphs = [*paragraphs, self._boilerplate[source]]
            yield Made(number, f"source{source:02}", kind, "\n".join(paragraphs))

    def _original(self) -> Paragraphs:
        """Paragraphs that nobody wrote before."""
        self._written += 1
        wanted = self._random.gauss(WORDS, WORDS / 4)
        kept: Paragraphs = []
        for paragraph in write(self._seed, self._written).paragraphs:
            kept.append(paragraph)
            wanted -= paragraph.count(" ") + 1
            if wanted <= 0:
                break
        return kept

    def _news(self) -> Paragraphs:
        """A new story, which others will tell on; one in five comes from a wire."""
        story = self._original()
        self._past.append(story)
        if self._random.random() < 0.2:
            self._wire_stories.append(story)
        return story

    def _copy(self) -> Paragraphs:
        """A wire story in another paper: as it came, shortened, with a lead of the paper's own, or as it was copied
        before. Some stories are copied by all the world."""
        stories = self._wire_stories
        place = int(len(stories) * self._random.random() ** 3)
        story = stories[-1 - place]
        fate = self._random.random()
        if fate < 0.4 or len(story) < 3:
            return story
        if fate < 0.6:
            return story[: -self._random.randint(1, len(story) // 2)]
        if fate < 0.8:
            return [self._original()[0], *story[1:]]
        told = [*story]
        told[self._random.randrange(len(told))] = self._original()[-1]
        stories[-1 - place] = told
        return told

    def _filled(self) -> Paragraphs:
        """A regular report, such as the weather's: a quarter stands in every one, the rest is of the day."""
        form = self._templates[int(TEMPLATES * self._random.random() ** 2)]
        fresh = self._original()
        return [_beginning(form[n], 2) if n % 3 == 1 else text for n, text in enumerate(fresh) if n < len(form)]

    def _sequel(self) -> Paragraphs:
        """A later report: new paragraphs, and the background of an earlier one."""
        story = [*self._original(), *self._random.choice(self._past)[-2:]]
        self._past.append(story[2:])
        return story[1:]


def _beginning(paragraph: str, sentences: int) -> str:
    return ". ".join(paragraph.split(". ")[:sentences])


def main(count: int) -> None:
    for made in islice(Newsstand().articles(), count):
        print(json.dumps(asdict(made), ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]))
