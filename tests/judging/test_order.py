"""The partition into articles and stories does not depend on the order in which pages come."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.archive.database.store import Archive
from crawler.index import keys
from tests.desk.corpus import Text, texts
from tests.desk.index_servers import Server
from tests.desk.judging_rooms import Room, identities, partition, room, room_of, together

EVENTS = {"harbour-fire", "reservoir", "museum-loan"}
SMALL = [text for text in texts() if text.event in EVENTS]
ROUNDUP = Text(
    "roundup", "roundup", "digest", "roundup", together(text.text for text in SMALL if text.variant == "original")
)
TWIN = Text("twin", "twin", "courier", "harbour-fire", next(text.text for text in SMALL if text.variant == "original"))
"""The same text in the same source under another key: one article."""

CORPUS = [*SMALL, ROUNDUP, TWIN]
PROCESSES = 3


async def judged(stage: Room, order: Sequence[Text], *, at_once: bool) -> tuple[object, object]:
    for source in sorted({text.source for text in order}):
        await stage.begin(source)
    pages = [stage.page(f"/{text.id}", text.text, source=text.source) for text in order]
    if at_once:
        await asyncio.gather(*map(stage.canonicalizer.submit, pages))
    else:
        for page in pages:
            await stage.canonicalizer.submit(page)
    return identities(stage.archive), partition(stage.archive)


def parted(server: Server, folder: Path, order: Sequence[Text], *, at_once: bool = False) -> tuple[object, object]:
    async def scene() -> tuple[object, object]:
        async with room(server, folder, sources=[text.source for text in order]) as stage:
            return await judged(stage, order, at_once=at_once)

    return asyncio.run(scene())


@pytest.fixture(scope="module")
def expected() -> tuple[object, object]:
    """The labels: texts of a story together; of "courier", the twin is the very article of the original."""
    names = {text: f"{text.source}/{text.id}" for text in CORPUS}
    stories = {frozenset(names[text] for text in CORPUS if text.story == story) for story in {t.story for t in CORPUS}}
    one_article = frozenset({"courier/harbour-fire/original", "courier/twin/twin"})
    articles = {frozenset({name}) for name in names.values() if name not in one_article} | {one_article}
    return articles, stories


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(CORPUS))
def test_any_order_gives_the_partition_of_the_labels(
    server: Server, tmp_path_factory: pytest.TempPathFactory, expected: object, order: list[Text]
) -> None:
    assert parted(server, tmp_path_factory.mktemp("order"), order) == expected


@pytest.mark.parametrize("seed", range(3))
def test_pages_that_come_at_once_are_parted_the_same(
    server: Server, tmp_path: Path, expected: object, seed: int
) -> None:
    order = random.Random(seed).sample(CORPUS, len(CORPUS))
    assert parted(server, tmp_path, order, at_once=True) == expected


@pytest.mark.parametrize("seed", range(4))
def test_processes_that_judge_beside_each_other_on_one_server_part_the_same(
    server: Server, database: str, expected: object, seed: int
) -> None:
    """Each has sources of its own, as runs have, and an archive and an index of its own to ask by."""
    order = random.Random(seed).sample(CORPUS, len(CORPUS))
    sources = sorted({text.source for text in CORPUS})
    place = {
        source: number % PROCESSES for number, source in enumerate(random.Random(seed).sample(sources, len(sources)))
    }

    async def scene() -> tuple[object, object]:
        async with AsyncExitStack() as stack:
            stages = [
                await stack.enter_async_context(room_of(server, Archive.open(database), sources=sources))
                for _ in range(PROCESSES)
            ]
            await stages[0].rebuild()
            partitions = [*keys.posting_partitions(), *map(keys.source_partition, sources)]
            for stage in stages:
                assert await stage.index.adopt(partitions)
            for source in sources:
                await stages[place[source]].begin(source)
            pages = [(stages[place[text.source]], text) for text in order]
            await asyncio.gather(
                *(
                    stage.canonicalizer.submit(stage.page(f"/{text.id}", text.text, source=text.source))
                    for stage, text in pages
                )
            )
            return identities(stages[0].archive), partition(stages[0].archive)

    assert asyncio.run(scene()) == expected
