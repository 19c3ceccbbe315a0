"""The one connection to Redis, and the seam where its errors get a sentence."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from redis import asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisError

from crawler.index import keys
from crawler.model.errors import IndexUnavailable

Pipeline = redis.client.Pipeline

CURE = "Nothing is lost: what was fetched stands in the archive. Start the server and run the crawl again"


class Index:
    """A connected index. ``generation`` is what its marks must say for an answer to count."""

    def __init__(self, client: redis.Redis, name: str) -> None:
        self._client = client
        self.name = name
        self.generation: str | None = None

    @classmethod
    def at(cls, url: str) -> Index:
        """Connect (lazily) to a server by URL: ``redis://``, ``rediss://`` or ``unix://``; one retry, then an error."""
        retry = Retry(ConstantBackoff(0.1), 1)
        client = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=3, retry=retry)
        return cls(client, _without_password(url))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    @asynccontextmanager
    async def errors(self) -> AsyncIterator[redis.Redis]:
        """Give the client; what goes wrong with it becomes ``IndexUnavailable``."""
        try:
            yield self._client
        except (RedisError, OSError) as error:
            raise IndexUnavailable(f"The index does not answer: {_cause(error)}", where=self.name, cure=CURE) from error

    async def execute(self, commands: Sequence[Sequence[Any]], partitions: Sequence[str]) -> list[Any]:
        """Send commands in one round trip and read the marks of their partitions along, after them.

        :returns: the commands' answers
        :raises IndexUnavailable: when the server fails, refuses one of them, or a mark is absent or another one
        """
        async with self.errors() as client, client.pipeline(transaction=False) as pipe:
            for command in commands:
                pipe.execute_command(*command)
            for partition in partitions:
                pipe.get(keys.generation(partition))
            answers = await pipe.execute()
        marks = answers[len(commands) :]
        if any(mark is None or mark.decode() != self.generation for mark in marks):
            raise IndexUnavailable(
                "The index was emptied or rebuilt under way: it cannot say what is known",
                where=self.name,
                cure="Run mirrorfold reindex, then the crawl again",
            )
        return answers[: len(commands)]

    async def adopt(self, partitions: Sequence[str]) -> bool:
        """Take over the generation that stands in the index; False when not all of some partitions bear its mark."""
        async with self.errors() as client, client.pipeline(transaction=False) as pipe:
            for partition in partitions:
                pipe.get(keys.generation(partition))
            marks = {mark.decode() if mark else None for mark in await pipe.execute()}
        self.generation = marks.pop() if len(marks) == 1 else None
        return self.generation is not None

    async def try_to_write(self) -> None:
        """See whether the server takes writes: one that is full, read-only or cannot save still answers questions.

        :raises IndexUnavailable: when it does not
        """
        async with self.errors() as client:
            await client.set(keys.probe(), "", ex=60)

    async def facts(self) -> dict[str, Any]:
        """What the server says of itself: name and version, bytes of memory, eviction policy, append-only file.

        :raises IndexUnavailable: when it does not answer
        """
        async with self.errors() as client:
            info: dict[str, Any] = await client.info()
        name = f"Valkey {info['valkey_version']}" if "valkey_version" in info else f"Redis {info['redis_version']}"
        return {
            "server": name,
            "memory": int(info.get("used_memory", 0)),
            "policy": info.get("maxmemory_policy"),
            "appendonly": "yes" if info.get("aof_enabled") else "no",
        }

    async def empty(self) -> None:
        """Delete Mirrorfold's keys, and only these; leases and politeness slots run out by themselves."""
        async with self.errors() as client:
            doomed: list[bytes] = []
            async for key in client.scan_iter(f"{keys.PREFIX}:*", count=1000):
                if not keys.outlives_rebuilding(key.decode()):
                    doomed.append(key)
                if len(doomed) == 1000:
                    await client.unlink(*doomed)
                    doomed.clear()
            if doomed:
                await client.unlink(*doomed)

    async def mark(self, partitions: Sequence[str], *, anew: bool = False) -> None:
        """Put the generation's mark on partitions: from now on their answers count.

        :param anew: begin a new generation
        """
        if anew or self.generation is None:
            self.generation = secrets.token_hex(8)
        async with self.errors() as client, client.pipeline(transaction=False) as pipe:
            for partition in partitions:
                pipe.set(keys.generation(partition), self.generation, ex=keys.FOREVER)
            await pipe.execute()

    async def mark_missing(self, partitions: Sequence[str]) -> None:
        """Mark partitions that have no mark because nothing was ever written to them."""
        async with self.errors() as client, client.pipeline(transaction=False) as pipe:
            for partition in partitions:
                pipe.set(keys.generation(partition), self.generation or "", ex=keys.FOREVER, nx=True)
            await pipe.execute()


def find_open_host(url: str) -> str | None:
    """The host of a server beyond this machine that asks nobody who he is; None where whoever reaches it is known.

    >>> find_open_host("redis://10.0.0.7:6379/0")
    '10.0.0.7'
    >>> find_open_host("redis://127.0.0.1:6379/0"), find_open_host("redis://:word@10.0.0.7:6379/0"), find_open_host("unix:///a.sock")
    (None, None, None)
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    here = parts.scheme in ("", "unix") or host in ("localhost", "::1") or host.startswith("127.")
    return None if here or parts.password else host


def _cause(error: Exception) -> str:
    """What the server said, without the bytes of the command that it said it of.

    >>> _cause(RedisError("Command # 1 (HSET k \\x00) of pipeline caused error: ('READONLY a replica',)"))
    'READONLY a replica'
    """
    _, of_pipeline, cause = str(error).rpartition("of pipeline caused error: ")
    return cause.strip("()',\"") if of_pipeline else cause


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
