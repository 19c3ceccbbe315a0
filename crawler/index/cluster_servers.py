"""The primaries of a Redis Cluster. Nobody imports this on one server.

What a failover costs is waited for here: commands are all sent again, for about as long as one takes. redis-py's own
retry is not used: it sends again what was answered with nothing, and leaves the mark that was read before.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from itertools import count
from typing import Any, TypeVar

from redis import exceptions
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.connection import SSLConnection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisClusterException, RedisError, ResponseError

from crawler.index import keys
from crawler.index.servers import Command, Told, load_config, without_password
from crawler.settings.cluster_url import parse_cluster_url

log = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds for which commands that a failing server did not answer are sent again."""

AGAIN = 0.1
"""Seconds between two of these tries."""

ANSWER = 2.0
"""Seconds that a node has for an answer; one that is frozen is known by it, and its replica takes over meanwhile."""

_PASSING = (
    exceptions.AskError,
    exceptions.ClusterDownError,
    exceptions.ClusterError,
    exceptions.ConnectionError,
    exceptions.MasterDownError,
    exceptions.MovedError,
    OSError,
    exceptions.ReadOnlyError,
    exceptions.RedisClusterException,
    exceptions.SlotNotCoveredError,
    exceptions.TimeoutError,
    exceptions.TryAgainError,
)
"""What a failover looks like from outside."""


class ClusterServers:
    """A cluster by URL: ``redis+cluster://`` or ``rediss+cluster://``, with some nodes of it."""

    one = False

    def __init__(self, url: str, prefix: str) -> None:
        parsed = parse_cluster_url(url)
        words: dict[str, Any] = dict(parse_url(parsed.first))
        for name in ("host", "port", "db"):
            words.pop(name, None)
        if words.pop("connection_class", None) is SSLConnection:
            words["ssl"] = True
        self.name = without_password(url)
        self._prefix = prefix
        self._client = RedisCluster(
            startup_nodes=[ClusterNode(host, port) for host, port in parsed.nodes],
            retry=Retry(NoBackoff(), 0),
            socket_timeout=ANSWER,
            socket_connect_timeout=ANSWER,
            **words,
        )
        self._looking = asyncio.Lock()
        self._looked = 0.0

    async def send(self, commands: Sequence[Command]) -> list[Any]:
        prepared = [[self._named(word) for word in command] for command in commands]

        async def once() -> list[Any]:
            async with self._client.pipeline() as pipe:
                for command in prepared:
                    pipe.execute_command(*command)
                return await pipe.execute()

        return await self._patiently(once)

    def _named(self, word: Any) -> Any:
        return word.under(self._prefix) if isinstance(word, keys.Key) else word

    async def list_own_partitions(self) -> list[str]:
        return list((await self._patiently(self._primaries)).values())

    async def _primaries(self) -> dict[str, str]:
        """Each primary that has slots: its name, and a partition that lies there."""
        await self._client.initialize()
        slots = self._client.nodes_manager.slots_cache
        wanted = {nodes[0].name for nodes in slots.values()}
        found: dict[str, str] = {}
        for number in count():
            partition = keys.primary_partition(number)
            found.setdefault(slots[keys.hash_slot(partition)][0].name, partition)
            if len(found) == len(wanted):
                return found
        raise AssertionError

    async def ask_each(self, *settings: str) -> list[Told]:
        async def once() -> list[Told]:
            told = []
            for name in sorted(await self._primaries()):
                node = self._client.get_node(node_name=name)
                info = await self._client.info(target_nodes=node)
                told.append(Told(name, info, await load_config(self._client, settings, target_nodes=node)))
            return told

        return await self._patiently(once)

    async def scan(self, pattern: keys.Key) -> AsyncIterator[bytes]:
        await self._client.initialize()
        async for key in self._client.scan_iter(self._named(pattern), count=1000):
            yield key

    async def close(self) -> None:
        await self._client.aclose()

    async def _patiently(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Try, and while a failover seems to be under way, try again with what is known of the cluster by then."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        while True:
            try:
                return await attempt()
            except (*_PASSING, ResponseError) as error:
                if loop.time() > until or not _passes(error):
                    if isinstance(error, RedisClusterException):  # it is no RedisError
                        raise exceptions.ConnectionError(str(error)) from error
                    raise
            await asyncio.sleep(AGAIN)
            await self._look_again()

    async def _look_again(self) -> None:
        """Ask which primary has which slots, once for all who wait for it."""
        loop = asyncio.get_running_loop()
        async with self._looking:
            if loop.time() - self._looked < AGAIN:
                return
            try:
                await self._client.nodes_manager.initialize()
            except (RedisError, RedisClusterException, OSError) as error:
                log.debug("the cluster did not tell who has which slots: %s", error)
            self._looked = loop.time()


def _passes(error: Exception) -> bool:
    """Say whether an error is one that a failover brings and takes away.

    >>> _passes(ResponseError("NOREPLICAS Not enough good replicas to write.")), _passes(ResponseError("OOM"))
    (True, False)
    """
    return isinstance(error, _PASSING) or "NOREPLICAS" in str(error)
