"""A failover loses nothing unseen: what a primary's successor may lack is not believed, and made anew, that alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from crawler.canonical.known_key import Known
from crawler.index import keys
from crawler.index.building import begin_building, end_building
from crawler.index.client import Index
from crawler.index.known_keys import look_up_keys, remember_keys
from crawler.index.slots import Pace, Slots
from crawler.maintenance.rebuild_index import rebuild_partitions
from crawler.model.errors import IndexUnavailable
from crawler.settings import Configuration, load
from scheduler.service.services import prepare_index
from tests.desk.cluster_nodes import Node, ValkeyCluster
from tests.desk.fetched_pages import words
from tests.desk.index_servers import connected, plain
from tests.desk.judging_rooms import AT, NEAR, Room, kind, room

SOURCES = tuple(f"paper{number}" for number in range(12))
"""Enough that each primary has some."""

SETTINGS = '[network]\ncontact = "tests"\ntimeout = 1.0\n'


def configured(folder: Path) -> Configuration:
    (folder / "config" / "sources").mkdir(parents=True)
    (folder / "config" / "mirrorfold.toml").write_text(SETTINGS)
    for name in SOURCES:
        source = f'name = "{name}"\nmirrors = ["https://{name}.example"]\nfeeds = ["/rss.xml"]\n'
        (folder / "config" / "sources" / f"{name}.toml").write_text(source)
    return load(folder / "config", {})


def primary_of(cluster: ValkeyCluster, source: str) -> Node:
    return cluster.primary_of(keys.hash_slot(keys.source_partition(source)))


def fail_over(cluster: ValkeyCluster, primary: Node, *, lagging: bool = False) -> Node:
    """Kill a primary; its replica takes over.

    :param lagging: the replica was frozen, and has nothing of what was written since
    """
    replica = next(node for node in cluster.nodes if node.frozen) if lagging else cluster.replica_of(primary)
    primary.kill()
    if lagging:
        replica.thaw()
    cluster.wait_promoted(replica)
    return replica


def marks(cluster: ValkeyCluster, sources: Iterable[str]) -> dict[str, str]:
    """The build that each source's mark names."""
    with plain(cluster) as client:
        found = {name: client.get(keys.mark(keys.source_partition(name))) for name in sources}
    return {name: (mark or b"::").decode().split(":")[1] for name, mark in found.items()}


@asynccontextmanager
async def judged(cluster: ValkeyCluster, folder: Path) -> AsyncIterator[Room]:
    """A room with an article in each source."""
    async with room(cluster, folder, sources=SOURCES) as stage:
        await prepare_index(stage.index, stage.archive, configured(folder), take_over=True)
        for name in SOURCES:
            await stage.submit("/1", words(name, 100), source=name)
        yield stage


@pytest.mark.slow
def test_of_a_shard_that_failed_over_nothing_is_called_unknown_and_the_others_serve_on(cluster: ValkeyCluster) -> None:
    async def scene() -> None:
        async with connected(cluster, *SOURCES) as index:
            for name in SOURCES:
                await remember_keys(index, name, {"/1": Known(1)})
            gone = primary_of(cluster, SOURCES[0])
            there = {name for name in SOURCES if primary_of(cluster, name) is gone}
            assert 0 < len(there) < len(SOURCES)
            fail_over(cluster, gone)
            for name in SOURCES:
                if name in there:
                    with pytest.raises(IndexUnavailable, match="began anew or was replaced"):
                        await look_up_keys(index, name, ["/1"])
                else:
                    assert await look_up_keys(index, name, ["/1"]) == [Known(1)]

    asyncio.run(scene())


@pytest.mark.slow
def test_a_call_under_way_rides_out_the_failover(cluster: ValkeyCluster) -> None:
    async def scene() -> None:
        async with connected(cluster, *SOURCES) as index:
            gone = primary_of(cluster, SOURCES[0])
            other = next(name for name in SOURCES if primary_of(cluster, name) is not gone)
            gone.kill()
            began = time.monotonic()
            await remember_keys(index, other, {"/1": Known(1)})
            assert time.monotonic() - began < 1
            await index.ask("SET", keys.robots(f"{SOURCES[0]}.example"), "x", "EX", 60)
            await index.try_to_write()
            assert time.monotonic() - began < 5

    for node in cluster.nodes:  # a primary whose only replica was promoted has none until the killed one is back
        node.ask("CONFIG", "SET", "min-replicas-to-write", "0")
    try:
        asyncio.run(scene())
    finally:
        cluster.start()
        for node in cluster.nodes:
            node.ask("CONFIG", "SET", "min-replicas-to-write", "1")


@pytest.mark.slow
def test_what_a_lagging_replica_lacks_is_made_anew_in_its_shard_alone(cluster: ValkeyCluster, tmp_path: Path) -> None:
    async def scene() -> None:
        configuration = configured(tmp_path / "other")
        async with judged(cluster, tmp_path) as stage:
            gone = primary_of(cluster, SOURCES[0])
            cluster.replica_of(gone).freeze_behind(gone)
            for name in SOURCES:
                await stage.submit("/2", words(f"{name} later", 100), source=name)
            there = {name for name in SOURCES if primary_of(cluster, name) is gone}
            before = marks(cluster, SOURCES)
            fail_over(cluster, gone, lagging=True)
            with plain(cluster) as client:
                lost = [name for name in there if client.hget(keys.known(name), "n") != b"2"]
            assert lost, "the replica had all: nothing was tried"
            gone.start()
            cluster.wait_whole()
            made = await prepare_index(stage.index, stage.archive, configuration)
            assert 0 < made.partitions < made.of
            for name in SOURCES:
                assert None not in await look_up_keys(stage.index, name, ["/1", "/2"])
            after = marks(cluster, SOURCES)
            assert {name for name in SOURCES if before[name] != after[name]} == there
            copy = words(f"{SOURCES[0]} later", 95) + " " + words("b", 5)
            assert kind(await stage.submit("/copy", copy, source=SOURCES[1])) == "near_duplicate"
            # nobody had made anything meanwhile, and nobody finds anything to make now
            assert not (await prepare_index(stage.index, stage.archive, configuration)).partitions

    asyncio.run(scene())


@pytest.mark.slow
def test_a_primary_that_comes_back_with_an_empty_disk_is_filled_from_the_archive(
    cluster: ValkeyCluster, tmp_path: Path
) -> None:
    async def scene() -> None:
        configuration = configured(tmp_path / "other")
        async with judged(cluster, tmp_path) as stage:
            gone = primary_of(cluster, SOURCES[0])
            gone.kill()
            gone.lose_data()
            gone.start()
            cluster.wait_whole()
            with pytest.raises(IndexUnavailable):
                await look_up_keys(stage.index, SOURCES[0], ["/1"])
            made = await prepare_index(stage.index, stage.archive, configuration)
            assert 0 < made.partitions < made.of
            for name in SOURCES:
                assert None not in await look_up_keys(stage.index, name, ["/1"])

    asyncio.run(scene())


@pytest.mark.slow
def test_hosts_whose_slots_a_failover_may_have_lost_rest_before_they_are_asked(
    cluster: ValkeyCluster, tmp_path: Path
) -> None:
    async def scene() -> None:
        configuration = configured(tmp_path / "other")
        pace = Pace(delay=0.0, concurrency=1, life=5)
        async with judged(cluster, tmp_path) as stage:
            slots = Slots(stage.index)
            host = next(
                name
                for name in (f"m{number}.example" for number in range(99))
                if _owner(cluster, name) is primary_of(cluster, SOURCES[0])
            )
            async with slots.slot(host, pace):
                gone = primary_of(cluster, SOURCES[0])
                fail_over(cluster, gone)
                gone.start()
                cluster.wait_whole()
                with pytest.raises(IndexUnavailable, match="may not know who was asked last"):
                    async with slots.slot(host, pace):
                        pytest.fail("a slot was granted by one who cannot know")
            await prepare_index(stage.index, stage.archive, configuration)
            made = time.monotonic()
            async with slots.slot(host, pace):
                waited = time.monotonic() - made
            assert 0.7 < waited < 3, "the longest that a request may take"

    asyncio.run(scene())


def _owner(cluster: ValkeyCluster, host: str) -> Node:
    return cluster.primary_of(keys.hash_slot(f"h:{host}"))


def test_of_two_who_build_one_part_the_first_cannot_end_it(cluster: ValkeyCluster) -> None:
    async def scene() -> None:
        async with connected(cluster, *SOURCES) as one, connected(cluster, *SOURCES) as other:
            partition = keys.source_partition(SOURCES[0])
            await begin_building(one, [partition], "1" * 16)
            await begin_building(other, [partition], "2" * 16)
            with pytest.raises(IndexUnavailable, match="while it was made anew"):
                await end_building(one, [partition], "1" * 16)
            with pytest.raises(IndexUnavailable):
                await look_up_keys(one, SOURCES[0], ["/1"])
            await end_building(other, [partition], "2" * 16)
            assert await look_up_keys(other, SOURCES[0], ["/1"]) == [None]

    asyncio.run(scene())


@pytest.mark.slow
def test_a_building_that_a_failover_cut_through_is_not_ended(cluster: ValkeyCluster, tmp_path: Path) -> None:
    async def scene() -> None:
        async with judged(cluster, tmp_path) as stage:
            partition = keys.source_partition(SOURCES[0])
            await begin_building(stage.index, [partition], "1" * 16)
            gone = primary_of(cluster, SOURCES[0])
            fail_over(cluster, gone)
            gone.start()
            cluster.wait_whole()
            with pytest.raises(IndexUnavailable):
                await end_building(stage.index, [partition], "1" * 16)
            await rebuild_partitions(stage.archive, stage.index, NEAR, [partition], AT)
            assert None not in await look_up_keys(stage.index, SOURCES[0], ["/1"])

    asyncio.run(scene())


def test_a_cluster_that_cannot_be_reached_is_told_without_its_password() -> None:
    async def scene() -> None:
        index = Index.at("redis+cluster://reader:sesame@127.0.0.1:1,127.0.0.1:2")
        with pytest.raises(IndexUnavailable, match="does not answer") as failure:
            await index.facts()
        await index.close()
        assert "sesame" not in str(failure.value)
        assert "127.0.0.1:1,127.0.0.1:2" in str(failure.value.where)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crawler.index.cluster_servers.PATIENCE", 0.2)
        asyncio.run(scene())
