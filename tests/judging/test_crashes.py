"""A crash between any two of the five steps ends, once resumed, in the same rows as no crash at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import load_open_pages, record_pages
from crawler.archive.pages.verdicts import record_judgements
from crawler.archive.tables import metadata
from crawler.canonical.judge import Rule, Subject, judge
from crawler.canonical.known_key import Known
from crawler.canonical.sketch import sketch
from crawler.canonical.text import shingles, tokens
from crawler.index import keys
from crawler.index.known_keys import remember_keys
from crawler.index.packed_postings import Entry
from crawler.index.postings import Postings
from tests.desk.fetched_pages import M1, M2, rows, words
from tests.desk.index_servers import Server
from tests.desk.judging_rooms import NEAR, Room, room

TEXT, NEARLY = words("a", 100), words("a", 90) + " " + words("b", 10)

Crash = Callable[[Room, list[Any]], Awaitable[None]]


async def before_anything(room: Room, pages: list[Any]) -> None:
    """The page was fetched, and that is all."""


async def after_recording(room: Room, pages: list[Any]) -> None:
    """(1)"""
    await room.archive.run(record_pages, pages)


async def after_some_of_publishing(room: Room, pages: list[Any]) -> None:
    """(1), and of (2) the keys alone."""
    for one in await room.archive.run(load_open_pages, await room.archive.run(record_pages, pages)):
        await remember_keys(room.index, one.source, {one.key: Known(one.article)})


async def after_publishing(room: Room, pages: list[Any]) -> None:
    """(1) and (2); reading and judging, (3) and (4), leave no trace."""
    await after_some_of_publishing(room, pages)
    opened = await room.archive.run(load_open_pages, await room.archive.run(record_pages, pages))
    texts = [(one, shingles(tokens(one.text))) for one in opened]
    entries = [Entry(one.revision, sketch(text, NEAR.sampling), len(text), one.first_seen) for one, text in texts]
    await room.index.execute(Postings(room.index, 45).publish_commands(entries), keys.posting_partitions())


async def after_a_failed_commit(room: Room, pages: list[Any]) -> None:
    """All but the end of (5): its transaction is not committed."""
    await after_publishing(room, pages)
    opened = await room.archive.run(load_open_pages, await room.archive.run(record_pages, pages))
    one = opened[0]
    judgement = judge(
        Subject(one.article, one.source, one.mirror, one.digest, shingles(tokens(one.text))), one.shown, [], Rule()
    )

    def die(connection: Any) -> None:
        record_judgements(connection, [(one, judgement)])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await room.archive.run(die)


async def after_everything(room: Room, pages: list[Any]) -> None:
    """(1) to (5), and nobody was told."""
    for one in pages:
        await room.canonicalizer.submit(one)


CRASHES = [
    before_anything,
    after_recording,
    after_some_of_publishing,
    after_publishing,
    after_a_failed_commit,
    after_everything,
]


def everything(archive: Archive) -> dict[str, list[dict[str, Any]]]:
    """All rows but those of runs: a killed run has another record than one that ended."""
    return {
        table.name: rows(archive, table) for table in metadata.sorted_tables if table.name not in {"runs", "sources"}
    }


async def same_pages(room: Room) -> list[Any]:
    """An article, its mirror, its copy under another key, and a near-duplicate of another source before them all."""
    await room.submit("/x", NEARLY, source="gazette")
    await room.begin()
    return [
        room.page("/1", TEXT, M1),
        room.page("/1", TEXT, M2),
        room.page("/2", TEXT, M1),
        room.page("/3", words("z")),
    ]


def played(server: Server, folder: Path, crash: Crash) -> dict[str, list[dict[str, Any]]]:
    folder.mkdir()

    async def scene() -> dict[str, list[dict[str, Any]]]:
        async with room(server, folder) as stage:
            pages = await same_pages(stage)
            await crash(stage, pages)
        async with room(server, folder) as restarted:
            await restarted.canonicalizer.resume("herald")
            for one in pages:  # what the archive has is not fetched again by a real run; if it is, nothing changes
                await restarted.canonicalizer.submit(one)
            return everything(restarted.archive)

    return asyncio.run(scene())


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: crash.__name__)
def test_a_crash_changes_no_row(server: Server, tmp_path: Path, crash: Crash) -> None:
    assert played(server, tmp_path / "crashed", crash) == played(server, tmp_path / "calm", after_everything)


def test_the_calm_way_has_something_to_lose(server: Server, tmp_path: Path) -> None:
    calm = played(server, tmp_path / "calm", after_everything)
    verdicts = [row["verdict"] for row in calm["pages"]]
    assert verdicts == ["new", "near_duplicate", "mirror", "mirror", "new"]
    assert len(calm["story_links"]) == 1
    assert sum(row["folded_into"] is not None for row in calm["articles"]) == 1
