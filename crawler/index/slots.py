"""Politeness across processes: a slot per politeness key, taken atomically on the server's own clock.

A killed holder's slot runs out by itself and never shortens anyone's wait; without Redis nothing is granted.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from crawler.errors import MirrorfoldError
from crawler.index import keys
from crawler.index.client import Index

_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local delay, limit, holder, life = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local fields = redis.call('HGETALL', KEYS[1])
local start, held, soonest = now, 0, nil
for i = 1, #fields, 2 do
    local value = tonumber(fields[i + 1])
    if fields[i] == 'next' then
        if value > start then start = value end
    elseif value <= now then
        redis.call('HDEL', KEYS[1], fields[i])
    else
        held = held + 1
        if not soonest or value < soonest then soonest = value end
    end
end
if start > now then return start - now end
if held >= limit then return -math.max(1, soonest - now) end
if delay > 0 then delay = delay + 1 end
redis.call('HSET', KEYS[1], 'next', now + delay, holder, now + life)
redis.call('PEXPIRE', KEYS[1], math.max(math.max(delay, life) + 1000, redis.call('PTTL', KEYS[1])))
return 0
"""
"""Grants (0), or says how many ms to wait: positive until the delay is over, negative while others are in flight.

The clock is cut to whole ms, so one more is waited for. The key lives as long as the longest-lived that it holds.
"""

_RELEASE = """
redis.call('HDEL', KEYS[1], ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local next_ms = now - tonumber(ARGV[2]) + tonumber(ARGV[3]) + 1
if next_ms > now and next_ms > tonumber(redis.call('HGET', KEYS[1], 'next') or '0') then
    redis.call('HSET', KEYS[1], 'next', next_ms)
    redis.call('PEXPIRE', KEYS[1], math.max(next_ms - now + 1000, redis.call('PTTL', KEYS[1])))
end
return 0
"""
"""Gives a slot back, and counts the delay from when the request began, ``ARGV[2]`` ms ago: a busy holder may begin late
after the grant, and the host would see the next one come too soon. It never brings an earlier start.
"""

_PUT_OFF = """
local clock = redis.call('TIME')
local until_ms = clock[1] * 1000 + math.floor(clock[2] / 1000) + tonumber(ARGV[1])
local next_ms = tonumber(redis.call('HGET', KEYS[1], 'next') or '0')
if until_ms > next_ms then
    redis.call('HSET', KEYS[1], 'next', until_ms)
    redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[1]) + 1000, redis.call('PTTL', KEYS[1])))
end
return 0
"""

_POLL = 0.05
"""Seconds between two looks while others are in flight: they may end any time before their lives do."""


_LONGEST_NAP = 1.0
"""Seconds after which one who waits looks again whether the slot is still wanted."""


class SlotTooFar(Exception):
    """A slot that is not waited for; the text says how far off it is."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one politeness key may be asked.

    :ivar delay: seconds between the starts of two requests
    :ivar concurrency: requests in flight
    :ivar life: seconds after which a request in flight counts as dead
    """

    delay: float
    concurrency: int
    life: float


class Slots:
    """Hands out slots of politeness keys. Questions that arise together travel in one round trip."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._holder = f"{secrets.token_hex(6)}:{{}}".format
        self._numbers = count()
        self._asked: list[_Question] = []
        self._asking: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def slot(
        self, key: str, pace: Pace, *, patience: float = float("inf"), wanted: Callable[[], bool] = lambda: True
    ) -> AsyncIterator[None]:
        """Wait until a request may start, and hold its slot until it has ended.

        :param patience: seconds beyond which the wait for the host's next start is not begun
        :param wanted: asked while waiting, at least every second; False ends the wait
        :raises SlotTooFar: when the host is to be left alone for longer, or nobody wants the slot any more
        :raises IndexUnavailable: without the index nobody can promise politeness, so nothing is fetched
        """
        holder = self._holder(next(self._numbers))
        name = keys.slots(key)
        while wait := await self._take(name, holder, pace):
            if wait / 1000 > patience or not wanted():
                raise SlotTooFar(f"{max(wait, 0) / 1000:.0f} s")
            await asyncio.sleep(min(wait / 1000, _LONGEST_NAP) if wait > 0 else min(-wait / 1000, _POLL))
        begun = time.monotonic()
        try:
            yield
        finally:  # should it be lost, the slot runs out by itself
            self._send(_release(name, holder, time.monotonic() - begun, pace.delay))

    async def put_off(self, key: str, seconds: float) -> None:
        """Start no request before ``seconds`` are over (Retry-After); never brings an earlier end."""
        await self._send(("EVAL", _PUT_OFF, 1, keys.slots(key), int(seconds * 1000)))

    async def _take(self, name: str, holder: str, pace: Pace) -> int:
        arguments = (round(pace.delay * 1000), pace.concurrency, holder, round(pace.life * 1000))
        return int(await self._send(("EVAL", _TAKE, 1, name, *arguments)))

    def _send(self, command: tuple[object, ...]) -> asyncio.Future[Any]:
        question = _Question(command, asyncio.get_running_loop().create_future())
        self._asked.append(question)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return question.answer

    async def _ask(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, []
            try:
                answers = await self._index.execute([question.command for question in asked], [])
            except MirrorfoldError as error:
                for question in asked:
                    question.fail(error)
                continue
            for question, answer in zip(asked, answers, strict=True):
                if not question.answer.done():
                    question.answer.set_result(answer)


def _release(name: str, holder: str, took: float, delay: float) -> tuple[object, ...]:
    if took >= delay:
        return "HDEL", name, holder
    return "EVAL", _RELEASE, 1, name, holder, int(took * 1000), round(delay * 1000)


@dataclass(frozen=True, slots=True)
class _Question:
    command: tuple[object, ...]
    answer: asyncio.Future[Any]

    def fail(self, error: MirrorfoldError) -> None:
        """Tell whoever waits; a release that nobody waits for is not missed."""
        if not self.answer.done():
            self.answer.set_exception(error)
            self.answer.exception()  # a release has no one to look at it
