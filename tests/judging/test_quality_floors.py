"""What the canonicalizer reaches on the labelled corpus. A figure that falls below its floor fails here, and a floor
is lowered in this file only, where a reader of the change sees it.
"""

from __future__ import annotations

import asyncio
from itertools import combinations
from pathlib import Path

import pytest

from crawler.archive.tables.articles import articles
from tests.desk.corpus import Text, texts
from tests.desk.fetched_pages import M1, M2, rows
from tests.desk.index_servers import Server
from tests.desk.judging_rooms import kind, of, room

PRECISION = 1.0
"""Share of the pairs brought into one story that are one. A wrong link is worse than a missed one: never lower it."""

RECALL = 1.0
"""Share of the pairs that tell the same event and are brought into one story."""

CORPUS = texts()
VARIANTS = ["same", "mirrored", "revised", "near", "different"]


def test_the_corpus_is_what_the_floors_were_set_on() -> None:
    assert len(CORPUS) == 36
    assert len({text.event for text in CORPUS}) == 6
    assert {text.variant for text in CORPUS} == {"original", *VARIANTS}
    assert all(110 <= len(text.text.split()) <= 300 for text in CORPUS)


@pytest.fixture(scope="module")
def stories(lasting_server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[Text, int]:
    """Every text as a page of its own source, judged in the order of the files: its story."""

    async def scene() -> dict[Text, int]:
        sources = sorted({text.source for text in CORPUS})
        async with room(lasting_server, tmp_path_factory.mktemp("floors"), sources=sources) as stage:
            home: dict[Text, int] = {}
            for text in CORPUS:
                judged = await stage.submit(f"/{text.id}", text.text, source=text.source)
                home[text] = judged.page.article
            told = {row["id"]: row["story"] for row in rows(stage.archive, articles)}
            return {text: told[number] for text, number in home.items()}

    return asyncio.run(scene())


Pair = tuple[Text, Text]


def linked(pairs: list[Pair], stories: dict[Text, int]) -> set[Pair]:
    return {pair for pair in pairs if stories[pair[0]] == stories[pair[1]]}


def test_no_two_events_are_linked_and_no_fewer_variants_are_found(
    stories: dict[Text, int], capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = list(combinations(CORPUS, 2))
    same = {pair for pair in pairs if pair[0].story == pair[1].story}
    found = linked(pairs, stories)
    precision, recall = len(found & same) / len(found), len(found & same) / len(same)
    with capsys.disabled():
        print(f"\nstories on {len(CORPUS)} texts, {len(pairs)} pairs: precision {precision:.4f}, recall {recall:.4f}")
        for variant in VARIANTS:
            some = [pair for pair in pairs if (pair[0].variant, pair[1].variant) == ("original", variant)]
            of_event = [pair for pair in some if pair[0].event == pair[1].event]
            print(f"  {variant}: linked with its original {len(linked(of_event, stories))} of {len(of_event)}")
    assert precision >= PRECISION
    assert recall >= RECALL


OWN_MIRROR = {"same": "mirror", "mirrored": "pending", "revised": "pending", "near": "pending"}
SAME_MIRROR = {"same": "unchanged", "mirrored": "revision", "revised": "revision", "near": "revision"}
OTHER_KEY = {
    "same": "mirror", "mirrored": "near_duplicate", "revised": "near_duplicate", "near": "near_duplicate",
    "different": "new",
}  # fmt: skip
OTHER_SOURCE = OTHER_KEY | {"same": "copy"}


@pytest.mark.parametrize(
    ("key", "mirror", "source", "expected"),
    [
        ("/1", M2, "herald", OWN_MIRROR),
        ("/1", M1, "herald", SAME_MIRROR),
        ("/2", M1, "herald", OTHER_KEY),
        ("/2", M1, "gazette", OTHER_SOURCE),
    ],
    ids=["on another mirror", "on the same mirror", "under another key", "in another source"],
)
def test_each_variant_gets_the_verdict_that_a_reader_would_give(
    server: Server, tmp_path: Path, key: str, mirror: str, source: str, expected: dict[str, str]
) -> None:
    async def verdict(folder: Path, original: Text, variant: Text) -> tuple[str, bool]:
        async with room(server, folder) as stage:
            first = await stage.submit("/1", original.text)
            judged = await stage.submit(key, variant.text, mirror, source)
            return kind(judged), of(judged) in (first.page.article, None)

    originals = {text.event: text for text in CORPUS if text.variant == "original"}
    for text in CORPUS:
        if text.variant in expected:
            folder = tmp_path / text.event / text.variant
            folder.mkdir(parents=True)
            found = asyncio.run(verdict(folder, originals[text.event], text))
            assert found == (expected[text.variant], True), text.id
