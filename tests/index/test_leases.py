"""One crawl per source, anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from crawler.index import keys
from crawler.index.client import Index
from crawler.index.leases import hold_lease
from crawler.model.errors import Refused
from tests.desk.index_servers import Server, connected, kill, lifetimes, plain, until

SOURCE = "herald"


class Losses:
    """Counts how often a holder is told that its lease is lost."""

    def __init__(self) -> None:
        self.count = 0
        self.told = asyncio.Event()

    def __call__(self) -> None:
        self.count += 1
        self.told.set()


@asynccontextmanager
async def held(index: Index, holder: str, seconds: float = 30) -> AsyncIterator[Losses]:
    losses = Losses()
    async with hold_lease(index, SOURCE, holder, seconds, lost=losses):
        yield losses


def holder_of(server: Server) -> bytes | None:
    with plain(server) as client:
        value: bytes | None = client.get(keys.lease(SOURCE))
        return value


def test_a_lease_has_one_holder(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as one, connected(server) as other, held(one, "a"):
            with pytest.raises(Refused, match="Another process holds this source") as refusal:
                async with held(other, "b"):
                    pytest.fail("two hold one lease")
            assert refusal.value.where == "herald, held by a"
            assert "30 s" in refusal.value.cure

    asyncio.run(scenario())


def test_another_sources_lease_is_free(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index, held(index, "a"), hold_lease(index, "gazette", "b", 30, lost=Losses()):
            with plain(server) as client:
                holders = [client.get(keys.lease(source)) for source in (SOURCE, "gazette")]
            assert holders == [b"a", b"b"]

    asyncio.run(scenario())


def test_a_lease_that_is_given_back_is_free_at_once(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            async with held(index, "a"):
                pass
            async with held(index, "b"):
                assert holder_of(server) == b"b"
        assert holder_of(server) is None

    asyncio.run(scenario())


def test_a_restart_on_the_same_state_folder_takes_its_own_lease_over(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index, held(index, "a"), held(index, "a"):
            assert holder_of(server) == b"a"

    asyncio.run(scenario())


def test_a_killed_holders_lease_is_taken_over_when_it_ran_out(server: Server) -> None:
    with plain(server) as client:
        client.set(keys.lease(SOURCE), "killed", px=800)

    async def scenario() -> None:
        async with connected(server) as index:
            with pytest.raises(Refused):
                async with held(index, "b"):
                    pytest.fail("the lease had not run out")
            await until(lambda: holder_of(server) is None, description="the killed holder's lease ran out")
            async with held(index, "b"):
                assert holder_of(server) == b"b"

    asyncio.run(scenario())


def test_a_lease_is_renewed_while_its_holder_lives(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index, held(index, "a", 1.0) as losses:
            before = _renewals(server)
            await until(lambda: _renewals(server) >= before + 4, description="more than a life of renewals")
            assert (holder_of(server), losses.count) == (b"a", 0)

    asyncio.run(scenario())


def _renewals(server: Server) -> int:
    with plain(server) as client:
        return int(client.info("commandstats").get("cmdstat_pexpire", {"calls": 0})["calls"])


def test_a_holder_whose_lease_was_taken_is_told_once_and_leaves_it_alone(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            async with held(index, "a", 0.3) as losses:
                with plain(server) as client:
                    client.set(keys.lease(SOURCE), "b", ex=60)
                async with asyncio.timeout(10):
                    await losses.told.wait()
            assert (holder_of(server), losses.count) == (b"b", 1)

    asyncio.run(scenario())


def test_a_holder_of_an_emptied_index_is_told(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index, held(index, "a", 0.3) as losses:
            with plain(server) as client:
                client.flushall()
            async with asyncio.timeout(10):
                await losses.told.wait()
            assert losses.count == 1

    asyncio.run(scenario())


def test_without_a_server_the_holder_is_told_before_anybody_else_can_hold_the_lease(mortal_server: Server) -> None:
    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        async with connected(mortal_server) as index:
            began = loop.time()
            async with held(index, "a", 1.0) as losses:
                mortal_server.stop()
                async with asyncio.timeout(10):
                    await losses.told.wait()
                assert 0.9 < loop.time() - began < 1.5, "not at the first failure: the server may come back"

    asyncio.run(scenario())


def test_a_server_that_comes_back_in_time_costs_no_lease(mortal_server: Server) -> None:
    async def scenario() -> None:
        async with connected(mortal_server) as index, held(index, "a", 9) as losses:
            kill(mortal_server)
            mortal_server.start()  # in this thread: the kernel ends it with the thread that started it
            before = lifetimes(mortal_server)[keys.lease(SOURCE)]
            await until(
                lambda: lifetimes(mortal_server)[keys.lease(SOURCE)] >= before and _renewals(mortal_server) > 0,
                description="the lease is renewed by the server that came back",
            )
            assert losses.count == 0

    asyncio.run(scenario())
