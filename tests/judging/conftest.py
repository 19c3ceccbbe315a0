"""One embedded server for the tests of a module; each begins with an empty index."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from crawler.index.embedded import EmbeddedIndex
from tests.index.servers import Server, lifetimes, plain
from tests.judging.rooms import Play, Room, room


@pytest.fixture(scope="module")
def lasting_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with EmbeddedIndex(tmp_path_factory.mktemp("index")) as server:
        yield server


@pytest.fixture
def server(lasting_server: Server) -> Iterator[Server]:
    with plain(lasting_server) as client:
        client.flushall()
    yield lasting_server
    immortal = sorted(key for key, seconds in lifetimes(lasting_server).items() if seconds == -1)
    assert not immortal, f"keys without a lifetime: {immortal}"


@pytest.fixture
def play(server: Server, tmp_path: Path) -> Play:
    """Play a scene in a room of its own."""

    def run(scene: Callable[[Room], Awaitable[None]]) -> None:
        async def staged() -> None:
            async with room(server, tmp_path) as stage:
                await scene(stage)

        asyncio.run(staged())

    return run
