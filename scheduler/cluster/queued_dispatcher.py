"""The way to a crawl where several machines work: through the queue. Whoever leads asks; any worker does it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from crawler.archive.installation.members import load_members
from crawler.context.run_context import Services
from crawler.model.errors import ArchiveUnavailable
from crawler.settings import Settings, Source
from scheduler.cluster.procrastinate_queue import RunQueue
from scheduler.schedule.dispatch import Dispatched, Dispatcher

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between two looks at the queue."""

ALIVE = 10.0
"""Seconds without a sign of life after which what a process says of its runs counts no more."""


class QueuedDispatcher:
    """Puts runs into the queue and learns there that they ended; what they did stands in the archive.

    :param local: does the runs of this process; its services are this process's
    :param restored: returns when the stores can be used
    """

    def __init__(self, local: Dispatcher, queue: RunQueue, restored: Callable[[], Awaitable[None]]) -> None:
        self._local, self._queue, self._restored = local, queue, restored
        self._ends: dict[str, asyncio.Future[None]] = {}
        self._sent: dict[str, float] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self.running: set[str] = set()
        """Sources whose run waits or is under way, on whatever machine."""
        self.runs: dict[str, Mapping[str, Any]] = {}
        """Source → figures of its run so far, as its worker told them last."""

    @property
    def services(self) -> Services:
        return self._local.services

    @property
    def waiting(self) -> int:
        """Runs that no worker is doing."""
        return len(self.running - self.runs.keys())

    def take_over(self, settings: Settings, configuration: int | None = None) -> None:
        """Go by changed settings, and by a version of the configuration."""
        self._local.take_over(settings, configuration)

    async def dispatch(self, source: Source, *, every_mirror: bool = False, asked_for: bool = False) -> Dispatched:
        """Let a source be crawled; a second request for one that waits or is under way joins the first.

        :param asked_for: whether it comes before what is only due
        :returns: without a run, for another process may have done it: the archive says what happened
        """
        name = source.id
        if name not in self._ends:
            self._ends[name] = asyncio.get_running_loop().create_future()
            # a task of its own: whoever asked may be cancelled, and others wait for the same end
            self._asking[name] = asyncio.create_task(self._ask(name, every_mirror, int(asked_for)))
        end = self._ends[name]
        if (asking := self._asking.get(name)) is not None:
            await asyncio.shield(asking)
        await asyncio.shield(end)
        return Dispatched(None)

    async def _ask(self, source: str, every_mirror: bool, priority: int) -> None:
        try:
            if source not in self.running:
                self.running.add(source)
                await self._enqueue(source, every_mirror, priority)
            self._sent[source] = asyncio.get_running_loop().time()
        except BaseException:
            del self._ends[source]
            raise
        finally:
            del self._asking[source]

    async def _enqueue(self, source: str, every_mirror: bool, priority: int) -> None:
        while True:
            try:
                return await self._queue.enqueue(source, every_mirror=every_mirror, priority=priority)
            except ArchiveUnavailable:
                await self._restored()

    async def watch(self) -> None:
        """Look at the queue for as long as the process runs."""
        told = False
        while True:
            try:
                await self.look()
                told = False
            except ArchiveUnavailable as error:
                if not told:
                    log.warning("%s", error)
                told = True
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Look once: which runs have ended, and how far the others are.

        :raises ArchiveUnavailable: when the database cannot be reached
        """
        began = asyncio.get_running_loop().time()
        outstanding = await self._queue.load_outstanding()
        for source, end in list(self._ends.items()):
            if source not in outstanding and self._sent.get(source, began) < began:
                del self._ends[source], self._sent[source]
                end.set_result(None)
        self.running = outstanding | self._ends.keys()
        seen = await self.services.archive.load(load_members)
        alive = [each.member.running for each in seen if each.silent < ALIVE]
        self.runs = {source: figures for running in alive for source, figures in running.items()}

    async def stop(self, seconds: float) -> None:
        """Stop the runs of this process; those of others go on."""
        await self._local.stop(seconds)
        for asking in [*self._asking.values()]:
            asking.cancel()
        for end in self._ends.values():
            end.cancel()
