"""The robots.txt of each origin, shared by all workers for as long as it may be kept."""

from __future__ import annotations

from crawler.index import keys
from crawler.index.client import Index
from crawler.model.proxy import Proxy
from crawler.network.robots import LIFETIME, Robots


def robots_place(origin: str, proxy: Proxy | None) -> str:
    """What the rules of an origin are kept under: those that came through a proxy speak for that way alone.

    >>> robots_place("https://a.example", None)
    'https://a.example'
    >>> robots_place("https://a.example", Proxy("http", "127.0.0.1", 3128))
    'https://a.example http://127.0.0.1:3128'
    """
    return origin if proxy is None else f"{origin} {proxy.name}"


async def load_robots(index: Index, origin: str) -> Robots | None:
    """Read an origin's rules; None when they have to be asked for.

    :raises IndexUnavailable: without the index
    """
    packed = await index.ask("GET", keys.robots(origin))
    return Robots.unpack(bytes(packed)) if packed is not None else None


async def load_robots_age(index: Index, origin: str) -> int | None:
    """Read how many seconds ago an origin was asked for the rules that are kept; None when none are.

    :raises IndexUnavailable: without the index
    """
    left = int(await index.ask("TTL", keys.robots(origin)))
    return LIFETIME - left if left >= 0 else None


async def save_robots(index: Index, origin: str, robots: Robots) -> None:
    """Keep an origin's rules; one that gave none is asked again by the next run.

    :raises IndexUnavailable: without the index
    """
    if robots.reachable:
        await index.ask("SET", keys.robots(origin), robots.pack(), "EX", LIFETIME)
