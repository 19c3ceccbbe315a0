"""Where the index stands: one server here, and what it has in common with a cluster (``cluster_servers``)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from redis import asyncio as redis
from redis.asyncio.connection import Encoder  # type: ignore[attr-defined]  # what a connection is made with
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import ResponseError

from crawler.index import keys

Command = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a primary says of itself.

    :ivar name: its address; of one server, its URL
    :ivar info: the answer of INFO
    :ivar config: the settings asked for; empty where the server tells them to nobody
    """

    name: str
    info: dict[str, Any]
    config: dict[str, str]


class Servers(Protocol):
    """One server, or the primaries of a cluster.

    :ivar name: its URL, without the password
    :ivar one: whether it is one server: all keys are in one place
    """

    name: str
    one: bool

    async def send(self, commands: Sequence[Command]) -> list[Any]:
        """Send commands in one round trip: those of one partition are carried out in their order.

        :raises RedisError, OSError: when a server fails, or refuses one of them
        """

    async def list_own_partitions(self) -> list[str]:
        """For each primary a partition that lies there (``keys.primary_partition``)."""

    async def ask_each(self, *settings: str) -> list[Told]:
        """What each primary says of itself, and of its settings."""

    def scan(self, pattern: keys.Key) -> AsyncIterator[bytes]:
        """All keys with a pattern, on all primaries."""

    async def close(self) -> None:
        """Close the connections."""


class _PrefixEncoder(Encoder):
    """Writes commands with the installation's prefix on every key: the one seam that all of them pass."""

    def __init__(self, prefix: str, *words: Any) -> None:
        super().__init__(*words)  # type: ignore[no-untyped-call]
        self._prefix = prefix

    def encode(self, value: Any) -> Any:
        named = value.under(self._prefix) if isinstance(value, keys.Key) else value
        return super().encode(named)  # type: ignore[no-untyped-call]


class OneServer:
    """A server by URL: ``redis://``, ``rediss://`` or ``unix://``; one retry, then an error."""

    one = True

    def __init__(self, url: str, prefix: str) -> None:
        encoder = partial(_PrefixEncoder, prefix)
        retry = Retry(ConstantBackoff(0.1), 1)
        self.name = without_password(url)
        self._client = redis.Redis.from_url(
            url, socket_timeout=5, socket_connect_timeout=3, retry=retry, encoder_class=encoder
        )

    async def send(self, commands: Sequence[Command]) -> list[Any]:
        async with self._client.pipeline(transaction=False) as pipe:
            for command in commands:
                pipe.execute_command(*command)
            return await pipe.execute()

    async def list_own_partitions(self) -> list[str]:
        return [keys.primary_partition(0)]

    async def ask_each(self, *settings: str) -> list[Told]:
        info: dict[str, Any] = await self._client.info()
        return [Told(self.name, info, await load_config(self._client, settings))]

    def scan(self, pattern: keys.Key) -> AsyncIterator[bytes]:
        return self._client.scan_iter(pattern, count=1000)

    async def close(self) -> None:
        await self._client.aclose()


async def load_config(client: Any, settings: Sequence[str], **where: Any) -> dict[str, str]:
    """Load settings of a server; none where it refuses to tell them."""
    found: dict[str, str] = {}
    try:
        for name in settings:
            found |= await client.config_get(name, **where)
    except ResponseError:
        return {}
    return found


def without_password(url: str) -> str:
    """A URL that may be shown.

    >>> without_password("redis://:word@10.0.0.7:6379/0")
    'redis://10.0.0.7:6379/0'
    """
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
