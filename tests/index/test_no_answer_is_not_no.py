"""A lookup that can fail never answers "no": not without the server, not with an emptied one, not with another's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest

from crawler.canonical.known_key import Known
from crawler.index import keys
from crawler.index import listing_states as listings
from crawler.index.client import Index
from crawler.index.known_keys import look_up_keys, remember_keys
from crawler.index.listing_states import ListingState
from crawler.index.packed_postings import Entry
from crawler.index.postings import Postings
from crawler.index.slots import Pace, Slots
from crawler.model.errors import IndexUnavailable
from tests.desk.index_servers import Server, connected, plain

SKETCH = np.arange(20, dtype=np.uint64)
NOW = 1_800_000_000
LISTING = "https://m1.example/rss.xml"


async def _known(index: Index) -> object:
    return await look_up_keys(index, "herald", ["/1"])


async def _postings(index: Index) -> object:
    return (await Postings(index, 45).find([SKETCH], NOW)).shared.tolist()


async def _listings(index: Index) -> object:
    return await listings.load_listing_states(index, "herald", [LISTING])


LOOKUPS = {"known keys": _known, "postings": _postings, "listings": _listings}

Lookup = Callable[[Index], Awaitable[object]]


def every_lookup(test: Callable[..., None]) -> Any:
    return pytest.mark.parametrize("lookup", LOOKUPS.values(), ids=list(LOOKUPS))(test)


async def fill(index: Index) -> None:
    await remember_keys(index, "herald", {"/1": Known(1)})
    await index.execute(Postings(index, 45).publish_commands([Entry(1, SKETCH, 300, NOW)]), keys.posting_partitions())
    await listings.save_listing_states(
        index, "herald", {LISTING: ListingState(etag=b'"a"', digest=b"d" * 16, sightings=(3, 5))}
    )


@every_lookup
def test_a_filled_index_answers(server: Server, lookup: Lookup) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            empty = await lookup(index)
            await fill(index)
            assert await lookup(index) != empty

    asyncio.run(scenario())


@every_lookup
def test_an_emptied_server_is_unavailable(server: Server, lookup: Lookup) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            await fill(index)
            with plain(server) as client:
                client.flushall()
            with pytest.raises(IndexUnavailable, match="emptied or rebuilt"):
                await lookup(index)

    asyncio.run(scenario())


@every_lookup
def test_an_index_that_somebody_else_rebuilt_is_unavailable(server: Server, lookup: Lookup) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index, connected(server, "herald") as other:
            await fill(index)
            await other.mark([*keys.posting_partitions(), keys.source_partition("herald")])
            with pytest.raises(IndexUnavailable, match="emptied or rebuilt"):
                await lookup(index)

    asyncio.run(scenario())


@every_lookup
def test_without_a_server_the_index_is_unavailable(mortal_server: Server, lookup: Lookup) -> None:
    async def scenario() -> None:
        async with connected(mortal_server, "herald") as index:
            await fill(index)
            mortal_server.stop()
            with pytest.raises(IndexUnavailable, match="does not answer") as failure:
                await lookup(index)
        assert mortal_server.url in failure.value.where
        assert "Nothing is lost" in failure.value.cure

    asyncio.run(scenario())


def test_without_a_server_no_request_may_start(mortal_server: Server) -> None:
    async def scenario() -> None:
        async with connected(mortal_server) as index:
            mortal_server.stop()
            with pytest.raises(IndexUnavailable):
                async with Slots(index).slot("m1.example", Pace(delay=0, concurrency=1, life=1)):
                    pytest.fail("a slot was granted by nobody")

    asyncio.run(scenario())


def test_a_source_that_was_never_marked_is_unavailable(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            with pytest.raises(IndexUnavailable):
                await look_up_keys(index, "gazette", ["/1"])

    asyncio.run(scenario())


def test_a_write_to_an_emptied_server_is_not_taken_for_acknowledged(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            with plain(server) as client:
                client.flushall()
            with pytest.raises(IndexUnavailable):
                await remember_keys(index, "herald", {"/1": Known(1)})

    asyncio.run(scenario())


def test_a_server_without_room_is_unavailable_until_it_has_some(server: Server) -> None:
    async def scenario(full: Any) -> None:
        async with connected(server, "herald") as index:
            await fill(index)
            full.config_set("maxmemory", 1)
            with pytest.raises(IndexUnavailable, match="not allowed when used memory"):
                await remember_keys(index, "herald", {"/2": Known(2)})
            full.config_set("maxmemory", 0)
            assert await look_up_keys(index, "herald", ["/1", "/2"]) == [Known(1), None]

    with plain(server) as client:
        try:
            asyncio.run(scenario(client))
        finally:
            client.config_set("maxmemory", 0)


def test_of_half_an_index_that_half_is_taken_over_and_the_other_does_not_answer(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            await fill(index)
            with plain(server) as client:
                client.delete(keys.mark(keys.posting_partition(3)))
            assert not await index.adopt([*keys.posting_partitions(), keys.source_partition("herald")])
            assert index.lacking.missing == (keys.posting_partition(3),)
            with pytest.raises(IndexUnavailable):
                await _postings(index)
            assert await look_up_keys(index, "herald", ["/1"]) == [Known(1)]

    asyncio.run(scenario())


def test_an_index_of_an_earlier_layout_is_not_taken_over(server: Server) -> None:
    async def scenario() -> None:
        index = Index.at(server.url)
        with plain(server) as client:
            for partition in keys.posting_partitions():
                client.set(f"mf:{{{partition}}}:generation", "0123456789abcdef", ex=100)
        assert not await index.adopt(keys.posting_partitions())
        await index.close()

    asyncio.run(scenario())


def test_a_complete_index_is_taken_over_by_the_next_process(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            await fill(index)
        next_index = Index.at(server.url)
        try:
            assert await next_index.adopt([*keys.posting_partitions(), keys.source_partition("herald")])
            assert await look_up_keys(next_index, "herald", ["/1"]) == [Known(1)]
        finally:
            await next_index.close()

    asyncio.run(scenario())


def test_a_source_that_is_new_is_marked_without_touching_the_others(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            await fill(index)
            await index.mark_missing([keys.source_partition("herald"), keys.source_partition("gazette")])
            assert await look_up_keys(index, "gazette", ["/1"]) == [None]
            assert await look_up_keys(index, "herald", ["/1"]) == [Known(1)]

    asyncio.run(scenario())


def test_emptying_takes_only_our_keys_and_leaves_politeness_and_leases(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            await fill(index)
            await Slots(index).put_off("m1.example", 60)
            with plain(server) as client:
                client.set(keys.lease("herald"), "holder", ex=60)
                client.set("somebody else's", "value", ex=60)
                await index.empty()
                left = {key.decode() for key in client.keys("*")}
        assert left == {keys.slots("m1.example"), keys.lease("herald"), "somebody else's"}

    asyncio.run(scenario())


def test_the_servers_password_stands_in_no_message() -> None:
    async def scenario() -> None:
        index = Index.at("redis://reader:sesame@127.0.0.1:1/0")
        with pytest.raises(IndexUnavailable) as failure:
            await index.facts()
        await index.close()
        assert "sesame" not in str(failure.value)

    asyncio.run(scenario())


def test_the_server_tells_what_it_is(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            facts = await index.facts()
        assert (facts["policy"], facts["appendonly"]) == ("noeviction", "yes")
        assert facts["server"].split()[0] in {"Valkey", "Redis"}
        assert facts["memory"] > 0

    asyncio.run(scenario())
