"""What the index finds, beside what comparing every text with every other finds."""

from __future__ import annotations

import json
from itertools import combinations, islice
from pathlib import Path

from click.testing import CliRunner

from benchmarks.articles import Newsstand
from crawler.canonical.judge import Rule
from crawler.canonical.sketch import likeness
from crawler.canonical.stories import AlikeArticles, join_stories
from crawler.canonical.text import digest, shingles, tokens
from crawler.model.verdict import LinkKind
from scheduler.cli import main

TEXTS = [made.text for made in islice(Newsstand().articles(), 500)]
LOST = 0.002
"""Share of the pairs that the rule brings into one story and the index may not: never raise it."""


def by_all_pairs() -> dict[int, int]:
    """Number of a text → its story, after equal texts were folded."""
    made = [shingles(tokens(text)) for text in TEXTS]
    first = {digest(tokens(text)): number for number, text in reversed(list(enumerate(TEXTS)))}
    home = {
        n: first[digest(tokens(text))] if len(made[n]) >= Rule().min_shingles else n for n, text in enumerate(TEXTS)
    }
    links = []
    for one, other in combinations(sorted(set(home.values())), 2):
        alike = likeness(made[one], made[other])
        if (kind := Rule().kind(alike)) is not None:
            longer = one if len(made[one]) > len(made[other]) else other
            container = None if len(made[one]) == len(made[other]) else longer
            links.append(AlikeArticles(one, other, LinkKind(kind), alike.jaccard, alike.containment, container))
    told = join_stories(set(home.values()), links)
    return {number: told[home[number]] for number in home}


def pairs(told: dict[int, int]) -> set[tuple[int, int]]:
    return {pair for pair in combinations(sorted(told), 2) if told[pair[0]] == told[pair[1]]}


def test_the_index_brings_together_what_comparing_all_pairs_does(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text("".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(TEXTS)))
    result = CliRunner().invoke(main, ["dedup", str(file)])
    assert result.exit_code == 0, result.output
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    found, expected = pairs({one["id"]: one["story"] for one in answers}), pairs(by_all_pairs())
    assert len(expected) > 100
    assert len(expected - found) <= LOST * len(expected)
    assert len(found - expected) <= LOST * len(expected)
