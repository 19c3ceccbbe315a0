"""The robots.txt of each origin, shared by all workers for as long as it may be kept."""

from __future__ import annotations

from crawler.index import keys
from crawler.index.client import Index
from crawler.network.robots import LIFETIME, Robots


async def load_robots(index: Index, origin: str) -> Robots | None:
    """Read an origin's rules; None when they have to be asked for.

    :raises IndexUnavailable: without the index
    """
    async with index.errors() as client:
        packed = await client.get(keys.robots(origin))
    return Robots.unpack(bytes(packed)) if packed is not None else None  # type: ignore[arg-type]


async def load_robots_age(index: Index, origin: str) -> int | None:
    """Read how many seconds ago an origin was asked for the rules that are kept; None when none are.

    :raises IndexUnavailable: without the index
    """
    async with index.errors() as client:
        left = int(await client.ttl(keys.robots(origin)))
    return LIFETIME - left if left >= 0 else None


async def save_robots(index: Index, origin: str, robots: Robots) -> None:
    """Keep an origin's rules; one that gave none is asked again by the next run.

    :raises IndexUnavailable: without the index
    """
    if robots.reachable:
        async with index.errors() as client:
            await client.set(keys.robots(origin), robots.pack(), ex=LIFETIME)
