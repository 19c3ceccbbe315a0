"""Politeness across processes: a slot per politeness key, taken atomically on the server's own clock.

A killed holder's slot runs out by itself and never shortens anyone's wait; without Redis nothing is granted. What was
to be given back while Redis was away is given back with the next question that it answers. Who waits in the process
that gives a slot back looks at once; those of other processes look now and then.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from crawler.index import keys
from crawler.index.client import Index
from crawler.index.slot_scripts import COUNT, PUT_OFF, TAKE
from crawler.model.errors import IndexUnavailable, MirrorfoldError

log = logging.getLogger(__name__)

_POLL = 0.05
"""Seconds between two looks while others are in flight: elsewhere they may end any time before their lives do."""


_LONGEST_NAP = 1.0
"""Seconds after which one who waits looks again whether the slot is still wanted."""


_GiveBack = Callable[[tuple[object, ...]], None]


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
        self._lanes: dict[int, _Lane] = {}
        self._given_back = asyncio.Event()
        """Set, and replaced, when a slot of whatever key is given back here."""

    @asynccontextmanager
    async def slot(
        self,
        key: str,
        pace: Pace,
        *,
        beside: Sequence[str] = (),
        patience: float = float("inf"),
        wanted: Callable[[], bool] = lambda: True,
    ) -> AsyncIterator[Held]:
        """Wait until a request may start, and hold its slot until it has ended.

        :param beside: further keys of which a slot is held, too, all at the same pace
        :param patience: seconds beyond which the wait for the host's next start is not begun
        :param wanted: asked while waiting, at least every second; False ends the wait
        :returns: the slot, to be told when the answer's head has come; the host's delay counts from there
        :raises SlotTooFar: when the host is to be left alone for longer, or nobody wants the slot any more
        :raises IndexUnavailable: without the index nobody can promise politeness, so nothing is fetched
        """
        holder = self._holder(next(self._numbers))
        names = [keys.slots(name) for name in dict.fromkeys([*beside, key])]
        held = Held(self._give_back, names, holder, pace)
        while True:
            given_back = self._given_back  # of before the question: what is given back meanwhile is not missed
            wait = await self._take(names, held.terms)
            if not wait:
                break
            if wait / 1000 > patience or not wanted():
                raise SlotTooFar(f"{max(wait, 0) / 1000:.0f} s")
            await _nap(wait, given_back)
        try:
            yield held
        finally:
            held.ended()

    async def put_off(self, key: str, seconds: float) -> None:
        """Start no request before ``seconds`` are over (Retry-After); never brings an earlier end."""
        await self._send(("EVAL", PUT_OFF, 1, keys.slots(key), int(seconds * 1000)))

    async def back_off(self, key: str, first: float, most: float) -> float:
        """Leave a host alone that is too busy and does not say for how long: each time in a row twice as long.

        A time in a row is one within four times the last wait.

        :param first: seconds of the first wait, :param most: of the longest
        :returns: the wait
        """
        times = int(await self._send(("INCR", keys.busy(key))))
        wait = min(first * 2.0 ** min(times - 1, 20), most)
        await self._send(("EXPIRE", keys.busy(key), int(4 * wait) + 1))
        await self.put_off(key, wait)
        return wait

    async def _take(self, names: Sequence[keys.Key], terms: tuple[object, ...]) -> int:
        """Take a slot of every key, or of none; ms to wait where one is not to be had.

        Nothing is held while waiting: so nobody waits for one who waits, and no slot's life is spent on it. All are
        looked at first, for a slot that is taken and given back costs its host a delay.
        """
        looks = [self._ask(name, terms, "look") for name in names if len(names) > 1]
        if looks and (wait := _longest(await asyncio.gather(*looks))):
            return wait
        taken: list[keys.Key] = []
        try:
            for name in names:
                taken.append(name)
                if wait := await self._ask(name, terms):
                    taken.pop()
                    return wait
            taken.clear()
            return 0
        finally:  # also when cancelled, or the index went away meanwhile
            for name in taken:
                self._give_back(("HDEL", name, terms[2]))

    async def _ask(self, name: keys.Key, terms: tuple[object, ...], *look: str) -> int:
        """Ask for a slot, or whether there is one: 0, or ms to wait.

        :raises IndexUnavailable: when nobody can tell, or the server that has the slots is not to be believed
        """
        answer = await self._send(("EVAL", TAKE, 1, name, *terms, self._index.list_histories(), *look))
        if answer == b"granted":
            return 0
        if isinstance(answer, int):
            return answer
        wait = await self._index.find_wait(answer.decode())
        if wait is None:
            raise IndexUnavailable(
                "A server of the index was replaced: it may not know who was asked last",
                where=self._index.name,
                cure="Nothing is lost: crawls make that part anew and go on when the hosts have rested",
            )
        return max(1, _ms(wait))

    def _give_back(self, command: tuple[object, ...]) -> None:
        """Tell the index sooner or later; as nothing is granted without it, few such words can gather."""
        self._send(command, owed=True)
        self._given_back.set()
        self._given_back = asyncio.Event()

    def _send(self, command: tuple[object, ...], *, owed: bool = False) -> asyncio.Future[Any]:
        lane = self._lanes.setdefault(self._index.lane(_name_key(command)), _Lane(self._index))
        return lane.send(_Question(command, asyncio.get_running_loop().create_future(), owed))


def _name_key(command: tuple[object, ...]) -> str:
    """The key that a command is about."""
    return str(command[3] if command[0] == "EVAL" else command[1])


class _Lane:
    """Questions that travel together: all of one server's, and those about a part of a cluster's slots."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._asked: list[_Question] = []
        self._owed: list[_Question] = []
        self._asking: asyncio.Task[None] | None = None

    def send(self, question: _Question) -> asyncio.Future[Any]:
        """Have a question asked with those that come meanwhile."""
        self._asked.append(question)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return question.answer

    async def _ask(self) -> None:
        while self._asked:
            asked, self._asked, self._owed = self._owed + self._asked, [], []
            try:
                answers = await self._index.execute([question.command for question in asked], [])
            except Exception as error:
                if isinstance(error, MirrorfoldError):
                    self._owed = [question for question in asked if question.owed]
                else:
                    log.exception("the index was not asked for slots, by an error of ours")
                for question in asked:
                    if not question.owed and not question.answer.done():
                        question.answer.set_exception(error)
                        question.answer.exception()  # whoever asked may have been cancelled
                continue
            for question, answer in zip(asked, answers, strict=True):
                if not question.answer.done():
                    question.answer.set_result(answer)


class Held:
    """Slots in the hand of a request, of one key or more."""

    def __init__(self, give_back: _GiveBack, names: Sequence[keys.Key], holder: str, pace: Pace) -> None:
        self._give_back, self._names, self._holder, self._pace = give_back, names, holder, pace
        self._heard: float | None = None

    @property
    def terms(self) -> tuple[object, ...]:
        """What the server is told when it is asked for a slot."""
        return _ms(self._pace.delay), self._pace.concurrency, self._holder, _ms(self._pace.life)

    def heard(self) -> None:
        """The answer's head has come, so the host has the request: its delay counts from now.

        Without this it counts from the end, for a request comes to its host some time after it began.
        """
        self._heard = time.monotonic()
        if self._pace.concurrency > 1 and self._pace.delay > 0:  # others may start before this one has ended
            self._count()

    def ended(self) -> None:
        """Give the slots back."""
        self._count("ended")

    def _count(self, *ended: str) -> None:
        ago = 0.0 if self._heard is None else time.monotonic() - self._heard
        for name in self._names:
            if ended and ago >= self._pace.delay:
                self._give_back(("HDEL", name, self._holder))
            else:
                self._give_back(("EVAL", COUNT, 1, name, self._holder, int(ago * 1000), _ms(self._pace.delay), *ended))


async def _nap(wait: int, given_back: asyncio.Event) -> None:
    """Wait until it is worth another look.

    :param wait: ms until the next start; negative while others are in flight, and then one that ends is told here
    """
    if wait > 0:
        await asyncio.sleep(min(wait / 1000, _LONGEST_NAP))
    else:
        with suppress(TimeoutError):
            await asyncio.wait_for(given_back.wait(), min(-wait / 1000, _POLL))


def _longest(waits: Sequence[int]) -> int:
    """The wait for all: the longest until a start, and while others are in flight, whatever is left of these.

    >>> _longest([0, 300, 200]), _longest([0, -5000, 0]), _longest([-5000, 300]), _longest([0, 0])
    (300, -5000, 300, 0)
    """
    return max(waits) if max(waits) > 0 else min(waits)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


@dataclass(frozen=True, slots=True)
class _Question:
    """What the index is asked or told.

    :ivar owed: nobody waits for its answer; should the index be away, it is told later
    """

    command: tuple[object, ...]
    answer: asyncio.Future[Any]
    owed: bool
