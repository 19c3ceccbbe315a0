"""The index on a cluster is the index on a server: what was written is answered, and it lies evenly."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

import numpy as np
import pytest

from crawler.canonical.known_key import Known
from crawler.index import keys
from crawler.index.check_servers import check_servers
from crawler.index.client import Index
from crawler.index.index_size import measure_index
from crawler.index.known_keys import forget_keys, look_up_keys, remember_keys
from crawler.index.leases import hold_lease
from crawler.index.listing_states import ListingState, forget_listings, load_listing_states, save_listing_states
from crawler.index.packed_postings import Entry
from crawler.index.postings import Postings
from crawler.index.robots_cache import load_robots, load_robots_age, save_robots
from crawler.index.slot_scripts import TAKE
from crawler.index.slots import Pace, Slots
from crawler.model.errors import Refused
from crawler.network.robots import Robots
from tests.desk.cluster_nodes import ValkeyCluster
from tests.desk.index_servers import connected, plain

SOURCES = ("herald", "gazette", "tribune", "courier")
SKETCH = np.arange(64, dtype=np.uint64)
NOW = 1_800_000_000


def test_keys_postings_and_listings_are_answered_as_they_were_written(cluster: ValkeyCluster) -> None:
    async def scene() -> None:
        async with connected(cluster, *SOURCES) as index:
            for source in SOURCES:
                await remember_keys(index, source, {f"/{number}": Known(number + 1) for number in range(3000)})
                assert await look_up_keys(index, source, ["/0", "/2999", "/3000"]) == [Known(1), Known(3000), None]
                await forget_keys(index, source, ["/0"])
                assert await look_up_keys(index, source, ["/0"]) == [None]
            postings = Postings(index, 45)
            await index.execute(postings.publish_commands([Entry(7, SKETCH, 300, NOW)]), keys.posting_partitions())
            found = await postings.find([SKETCH], NOW)
            assert (found.revision.tolist(), found.shared.tolist()) == ([7], [64])
            await index.execute(postings.take_back_commands([Entry(7, SKETCH, 300, NOW)]), keys.posting_partitions())
            assert (await postings.find([SKETCH], NOW)).revision.tolist() == []
            size = await measure_index(index, SOURCES)
            assert (size.keys, size.entries) == (4 * 2999, 0)

    asyncio.run(scene())


def test_the_listings_of_one_source_are_forgotten_and_no_others(cluster: ValkeyCluster) -> None:
    async def scene() -> None:
        async with connected(cluster, *SOURCES) as index:
            urls = [f"https://m.example/{number}.xml" for number in range(20)]
            states = {url: ListingState(etag=b"a", digest=b"d" * 16) for url in urls}
            for source in SOURCES[:2]:
                await save_listing_states(index, source, states)
            await forget_listings(index, "herald")
            assert await load_listing_states(index, "herald", urls) == dict.fromkeys(urls, ListingState())
            assert await load_listing_states(index, "gazette", urls) == states

    asyncio.run(scene())


def test_leases_slots_and_robots_are_kept(cluster: ValkeyCluster) -> None:
    async def scene() -> None:
        async with connected(cluster, *SOURCES) as index, hold_lease(index, "herald", "me", 5, lost=lambda: None):
            with pytest.raises(Refused):
                async with hold_lease(index, "herald", "you", 5, lost=lambda: None):
                    pass
            slots, begun = Slots(index), time.monotonic()
            for _ in range(2):
                async with slots.slot("m1.example", Pace(delay=0.3, concurrency=1, life=5), beside=["192.0.2.7"]):
                    pass
            assert time.monotonic() - begun >= 0.3
            await save_robots(index, "https://m1.example", Robots(200, b"User-agent: *\nDisallow: /x\n"))
            assert await load_robots(index, "https://m1.example") is not None
            assert await load_robots_age(index, "https://m1.example") == 0

    asyncio.run(scene())


def test_one_who_asks_again_because_the_answer_got_lost_has_the_slot(cluster: ValkeyCluster) -> None:
    async def scene() -> None:
        async with connected(cluster) as index:
            name, pace = keys.slots("m1.example"), (500, 1)
            (first,) = await index.execute([("EVAL", TAKE, 1, name, *pace, "me", 5000, "")], [])
            (again,) = await index.execute([("EVAL", TAKE, 1, name, *pace, "me", 5000, "")], [])
            (other,) = await index.execute([("EVAL", TAKE, 1, name, *pace, "you", 5000, "")], [])
            assert (first, again) == (b"granted", b"granted")
            assert isinstance(other, int), "a number of milliseconds to wait"
            assert other != 0, "what is nothing is sent again by a cluster's client"

    asyncio.run(scene())


def test_every_primary_has_its_share_of_the_postings(cluster: ValkeyCluster) -> None:
    owners = Counter(cluster.primary_of(keys.hash_slot(name)).port for name in keys.posting_partitions())
    assert len(owners) == 3
    assert max(owners.values()) - min(owners.values()) <= 1


def test_emptying_takes_our_keys_alone_from_every_primary(cluster: ValkeyCluster) -> None:
    async def scene() -> None:
        async with connected(cluster, *SOURCES) as index:
            await remember_keys(index, "herald", {"/1": Known(1)})
            await index.empty()

    with plain(cluster) as client:
        client.set("somebody else's", "value", ex=60)
        asyncio.run(scene())
        assert [key.decode() for key in client.scan_iter("*")] == ["somebody else's"]


def test_an_installations_prefix_stands_before_its_keys(cluster: ValkeyCluster) -> None:
    async def scene() -> None:
        index = Index.at(cluster.url, "paper")
        try:
            await index.mark([keys.source_partition("herald")])
            await remember_keys(index, "herald", {"/1": Known(1)})
        finally:
            await index.close()

    asyncio.run(scene())
    with plain(cluster) as client:
        assert {key.decode().partition(":")[0] for key in client.scan_iter("*")} == {"paper"}


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("maxmemory-policy", "allkeys-lru", "drops keys when its memory is full"),
        ("appendonly", "no", "keeps no append-only file"),
        ("min-replicas-to-write", "0", "takes writes though no replica has them"),
        ("min-replicas-max-lag", "60", "takes writes for 60 s while its replicas are silent"),
    ],
)
def test_one_primary_that_is_set_otherwise_is_refused_by_name(
    cluster: ValkeyCluster, setting: str, value: str, told: str
) -> None:
    odd = cluster.primaries()[1]
    before = odd.ask("CONFIG", "GET", setting)
    right = before[setting] if isinstance(before, dict) else before[1]

    async def scene() -> None:
        async with connected(cluster) as index:
            check_servers(index.name, await index.facts())
            odd.ask("CONFIG", "SET", setting, value)
            with pytest.raises(Refused, match=told) as failure:
                check_servers(index.name, await index.facts())
            assert f":{odd.port} of " in str(failure.value.where)
            assert failure.value.cure.startswith("Set ")

    try:
        asyncio.run(scene())
    finally:
        odd.ask("CONFIG", "SET", setting, right)
