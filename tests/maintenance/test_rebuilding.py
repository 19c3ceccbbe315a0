"""The index after a rebuild equals the one before, in known keys and in postings."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.archive.pages.quarantine import record_quarantine
from crawler.archive.tables.articles import quarantine
from crawler.canonical.candidates import SharedShingles
from crawler.canonical.known_key import Known
from crawler.canonical.revisit import next_try
from crawler.canonical.sketch import sketch
from crawler.canonical.text import shingles, tokens
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.known_keys import look_up_keys
from crawler.index.packed_postings import WIDTH
from crawler.index.postings import Postings
from crawler.index.slots import Slots
from crawler.maintenance import rebuild_index as rebuilding
from crawler.model.article import Reason, Rejection
from crawler.settings import load
from scheduler.service.services import prepare_index
from tests.desk.fetched_pages import M1, M2, words
from tests.desk.index_servers import Server, plain
from tests.desk.judging_rooms import AT, NEAR, Room, kind, room

TEXT, NEARLY = words("a", 100), words("a", 90) + " " + words("b", 10)


async def busy_week(stage: Room) -> None:
    """Articles of every fate: mirrored, revised, disputed, folded, copied, short, under a reused key."""
    await stage.submit("/1", TEXT, M1)
    await stage.submit("/1", TEXT, M2)
    await stage.submit("/1", NEARLY, M1)
    await stage.submit("/1", words("disputed"), M2)
    await stage.submit("/2", TEXT, M2)
    await stage.submit("/x", TEXT, source="gazette")
    await stage.submit("/short", "More to follow.")
    for title, day, text in (("Storm", 1, words("storm")), ("Budget", 2, words("budget"))):
        await stage.submit("/reused", text, title=title, published=datetime(2026, 8, day, tzinfo=UTC))
    for number in range(20):
        await stage.submit(f"/many/{number}", words(f"{number}m"), at=AT - number * keys.DAY)


KEYS = ["/1", "/2", "/short", "/reused", "/unknown", *(f"/many/{number}" for number in range(20))]


async def contents(stage: Room) -> tuple[list[Any], list[Any], list[Any]]:
    """What the index answers: keys of both sources, and who shares how many shingles with each text."""
    texts = [TEXT, NEARLY, words("disputed"), words("storm"), *(words(f"{number}m") for number in range(20))]
    sketches = [sketch(shingles(tokens(text)), NEAR.sampling) for text in texts]
    return (
        await look_up_keys(stage.index, "herald", KEYS),
        await look_up_keys(stage.index, "gazette", ["/x", "/1"]),
        found_facts(await Postings(stage.index, NEAR.window_days).find(sketches, AT)),
    )


def found_facts(found: SharedShingles) -> list[Any]:
    return [getattr(found, each.name).tolist() for each in fields(found)]


def postings(server: Server) -> dict[str, Any]:
    """Every table of postings: key → its buckets, each with its records, whatever their order."""
    with plain(server) as client:
        found = {key.decode(): client.hgetall(key) for key in client.scan_iter("*:postings:*")}
    return {key: {name: set(_records(value)) for name, value in table.items()} for key, table in found.items()}


def _records(packed: bytes) -> Iterable[bytes]:
    return (packed[start : start + WIDTH] for start in range(0, len(packed), WIDTH))


def records_in(tables: dict[str, Any]) -> int:
    return sum(len(bucket) for table in tables.values() for name, bucket in table.items() if name != b"n")


def test_a_rebuilt_index_answers_as_the_one_before(server: Server, tmp_path: Path) -> None:
    async def scene() -> None:
        async with room(server, tmp_path) as stage:
            await busy_week(stage)
            answers, records = await contents(stage), postings(server)
            assert records_in(records) > 300
            with plain(server) as client:
                client.flushall()
            await stage.rebuild()
            assert await contents(stage) == answers
            assert postings(server) == records

    asyncio.run(scene())


def test_a_rebuild_in_small_batches_makes_the_same_index(server: Server, tmp_path: Path, monkeypatch: Any) -> None:
    async def scene() -> None:
        async with room(server, tmp_path) as stage:
            await busy_week(stage)
            counted, answers, records = await stage.rebuild(), await contents(stage), postings(server)
            monkeypatch.setattr(rebuilding, "BATCH", 3)
            assert await stage.rebuild() == counted
            assert (await contents(stage), postings(server)) == (answers, records)
            assert counted.keys == 25  # "/1", "/2", "/short", "/reused", "/x" and twenty
            assert counted.sketches == 26  # three texts of "/1", which "/2" has too, "/x", two of "/reused", and twenty

    asyncio.run(scene())


def test_judging_goes_on_after_a_rebuild_as_if_nothing_had_been(server: Server, tmp_path: Path) -> None:
    async def scene() -> None:
        async with room(server, tmp_path) as stage:
            await busy_week(stage)
            await stage.rebuild()
            verdicts = [
                await stage.submit("/1", NEARLY, M1),
                await stage.submit("/new", TEXT, M1),
                await stage.submit("/y", NEARLY, source="gazette"),
                await stage.submit("/fresh", words("fresh")),
            ]
            assert [kind(one) for one in verdicts] == ["unchanged", "mirror", "copy", "new"]

    asyncio.run(scene())


def test_texts_older_than_the_window_are_not_published(server: Server, tmp_path: Path) -> None:
    async def scene() -> None:
        async with room(server, tmp_path) as stage:
            await stage.submit("/old", TEXT, at=AT - 100 * keys.DAY)
            await stage.submit("/young", NEARLY)
            assert (await stage.rebuild()).sketches == 1

    asyncio.run(scene())


def test_pages_in_quarantine_wait_for_their_next_try_and_seized_mirrors_do_not_count(
    server: Server, tmp_path: Path
) -> None:
    async def scene() -> None:
        async with room(server, tmp_path) as stage:
            await stage.submit("/article", TEXT)
            for key, reason in (("/empty", Reason.EMPTY), ("/seized", Reason.SEIZED), ("/article", Reason.EMPTY)):
                rejection = Rejection(reason, "evidence")
                await stage.archive.run(record_quarantine, "herald", key, M1, f"{M1}{key}", rejection, AT)
            assert (await stage.rebuild()).keys == 2
            empty, seized, article = await look_up_keys(stage.index, "herald", ["/empty", "/seized", "/article"])
            assert empty == Known(0, retry_at=next_try(1, AT, AT))
            assert seized is None
            assert article is not None
            assert article.article > 0

    asyncio.run(scene())


def test_a_rebuild_forgets_no_politeness_and_takes_no_lease(server: Server, tmp_path: Path) -> None:
    async def scene() -> None:
        async with room(server, tmp_path) as stage:
            await Slots(stage.index).put_off("m1.example", 3600)
            with plain(server) as client:
                client.set(keys.lease("herald"), "holder", ex=3600)
                await stage.rebuild()
                assert client.ttl(keys.slots("m1.example")) > 3500
                assert client.get(keys.lease("herald")) == b"holder"

    asyncio.run(scene())


def test_keys_of_many_batches_are_all_written(server: Server, tmp_path: Path) -> None:
    async def scene() -> None:
        async with room(server, tmp_path) as stage:
            rows = [
                {"source": "herald", "key": f"/{n}", "mirror": M1, "url": "", "reason": "empty", "evidence": "",
                 "tries": 1, "first_seen": 0, "last_seen": 0}
                for n in range(10_000)
            ]  # fmt: skip
            stage.archive.call(lambda connection: connection.execute(quarantine.insert(), rows))
            assert (await stage.rebuild()).keys == 10_000

    asyncio.run(scene())


def test_processes_that_find_an_empty_index_make_it_once_and_all_use_it(server: Server, tmp_path: Path) -> None:
    (tmp_path / "config" / "sources").mkdir(parents=True)
    source = 'name = "Herald"\nmirrors = ["https://www.herald.example"]\nfeeds = ["/rss.xml"]\n'
    (tmp_path / "config" / "sources" / "herald.toml").write_text(source)
    configuration = load(tmp_path / "config", {})

    async def scene() -> None:
        async with room(server, tmp_path, sources=("herald",)) as stage, AsyncExitStack() as stack:
            for number in range(20):
                await stage.submit(f"/many/{number}", words(f"{number}m"))
            with plain(server) as client:
                client.flushall()
            processes = [Index.at(server.url) for _ in range(4)]
            for one in processes:
                stack.push_async_callback(one.close)
            made = await asyncio.gather(*(prepare_index(one, stage.archive, configuration) for one in processes))
            assert sum(each.whole for each in made) == 1
            for one in processes:
                assert None not in await look_up_keys(one, "herald", [f"/many/{number}" for number in range(20)])

    asyncio.run(scene())
