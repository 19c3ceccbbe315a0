"""The one seam between a due source and its crawl. Nothing else knows how a run was dispatched.

On one machine a crawl starts in this loop, at most ``runs.concurrency`` at once, first come, first served.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, Protocol

from crawler.context.run_context import Run, Services
from crawler.context.run_log import enter_source
from crawler.crawl.run import crawl_source
from crawler.model.errors import ArchiveUnavailable, CrawlFailed, IndexUnavailable, MirrorfoldError, Refused
from crawler.reading.pool import PoolBroken
from crawler.settings import Settings, Source
from scheduler.service.tell_progress import run_facts, telling_progress

log = logging.getLogger(__name__)

STOP_CRAWLS = 7.0
"""Seconds that crawls have to save what they hold when their process stops; the whole stop stays under ten."""

RETRIES = (1.0, 5.0)
"""Seconds before a run that raised is tried a second and a third time; the first of them where a store failed."""


@dataclass(frozen=True, slots=True)
class Dispatched:
    """How a try ended.

    :ivar run: None when it ended before its run began
    :ivar error: None when the run was not stopped
    :ivar waited: seconds from when the source was due until its turn came
    """

    run: Run | None
    error: Exception | None = None
    waited: float = 0.0


Ended = Callable[[Source, Dispatched], None]


class RunDispatcher(Protocol):
    """The way to a crawl, whichever process does it."""

    @property
    def services(self) -> Services:
        """Those of this process."""
        ...

    @property
    def running(self) -> Set[str]:
        """Sources that are being crawled, or that another process will crawl."""
        ...

    @property
    def waiting(self) -> int:
        """Sources that are due and whose turn has not come."""
        ...

    @property
    def runs(self) -> Mapping[str, Mapping[str, Any]]:
        """Source → figures of its run so far."""
        ...

    def take_over(self, settings: Settings, configuration: int | None = None) -> None:
        """Go by changed settings, and by a version of the configuration."""
        ...

    async def dispatch(self, source: Source, *, every_mirror: bool = False, asked_for: bool = False) -> Dispatched:
        """Let a source be crawled, and return when that has ended.

        :param every_mirror: also those that are out of use and not due for a probe
        :param asked_for: whether somebody waits for it: in a queue it comes before what is only due
        """
        ...

    async def stop(self, seconds: float) -> None:
        """Stop the crawls of this process."""
        ...


async def _at_once() -> None:
    return None


class Places:
    """So many at once, first come, first served; how many may be changed while they wait."""

    def __init__(self, number: int) -> None:
        self._number, self._taken = number, 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def change(self, number: int) -> None:
        """Let so many in at once from now on; who is in stays."""
        self._number = number
        self._let_in()

    async def __aenter__(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._let_in()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                await self.__aexit__()
            elif turn in self._waiting:
                self._waiting.remove(turn)
            raise

    async def __aexit__(self, *_: object) -> None:
        self._taken -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._taken < self._number:
            turn = self._waiting.popleft()
            if not turn.done():
                self._taken += 1
                turn.set_result(None)


class Dispatcher:
    """Starts crawls and keeps count of them.

    :param fixed: whether as many are under way at once until the end, whatever the settings say later
    :param ended: called after each try of a run
    :param restored: returns when stores and pool can be used; awaited before a run that they failed is tried again
    """

    def __init__(
        self,
        services: Services,
        concurrency: int,
        ended: Ended | None = None,
        restored: Callable[[], Awaitable[None]] = _at_once,
        *,
        fixed: bool = False,
    ) -> None:
        self.services = services
        self._ended, self.restored = ended, restored
        self.places, self._fixed = concurrency, fixed
        self._places = Places(concurrency)
        self._tasks: dict[str, asyncio.Task[Dispatched]] = {}
        self.running: set[str] = set()
        self._runs: dict[str, Run] = {}

    @property
    def runs(self) -> dict[str, dict[str, Any]]:
        """Source → figures of its run so far, as plain values."""
        return {source: run_facts(run) for source, run in self._runs.items()}

    @property
    def waiting(self) -> int:
        """Dispatched sources whose turn has not come."""
        return len(self._tasks) - len(self.running)

    def take_over(self, settings: Settings, configuration: int | None = None) -> None:
        """Go by changed settings: crawls that begin from now on, and how many are under way at once.

        :param configuration: the version that they go by, where there are versions
        """
        before = self.services.settings.runs.concurrency
        self.services = replace(self.services, settings=settings, configuration=configuration)
        if not self._fixed:
            self.places = settings.runs.concurrency
            self._places.change(self.places)
        elif settings.runs.concurrency != before:
            log.warning("runs.concurrency changed: it takes effect after a restart")

    async def dispatch(self, source: Source, *, every_mirror: bool = False, asked_for: bool = False) -> Dispatched:
        """Crawl a source; a second request for a source that is under way joins the first.

        :param every_mirror: also those that are out of use and not due for a probe
        :param asked_for: makes no difference: here runs are done in the order in which they came
        """
        task = self._tasks.get(source.id)
        if task is None:
            task = asyncio.create_task(self._run(source, every_mirror), name=f"crawl {source.id}")
            self._tasks[source.id] = task
            task.add_done_callback(lambda _: self._tasks.pop(source.id, None))
        return await asyncio.shield(task)

    async def _run(self, source: Source, every_mirror: bool) -> Dispatched:
        enter_source(source.id)
        loop = asyncio.get_running_loop()
        due = loop.time()
        async with self._places:
            self.running.add(source.id)
            try:
                return await self._try(source, every_mirror, loop.time() - due)
            finally:
                self.running.discard(source.id)

    async def _try(self, source: Source, every_mirror: bool, waited: float) -> Dispatched:
        for wait in (*RETRIES, None):
            done = replace(await self._once(source, every_mirror), waited=waited)
            self._tell_end(source, done)
            if wait is None or not _worth_another_try(done.error):
                return done
            if isinstance(done.error, ArchiveUnavailable | IndexUnavailable | PoolBroken):
                await asyncio.sleep(RETRIES[0])  # what failed is waited for by itself, however often it does
                await self.restored()
            else:
                await asyncio.sleep(wait)
        raise AssertionError

    def _tell_end(self, source: Source, done: Dispatched) -> None:
        try:
            if self._ended is not None:
                self._ended(source, done)
        except Exception:
            log.exception("the end of a run of %s was not counted, by an error of ours", source.id)

    async def _once(self, source: Source, every_mirror: bool) -> Dispatched:
        begun: list[Run] = []

        def watch(run: Run) -> None:
            begun.append(run)
            self._runs[source.id] = run
            tell(run)

        try:
            with telling_progress(log.info) as tell:
                return Dispatched(await crawl_source(source, self.services, watch, every_mirror=every_mirror))
        except (CrawlFailed, Refused) as error:
            failure: Exception = error
        except MirrorfoldError as error:
            log.warning("a run of %s failed: %s", source.id, error)
            failure = error
        except Exception as error:
            log.exception("a run of %s ended with an error of ours", source.id)
            failure = error
        finally:
            self._runs.pop(source.id, None)
        return Dispatched(begun[0] if begun else None, failure)

    async def stop(self, seconds: float) -> None:
        """Stop every crawl: what was fetched is saved, the rest is left to the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)


def _worth_another_try(error: Exception | None) -> bool:
    """A failure of a store or a lease may pass; an unreadable source, a refusal and an error of ours do not at once."""
    return isinstance(error, MirrorfoldError) and not isinstance(error, CrawlFailed | Refused)
