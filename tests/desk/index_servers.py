"""Real servers for the index: the embedded Valkey and, where it is installed, Debian's redis-server."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import redis
from redis.cluster import ClusterNode

from crawler.index import keys
from crawler.index.client import Index
from crawler.index.embedded import EmbeddedIndex
from crawler.settings.cluster_url import names_cluster, parse_cluster_url

T = TypeVar("T")


def wait_until(predicate: Callable[[], bool], *, description: str, seconds: float = 15) -> None:
    """Wait for a condition; fail with what was waited for."""
    end = time.monotonic() + seconds
    while not predicate():
        assert time.monotonic() < end, f"not within {seconds:g} s: {description}"
        time.sleep(0.005)


async def until(predicate: Callable[[], bool], *, description: str, seconds: float = 15) -> None:
    """``wait_until`` inside an event loop."""
    end = time.monotonic() + seconds
    while not predicate():
        assert time.monotonic() < end, f"not within {seconds:g} s: {description}"
        await asyncio.sleep(0.005)


class Server(Protocol):
    """What the tests need of a server."""

    @property
    def url(self) -> str: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


class DebianRedis:
    """``redis-server`` on a unix socket, set as the embedded server is: append-only file on, nothing evicted."""

    def __init__(self, state: Path) -> None:
        self._folder = state
        self._socket = state / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        self.stop()
        options = {"port": "0", "unixsocket": str(self._socket), "dir": str(self._folder), "save": ""}
        options |= {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
        options |= {"logfile": str(self._folder / "redis.log")}
        self._socket.unlink(missing_ok=True)
        command = ["redis-server", *(part for name, value in options.items() for part in (f"--{name}", value))]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(lambda: answers(self), description="redis-server answers")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


def kinds() -> dict[str, Callable[[Path], Server] | None]:
    """Name of a kind of server → how it is made; None where it is not installed."""
    return {"valkey": EmbeddedIndex, "redis": DebianRedis if shutil.which("redis-server") else None}


def plain(server: Server) -> redis.Redis:
    """A blocking client that tells what stands in the server, or in all of a cluster."""
    if not names_cluster(server.url):
        return redis.Redis.from_url(server.url)
    nodes = [ClusterNode(host, port) for host, port in parse_cluster_url(server.url).nodes]
    return redis.RedisCluster(startup_nodes=nodes)  # type: ignore[return-value]  # it answers what is asked here alike


def answers(server: Server) -> bool:
    with plain(server) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def kill(server: Server) -> None:
    """kill -9: nothing is written any more."""
    with plain(server) as client:
        pid = int(client.info("server")["process_id"])
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not answers(server), description="the killed server is gone")


def lifetimes(server: Server) -> dict[str, int]:
    """Every key with the seconds it has to live; -1: forever."""
    with plain(server) as client:
        return {key.decode(): client.ttl(key) for key in client.scan_iter("*")}


@asynccontextmanager
async def connected(server: Server, *sources: str) -> AsyncIterator[Index]:
    """An index whose postings and sources are marked: its answers count."""
    index = Index.at(server.url)
    try:
        own = await index.list_own_partitions()
        partitions = [*keys.posting_partitions(), *own, *map(keys.source_partition, sources)]
        if not await index.adopt(partitions):
            await index.mark(partitions)
        yield index
    finally:
        await index.close()


def asked(server: Server, question: Callable[[Index], Awaitable[T]], sources: Iterable[str] = ("herald",)) -> T:
    """Ask the index one thing, in an event loop of its own."""

    async def ask() -> T:
        async with connected(server, *sources) as index:
            return await question(index)

    return asyncio.run(ask())
