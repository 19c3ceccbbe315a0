"""Reads of the archive for pages: in threads of their own, each within a deadline, all given up at the stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from crawler.archive.database.store import Archive
from crawler.model.errors import Refused

P = ParamSpec("P")
T = TypeVar("T")

DEADLINE = 2.0
"""Seconds that a page may read: a transaction that stays open keeps SQLite from taking its log back."""

THREADS = 2
"""Reads at once; the archive's one writing thread is never among them."""


class PageReader:
    """Reads that never hold up a crawl, and never outlast the daemon."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")
        self._checks = ThreadPoolExecutor(1, thread_name_prefix="checks")
        self._closing = False

    async def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``function(connection, …)``, which only reads.

        :raises Refused: when the daemon stops
        :raises ArchiveUnavailable: when it takes longer than ``DEADLINE``, or the database refuses
        """
        return await self._run(self._threads, lambda: self._read(function, *args, **kwargs))

    async def check(self, function: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call what opens stores of its own to see whether they answer, one at a time, beside the daemon's loop.

        :raises Refused: when the daemon stops
        """
        return await self._run(self._checks, lambda: asyncio.run(function(*args, **kwargs)))

    async def _run(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        if self._closing:
            raise Refused("The daemon is stopping", cure="Ask again once it runs")
        return await asyncio.get_running_loop().run_in_executor(threads, work)

    def _read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        ends = time.monotonic() + DEADLINE
        is_over = lambda: self._closing or time.monotonic() > ends  # noqa: E731
        return self._archive.read_within(DEADLINE, is_over, function, *args, **kwargs)

    def close(self) -> None:
        """Give up what is under way; its thread ends by itself within some thousand steps of SQLite."""
        self._closing = True
        for threads in (self._threads, self._checks):
            threads.shutdown(wait=False, cancel_futures=True)
