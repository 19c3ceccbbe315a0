"""A roundup on the whole way of a page: it is linked with each story it quotes, and brings none of them together."""

from __future__ import annotations

import asyncio
from itertools import permutations
from pathlib import Path

import pytest

from crawler.archive.tables.articles import story_links
from tests.desk.fetched_pages import rows, words
from tests.desk.index_servers import Server
from tests.desk.judging_rooms import partition, room

PARTS = {name: words(name, 300) for name in ("a", "b", "c")}
ROUNDUP = "\n".join(PARTS.values())
TEXTS = {f"herald/{name}": text for name, text in PARTS.items()} | {
    "herald/roundup": f"This morning.\n{ROUNDUP}",
    "gazette/roundup": f"This morning.\n{ROUNDUP}",
    "tribune/roundup": f"{ROUNDUP}\n{words('weather', 200)}",
}
ALONE = {frozenset({f"herald/{name}"}) for name in PARTS}


def told(server: Server, folder: Path, order: list[str]) -> tuple[set[frozenset[str]], int]:
    async def scene() -> tuple[set[frozenset[str]], int]:
        async with room(server, folder, sources=("herald", "gazette", "tribune")) as stage:
            for name in order:
                source, key = name.split("/")
                await stage.submit(f"/{key}", TEXTS[name], source=source)
            return partition(stage.archive), len(rows(stage.archive, story_links))

    return asyncio.run(scene())


@pytest.mark.parametrize(
    "order", list(permutations(["herald/a", "herald/b", "herald/roundup", "gazette/roundup"]))[::3]
)
def test_a_roundup_and_its_copy_leave_the_stories_apart_in_any_order(
    server: Server, tmp_path: Path, order: tuple[str, ...]
) -> None:
    stories, links = told(server, tmp_path, [*order, "herald/c"])
    assert stories == ALONE | {frozenset({"herald/roundup", "gazette/roundup"})}
    assert links == 7, "each roundup with each part, and with its copy"


def test_roundups_of_different_houses_that_quote_the_same_stories_leave_them_apart(
    server: Server, tmp_path: Path
) -> None:
    stories, _ = told(server, tmp_path, ["tribune/roundup", *(f"herald/{name}" for name in PARTS), "gazette/roundup"])
    assert stories == ALONE | {frozenset({"tribune/roundup", "gazette/roundup"})}
