"""Politeness across tasks, clients and processes. Grants are read from the server's own log, on its own clock."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from redis import asyncio as redis

from crawler.index import keys
from crawler.index.client import Index
from crawler.index.slots import Pace, Slots, SlotTooFar
from crawler.model.errors import IndexUnavailable
from tests.desk.index_servers import Server, connected, kill, lifetimes, plain, until, wait_until
from tests.desk.processes import started

HOST = "m1.example"
OTHER_PROCESS = Path(__file__).with_name("slot_taker.py")


class Log:
    """What the server did for the script that grants slots."""

    def __init__(self) -> None:
        self.grants: list[float] = []
        """When slots were granted, seconds on the server's clock."""
        self.in_flight = 0
        self.most_in_flight = 0

    def put_down(self, at: float, words: Sequence[str]) -> None:
        if words[1:2] != [keys.slots(HOST)]:
            return
        if words[0] == "HSET" and len(words) > 4:
            self.grants.append(at)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        elif words[0] == "HDEL":
            self.in_flight -= 1

    def gaps(self) -> list[float]:
        return [later - earlier for earlier, later in pairwise(self.grants)]


@asynccontextmanager
async def watched(server: Server) -> AsyncIterator[Log]:
    """The log of a server while the body runs."""
    log = Log()
    async with redis.Redis.from_url(server.url) as client, client.monitor() as monitor:

        async def listen() -> None:
            while True:
                row = await monitor.next_command()
                log.put_down(row["time"], row["command"].split())

        task = asyncio.create_task(listen())
        yield log
        task.cancel()
        await asyncio.wait([task])


async def ask_often(slots: Slots, pace: Pace, times: int, takes: float = 0.0) -> None:
    async def once() -> None:
        async with slots.slot(HOST, pace):
            await asyncio.sleep(takes)

    await asyncio.gather(*(once() for _ in range(times)))


async def all_released(server: Server) -> None:
    with plain(server) as client:
        await until(lambda: client.hkeys(keys.slots(HOST)) == [b"next"], description="all slots were given back")


def test_two_requests_never_start_closer_than_the_delay(server: Server) -> None:
    async def scenario() -> Log:
        async with connected(server) as one, connected(server) as other, watched(server) as log:
            pace = Pace(delay=0.03, concurrency=9, life=5)
            await asyncio.gather(ask_often(Slots(one), pace, 6), ask_often(Slots(other), pace, 6))
            await until(lambda: len(log.grants) == 12, description="the log shows all grants")
        return log

    assert min(asyncio.run(scenario()).gaps()) >= 0.03


def test_never_more_requests_are_in_flight_than_allowed(server: Server) -> None:
    async def scenario() -> Log:
        async with connected(server) as one, connected(server) as other, watched(server) as log:
            pace = Pace(delay=0, concurrency=3, life=5)
            await asyncio.gather(
                ask_often(Slots(one), pace, 9, takes=0.01), ask_often(Slots(other), pace, 9, takes=0.01)
            )
            await all_released(server)
            await until(lambda: log.in_flight == 0, description="the log shows all ends")
        return log

    log = asyncio.run(scenario())
    assert (len(log.grants), log.most_in_flight) == (18, 3)


def test_two_processes_share_one_pace(server: Server) -> None:
    async def scenario() -> Log:
        command = [sys.executable, str(OTHER_PROCESS), server.url, HOST, "6", "0.03"]
        async with watched(server) as log:
            takers = [await asyncio.create_subprocess_exec(*command) for _ in range(2)]
            assert [await taker.wait() for taker in takers] == [0, 0]
            await until(lambda: len(log.grants) == 12, description="the log shows all grants")
        return log

    assert min(asyncio.run(scenario()).gaps()) >= 0.03


def test_another_host_does_not_wait(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index, asyncio.timeout(10):
            slots, pace = Slots(index), Pace(delay=60, concurrency=1, life=60)
            began = time.monotonic()
            async with slots.slot(HOST, pace), slots.slot("m2.example", pace):
                assert time.monotonic() - began < pace.delay

    asyncio.run(scenario())


def test_a_dead_holders_slot_runs_out(server: Server) -> None:
    command = [sys.executable, str(OTHER_PROCESS), server.url, HOST, "1", "0", "hold"]
    with started(command) as holder:
        with plain(server) as client:
            wait_until(lambda: client.hlen(keys.slots(HOST)) == 2, description="the other process holds the slot")
        holder.kill()

    async def scenario() -> Log:
        async with connected(server) as index, watched(server) as log, asyncio.timeout(10):
            await ask_often(Slots(index), Pace(delay=0, concurrency=1, life=1), 1)
            await until(lambda: len(log.grants) == 1, description="the log shows the grant")
        return log

    asyncio.run(scenario())


def test_a_slot_whose_life_is_over_does_not_count_though_its_host_is_busy(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index, asyncio.timeout(10):
            slots = Slots(index)
            lives = [Pace(delay=0, concurrency=2, life=life) for life in (600, 0.2, 600)]
            began = time.monotonic()
            async with slots.slot(HOST, lives[0]), slots.slot(HOST, lives[1]), slots.slot(HOST, lives[2]):
                waited = time.monotonic() - began
            assert lives[1].life <= waited < lives[0].life, "the third had to wait, for the short life alone"

    asyncio.run(scenario())


def test_a_live_holders_slot_is_waited_for(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            slots, pace = Slots(index), Pace(delay=0, concurrency=1, life=30)
            async with slots.slot(HOST, pace):
                second = asyncio.create_task(ask_often(slots, pace, 1))
                await asyncio.wait([second], timeout=0.3)
                assert not second.done()
            await second

    asyncio.run(scenario())


def test_a_slot_is_given_back_when_the_request_fails(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            with pytest.raises(ZeroDivisionError):
                async with Slots(index).slot(HOST, Pace(delay=0, concurrency=1, life=60)):
                    raise ZeroDivisionError
            await all_released(server)

    asyncio.run(scenario())


def test_a_slot_whose_release_met_a_dead_server_is_given_back_when_that_returns(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index, asyncio.timeout(10):
            slots = Slots(index)
            async with slots.slot(HOST, Pace(delay=0, concurrency=1, life=600)):
                kill(server)
            with pytest.raises(IndexUnavailable):
                await slots.put_off("m2.example", 1)
            server.start()
            await ask_often(slots, Pace(delay=0, concurrency=1, life=600), 1)

    asyncio.run(scenario())


def next_start(server: Server) -> int:
    with plain(server) as client:
        return int(client.hget(keys.slots(HOST), "next") or 0)


async def seconds_until_next_start(server: Server) -> float:
    """When the host's next request may start, from now on, both on the server's clock."""
    await all_released(server)
    with plain(server) as client:
        seconds, microseconds = client.time()
        return int(client.hget(keys.slots(HOST), "next") or 0) / 1000 - seconds - microseconds / 1e6


def test_the_delay_counts_from_when_the_host_surely_had_the_request(server: Server) -> None:
    async def scenario() -> tuple[float, float]:
        async with connected(server) as index:
            async with Slots(index).slot(HOST, Pace(delay=60, concurrency=1, life=90)) as held:
                with plain(server) as client:  # as if the grant had been given long ago
                    client.hset(keys.slots(HOST), "next", 0)
                await asyncio.sleep(1)
                held.heard()
                heard = time.monotonic()
                await asyncio.sleep(1)
            left = await seconds_until_next_start(server)
            return left, 60 - (time.monotonic() - heard)

    left, due = asyncio.run(scenario())
    assert due - 0.01 <= left <= due + 0.6, "not from the grant, 1 s earlier, nor from the end, 1 s later"


def test_without_an_answer_the_delay_counts_from_the_end(server: Server) -> None:
    async def scenario() -> float:
        async with connected(server) as index:
            async with Slots(index).slot(HOST, Pace(delay=60, concurrency=1, life=90)):
                await asyncio.sleep(0.3)
            return await seconds_until_next_start(server)

    assert asyncio.run(scenario()) > 59.8


def test_none_starts_beside_a_request_that_may_not_have_come_to_the_host_yet(server: Server) -> None:
    async def scenario() -> tuple[float, float]:
        async with connected(server) as index, asyncio.timeout(10):
            slots, pace, started = Slots(index), Pace(delay=0.1, concurrency=2, life=60), []

            async def second() -> None:
                async with slots.slot(HOST, pace):
                    started.append(time.monotonic())

            async with slots.slot(HOST, pace) as held:
                waiting = asyncio.create_task(second())
                await asyncio.wait([waiting], timeout=0.3)
                assert not waiting.done()
                held.heard()
                heard = time.monotonic()
                await waiting
            return heard, started[0]

    heard, started = asyncio.run(scenario())
    assert started - heard >= 0.1


MACHINE = "192.0.2.7"


def holders(server: Server, key: str) -> int:
    with plain(server) as client:
        return len(set(client.hkeys(keys.slots(key))) - {b"next"})


def test_a_request_holds_a_slot_of_every_key_and_is_heard_for_all(server: Server) -> None:
    async def scenario() -> list[int]:
        async with connected(server) as index:
            async with Slots(index).slot(HOST, Pace(delay=60, concurrency=1, life=90), beside=[MACHINE]) as held:
                counts = [holders(server, HOST), holders(server, MACHINE)]
                held.heard()
            await until(lambda: holders(server, HOST) + holders(server, MACHINE) == 0, description="all given back")
            return counts

    assert asyncio.run(scenario()) == [1, 1]
    with plain(server) as client:
        now = client.time()[0] * 1000
        assert [int(client.hget(keys.slots(key), "next")) - now > 59_000 for key in (HOST, MACHINE)] == [True, True]


@pytest.mark.parametrize("busy", [HOST, MACHINE])
def test_while_one_key_is_waited_for_no_slot_of_another_is_held_or_spent(server: Server, busy: str) -> None:
    free = MACHINE if busy == HOST else HOST

    async def scenario() -> None:
        async with connected(server) as index, asyncio.timeout(20):
            slots, pace = Slots(index), Pace(delay=0, concurrency=1, life=60)
            async with slots.slot(busy, pace):
                waits = slots.slot(HOST, Pace(delay=60, concurrency=1, life=90), beside=[MACHINE])
                waiting = asyncio.create_task(waits.__aenter__())
                await asyncio.wait([waiting], timeout=0.3)
                assert not waiting.done()
                async with slots.slot(free, pace):
                    assert not waiting.done()
            await waiting
            await waits.__aexit__(None, None, None)

    asyncio.run(scenario())


def test_two_keys_in_either_order_lock_nobody_out(server: Server) -> None:
    async def scenario() -> Log:
        async with connected(server) as one, connected(server) as other, watched(server) as log, asyncio.timeout(30):
            pace = Pace(delay=0.01, concurrency=1, life=60)

            async def ask(slots: Slots, key: str, beside: str) -> None:
                for _ in range(6):
                    async with slots.slot(key, pace, beside=[beside]):
                        await asyncio.sleep(0)

            await asyncio.gather(ask(Slots(one), HOST, MACHINE), ask(Slots(other), MACHINE, HOST))
            await until(lambda: len(log.grants) >= 12, description="the log shows all grants")
        return log

    assert min(asyncio.run(scenario()).gaps()) >= 0.01


def test_a_host_that_asks_for_peace_gets_it(server: Server) -> None:
    async def scenario() -> Log:
        async with connected(server) as index, watched(server) as log:
            slots, pace = Slots(index), Pace(delay=0, concurrency=5, life=5)
            await ask_often(slots, pace, 1)
            await slots.put_off(HOST, 0.2)
            await ask_often(slots, pace, 1)
            await until(lambda: len(log.grants) == 2, description="the log shows both grants")
        return log

    assert asyncio.run(scenario()).gaps()[0] >= 0.2


def test_a_host_that_is_busy_again_is_left_alone_for_twice_as_long(server: Server) -> None:
    async def scenario() -> list[float]:
        async with connected(server) as one, connected(server) as other:  # whichever process heard of it
            waits = [await Slots(one).back_off(HOST, 10, 60), await Slots(other).back_off(HOST, 10, 60)]
            waits += [await Slots(one).back_off(HOST, 10, 60) for _ in range(2)]
            assert await Slots(one).back_off(MACHINE, 10, 60) == 10
        return waits

    assert asyncio.run(scenario()) == [10, 20, 40, 60]
    assert lifetimes(server)[keys.slots(HOST)] > 50
    assert 200 < lifetimes(server)[keys.busy(HOST)] <= 241, "without such an answer for so long, it begins anew"


def test_a_shorter_wish_never_shortens_a_longer_one(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            slots = Slots(index)
            await slots.put_off(HOST, 3600)
            first = next_start(server)
            await slots.put_off(HOST, 1)
            assert next_start(server) == first
            await slots.put_off(HOST, 7200)
            assert next_start(server) > first

    asyncio.run(scenario())
    assert lifetimes(server)[keys.slots(HOST)] > 7100


def test_a_short_request_does_not_make_a_long_one_forgotten(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            slots = Slots(index)
            async with slots.slot(HOST, Pace(delay=0, concurrency=2, life=600)):
                await ask_often(slots, Pace(delay=0, concurrency=2, life=1), 1)
                assert lifetimes(server)[keys.slots(HOST)] > 590

    asyncio.run(scenario())


def test_a_wait_that_is_longer_than_ones_patience_is_not_begun(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            slots, pace = Slots(index), Pace(delay=0, concurrency=1, life=60)
            await slots.put_off(HOST, 3600)
            with pytest.raises(SlotTooFar, match="3600 s"):
                await slots.slot(HOST, pace, patience=30).__aenter__()
            assert lifetimes(server)[keys.slots(HOST)] > 3500

    asyncio.run(scenario())


def test_a_slot_that_nobody_wants_any_more_is_not_waited_for(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index, asyncio.timeout(10):
            slots, pace = Slots(index), Pace(delay=0, concurrency=1, life=60)
            wishes = iter([True, True, False])
            async with slots.slot(HOST, pace):
                with pytest.raises(SlotTooFar):
                    await slots.slot(HOST, pace, wanted=lambda: next(wishes)).__aenter__()

    asyncio.run(scenario())


def test_politeness_survives_the_death_of_the_server(mortal_server: Server) -> None:
    async def wish(index: Index) -> None:
        await Slots(index).put_off(HOST, 3600)

    async def scenario() -> None:
        async with connected(mortal_server) as index:
            await wish(index)
            before = next_start(mortal_server)
            kill(mortal_server)
            with pytest.raises(IndexUnavailable):
                await wish(index)
            mortal_server.start()
            assert next_start(mortal_server) == before
            await wish(index)  # the same client finds the server again

    asyncio.run(scenario())


def test_questions_that_arise_together_share_a_round_trip(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            slots, pace = Slots(index), Pace(delay=0, concurrency=99, life=5)
            await ask_often(slots, pace, 1)  # connected from now on
            with plain(server) as client:
                before = client.info("stats")["total_reads_processed"]
                await ask_often(slots, pace, 50)
                await all_released(server)
                reads = client.info("stats")["total_reads_processed"] - before
        assert reads < 50

    asyncio.run(scenario())
