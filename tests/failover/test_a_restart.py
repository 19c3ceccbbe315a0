"""One server that begins anew is believed when it waits for its disk each time, and only then."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.canonical.known_key import Known
from crawler.index import keys
from crawler.index.embedded import EmbeddedIndex
from crawler.index.known_keys import look_up_keys, remember_keys
from crawler.index.slots import Pace, Slots
from crawler.model.errors import IndexUnavailable
from tests.desk.index_servers import DebianRedis, connected, kill, plain


class OncePerSecond(DebianRedis):
    """A server as it is installed, but for the file: what it acknowledged reaches the disk within a second."""

    def start(self) -> None:
        super().start()
        with plain(self) as client:
            client.config_set("appendfsync", "everysec")


def cut_power(server: DebianRedis, folder: Path, lost: int) -> None:
    """Kill a server, and take from its file what had not come to the disk."""
    kill(server)
    (file,) = (folder / "appendonlydir").glob("*.incr.aof")
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size - lost)


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[OncePerSecond]:
    try:
        subprocess.run(["redis-server", "--version"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("redis-server is not installed")
    server = OncePerSecond(tmp_path)
    server.start()
    yield server
    server.stop()


def test_an_index_on_one_server_imports_nothing_of_clusters() -> None:
    code = "import sys; from crawler.index.client import Index; Index.at('unix:///nowhere'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "crawler.index.servers" in done.stdout.split()
    assert "crawler.index.cluster_servers" not in done.stdout.split()


def test_a_restart_that_lost_its_last_second_is_seen(hasty: OncePerSecond, tmp_path: Path) -> None:
    async def scene() -> None:
        async with connected(hasty, "herald") as index:
            partitions = [*keys.posting_partitions(), *await index.list_own_partitions(), "s:herald"]
            await remember_keys(index, "herald", {"/1": Known(1)})
            with plain(hasty) as client:
                before = int(client.info("persistence")["aof_current_size"])
            await remember_keys(index, "herald", {"/2": Known(2)})
            with plain(hasty) as client:
                lost = int(client.info("persistence")["aof_current_size"]) - before
            cut_power(hasty, tmp_path, lost)
            hasty.start()
            with plain(hasty) as client:
                assert client.exists(keys.mark("s:herald")), "the mark stands, and says nothing of it"
            with pytest.raises(IndexUnavailable, match="began anew or was replaced"):
                await look_up_keys(index, "herald", ["/1", "/2"])
            with pytest.raises(IndexUnavailable, match="was replaced"):
                async with Slots(index).slot("m1.example", Pace(delay=1, concurrency=1, life=5)):
                    pytest.fail("a slot was granted by one who cannot know")
            assert not await index.adopt(partitions)
            assert set(index.lacking.doubtful) == set(partitions)

    asyncio.run(scene())


def test_a_server_that_waits_for_its_disk_is_believed_when_it_is_back(tmp_path: Path) -> None:
    async def scene(server: EmbeddedIndex) -> None:
        async with connected(server, "herald") as index:
            await remember_keys(index, "herald", {"/1": Known(1)})
            slots, pace = Slots(index), Pace(delay=0, concurrency=1, life=60)
            async with slots.slot("m1.example", pace):
                for end in (kill, EmbeddedIndex.stop):
                    end(server)
                    server.start()
                    assert await look_up_keys(index, "herald", ["/1", "/2"]) == [Known(1), None]
                async with slots.slot("m2.example", pace):
                    pass
            await slots.put_off("m3.example", 1)  # what was to be given back is told by then
        async with connected(server, "herald") as other:
            assert not other.lacking.all

    with EmbeddedIndex(tmp_path) as server:
        asyncio.run(scene(server))


def test_a_server_that_does_not_tell_how_it_writes_is_not_believed(hasty: OncePerSecond) -> None:
    async def scene() -> None:
        async with connected(hasty, "herald") as index:
            kill(hasty)
            DebianRedis.start(hasty)  # waits for its disk now
            with plain(hasty) as client:
                client.acl_setuser(
                    "default", enabled=True, nopass=True, keys=["*"], categories=["+@all"], commands=["-config"]
                )
            with pytest.raises(IndexUnavailable):
                await look_up_keys(index, "herald", ["/1"])

    asyncio.run(scene())
