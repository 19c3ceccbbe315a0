"""R3: an index made anew is the index that was. R4: the same verdicts in the same order, one partition in any."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.tables.articles import pages
from crawler.index.known_keys import look_up_keys
from crawler.judging.canonicalizer import Canonicalizer
from crawler.settings.cluster_url import names_cluster
from tests.desk.corpus import Text
from tests.desk.fetched_pages import rows, words
from tests.desk.index_servers import Server, plain
from tests.desk.judging_rooms import AT, NEAR, Room, identities, lasting_server, partition, room, server
from tests.judging.test_order import CORPUS, expected
from tests.maintenance.test_rebuilding import busy_week, postings
from tests.scorecard.conftest import FULL, SEED, Score

__all__ = ["expected", "lasting_server", "server"]

pytestmark = [
    pytest.mark.scorecard,
    pytest.mark.parametrize("lasting_server", ["server", "cluster"], indirect=True, scope="module"),
]

ARTICLES = 10_000 if FULL else 300
REBUILT_IN = 10.0
TRIALS = 40 if FULL else 4
AT_ONCE = 500


def where(server: Server) -> str:
    return " on a cluster" if names_cluster(server.url) else ""


async def fill(stage: Room) -> list[str]:
    """Articles of every fate, and many plain ones, some alike; their keys."""
    await busy_week(stage)
    await stage.begin()
    keys = [f"/plain/{number}" for number in range(ARTICLES)]
    texts = [words(f"{number}x", 50) + " " + words(f"{number - number % 50}y", 20) for number in range(ARTICLES)]
    for start in range(0, ARTICLES, AT_ONCE):
        chosen = slice(start, start + AT_ONCE)
        fetched = [stage.page(key, text) for key, text in zip(keys[chosen], texts[chosen], strict=True)]
        await asyncio.gather(*map(stage.canonicalizer.submit, fetched))
    return ["/1", "/2", "/short", "/reused", "/unknown", *keys]


@pytest.mark.slow
def test_an_index_made_anew_has_the_keys_digests_and_sketches_that_it_had(
    server: Server, tmp_path: Path, score: Score
) -> None:
    async def scene() -> None:
        async with room(server, tmp_path) as stage:
            keys = await fill(stage)
            known, tables = await look_up_keys(stage.index, "herald", keys), postings(server)
            with plain(server) as client:
                client.flushall()
            begun = time.monotonic()
            made = await stage.rebuild()
            took = time.monotonic() - begun
            again = await look_up_keys(stage.index, "herald", keys)
            same = sum(one == other for one, other in zip(known, again, strict=True))
            score("R3", "keys with the same answer" + where(server), same, len(keys), "all")
            entries, kept = _entries(tables), _entries(postings(server))
            score(
                "R3",
                "entries of sketches that are the same" + where(server),
                len(entries & kept),
                len(entries | kept),
                "all",
            )
            score(
                "R3",
                f"seconds for {made.keys} articles" + where(server),
                round(took, 1),
                REBUILT_IN,
                f"<= {REBUILT_IN:g}",
            )
            assert (same, entries) == (len(keys), kept)
            assert took <= REBUILT_IN

    asyncio.run(scene())


def _entries(tables: dict[str, Any]) -> set[Any]:
    return {(key, name, one) for key, table in tables.items() for name, bucket in table.items() for one in bucket}


async def judged(stage: Room, order: Sequence[Text], workers: int) -> tuple[object, object, object]:
    """Let so many workers judge the pages in this order, in step or one after the other."""
    for source in sorted({text.source for text in order}):
        await stage.begin(source)
    archive, index = stage.archive, stage.index
    hands = [Canonicalizer(archive, index, NEAR, lambda: AT) for _ in range(workers)]
    made = [stage.page(f"/{text.id}", text.text, source=text.source) for text in order]
    if workers == 1:
        for page in made:
            await hands[0].submit(page)
    else:
        await asyncio.gather(*(hands[place % workers].submit(page) for place, page in enumerate(made)))
    facts = [(row["key"], row["verdict"], row["evidence"], row["of_article"]) for row in rows(archive, pages)]
    return identities(archive), partition(archive), facts


def outcome(server: Server, folder: Path, order: Sequence[Text], workers: int) -> tuple[object, object, object]:
    folder.mkdir()

    async def scene() -> tuple[object, object, object]:
        async with room(server, folder, sources=sorted({text.source for text in order})) as stage:
            return await judged(stage, order, workers)

    return asyncio.run(scene())


@pytest.mark.slow
def test_the_same_order_gives_the_same_verdicts_and_any_order_and_number_of_workers_the_same_partition(
    server: Server, tmp_path: Path, score: Score, expected: tuple[object, object]
) -> None:
    chance = random.Random(SEED)
    equal = parted = crowd = 0
    for trial in range(TRIALS):
        order = chance.sample(CORPUS, len(CORPUS))
        alone = [outcome(server, tmp_path / f"{trial}-{turn}", order, 1) for turn in range(2)]
        equal += alone[0] == alone[1]
        parted += alone[0][:2] == expected
        crowd += outcome(server, tmp_path / f"{trial}-many", order, 2 + trial % 3)[:2] == expected
    score("R4", "orders judged twice with the same verdicts" + where(server), equal, TRIALS, "all")
    score("R4", "orders that give the partition of the labels" + where(server), parted, TRIALS, "all")
    score("R4", "orders judged by 2 to 4 workers that give it" + where(server), crowd, TRIALS, "all")
    assert (equal, parted, crowd) == (TRIALS, TRIALS, TRIALS)
