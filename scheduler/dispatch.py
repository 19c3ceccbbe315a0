"""The one seam between a due source and its crawl. Nothing else knows how a run was dispatched.

On one machine a crawl starts in this loop, at most ``runs.concurrency`` at once, first come, first served.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from crawler.context import Run, Services
from crawler.errors import CrawlFailed, MirrorfoldError, Refused
from crawler.run import crawl
from crawler.settings import Source

log = logging.getLogger(__name__)

RETRIES = (1.0, 5.0)
"""Seconds before a run that raised is tried a second and a third time."""

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Dispatched:
    """How a dispatch ended: with a run, or with the error of its last try."""

    run: Run | None
    error: Exception | None = None


class Dispatcher:
    """Starts crawls and keeps count of them."""

    def __init__(self, services: Services, concurrency: int, sleep: Sleep = asyncio.sleep) -> None:
        self.services = services
        self._places = asyncio.Semaphore(concurrency)
        self._sleep = sleep
        self._tasks: dict[str, asyncio.Task[Dispatched]] = {}
        self.running: set[str] = set()

    @property
    def waiting(self) -> int:
        """Dispatched sources whose turn has not come."""
        return len(self._tasks) - len(self.running)

    async def dispatch(self, source: Source) -> Dispatched:
        """Crawl a source; a second request for a source that is under way joins the first."""
        task = self._tasks.get(source.id)
        if task is None:
            task = asyncio.create_task(self._run(source), name=f"crawl {source.id}")
            self._tasks[source.id] = task
            task.add_done_callback(lambda _: self._tasks.pop(source.id, None))
        return await asyncio.shield(task)

    async def _run(self, source: Source) -> Dispatched:
        async with self._places:
            self.running.add(source.id)
            try:
                return await self._try(source)
            finally:
                self.running.discard(source.id)

    async def _try(self, source: Source) -> Dispatched:
        for wait in (*RETRIES, None):
            try:
                return Dispatched(await crawl(source, self.services))
            except (CrawlFailed, Refused) as error:
                return Dispatched(None, error)  # trying again at once would not help
            except MirrorfoldError as error:
                log.warning("a run of %s failed: %s", source.id, error)
                if wait is None:
                    return Dispatched(None, error)
                await self._sleep(wait)
            except Exception as error:
                log.exception("a run of %s ended with an error of ours", source.id)
                return Dispatched(None, error)
        raise AssertionError

    async def stop(self, seconds: float) -> None:
        """Stop every crawl: what was fetched is saved, the rest is left to the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
