"""The killable pool: whatever a page does to the parser, it hurts one task.

A 1 MB page with 100,000 attributes held lxml for over 60 s and no signal handler ran; only SIGKILL ends that. So pages
are read in processes of their own, with limits on time and memory, and never in the main one. The processes are forked
from a server that has imported the libraries once: a killed one is replaced in milliseconds.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError as TaskTimeout
from multiprocessing import forkserver
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from crawler.model.errors import MirrorfoldError

P = ParamSpec("P")
T = TypeVar("T")

PRELOADED = (
    "crawler.extraction.page",
    "crawler.reading.raw",
    "crawler.discovery.feed",
    "crawler.discovery.section",
    "crawler.discovery.sitemap",
    "crawler.reading.tasks",
)
"""Modules that the server imports before it forks a worker; they import every library that a task needs."""

MOST_MEMORY = 2 << 30
"""Bytes of address space of one worker; reading a 5 MiB page took under 400 MB."""

GC_THRESHOLDS = (100_000, 50, 50)
"""A page makes tens of thousands of objects that die with it; with Python's own 700 reading one took 14 % longer."""

_CPU_BEYOND_TIMEOUT = 2
"""CPU seconds a task may use beyond its timeout: ends a worker whose pool was killed with -9."""

_PR_SET_PDEATHSIG = 1
"""From Linux's sys/prctl.h: the signal a process gets when its parent, here the forking server, is gone."""


def prepare() -> None:
    """Start the server that workers are forked from; it imports its libraries while the caller goes on."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    forkserver.ensure_running()


class PageTimeout(MirrorfoldError):
    """A task took longer than it may; its process was killed."""


class PageCrash(MirrorfoldError):
    """A task's process died, or the task raised what no page should make it raise."""


class PoolStopped(MirrorfoldError):
    """The pool was stopped before the task had ended: nothing is known of the page, and it is to be read again."""


class ExtractionPool:
    """Processes that read pages and listings.

    :param workers: processes; 0 for one per core
    :param timeout: seconds a task may take from when a worker takes it up
    """

    def __init__(self, workers: int, timeout: float) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._timeout = timeout
        self._pool: Any = None  # pebble's pool: only partly typed
        self._under_way: set[ProcessFuture[Any]] = set()

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)

    def start(self) -> None:
        """Start the workers, forked from a server that has no threads."""
        prepare()
        context = multiprocessing.get_context("forkserver")
        self._pool = ProcessPool(self.workers, initializer=_prepare_worker, context=context)
        self._pool.schedule(os.getpid)  # pebble starts its workers with the first task

    def stop(self) -> None:
        """Kill what is under way and end the processes, within 0.1 s."""
        if self._pool is not None:
            # pebble forgets what it kills when it stops: whoever waits for it would never be answered.
            for task in tuple(self._under_way):
                task.cancel()  # type: ignore[no-untyped-call]
            self._pool.stop()
            self._pool.join()
            self._pool = None

    async def warm(self) -> None:
        """Wait until a worker answers: the server has imported the libraries then, which takes about a second."""
        await self.run(os.getpid)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a module's function in a worker; arguments and result are pickled.

        :raises PageTimeout: after the timeout; the worker is dead, the next task gets a new one
        :raises PageCrash: when the worker died or the function raised
        :raises PoolStopped: when the pool was stopped meanwhile
        """
        if self._pool is None:
            raise RuntimeError("the pool has not been started")
        task = self._pool.schedule(_limited, args=(self._timeout, function, args, kwargs), timeout=self._timeout)
        self._under_way.add(task)
        outcome: asyncio.Future[T] = asyncio.wrap_future(task)
        try:
            await asyncio.wait([outcome])
        finally:
            self._under_way.discard(task)
            task.cancel()  # of use only where the caller was cancelled
        if outcome.cancelled():
            raise PoolStopped("The pool was stopped")
        error = outcome.exception()
        if error is not None:
            raise self._named(error) from error
        return outcome.result()

    def _named(self, error: BaseException) -> MirrorfoldError:
        """The failure of a task in our words."""
        if isinstance(error, TaskTimeout):
            return PageTimeout(f"Not read within {self._timeout:g} s")
        if isinstance(error, ProcessExpired):
            return PageCrash(f"The process that read it died ({error.exitcode})")
        return PageCrash(f"{type(error).__name__}: {error}"[:300])


def _limited(timeout: float, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    """Run a task under a limit of CPU seconds, counted from what its worker has used before."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(timeout) + _CPU_BEYOND_TIMEOUT, hard))
    return function(*args, **kwargs)


def _prepare_worker() -> None:
    """In each worker: end at once when told to, and with the parent; never take more than our share of memory."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's handler cannot run while lxml works
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process
    # Every worker holds the pipe by which the server learns that nobody needs it; without this one, both would live
    # on when the main process is killed. The name is private: a test kills a main process.
    os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    gc.freeze()  # the libraries' objects are here to stay: the collector need not walk them after every page
    gc.set_threshold(*GC_THRESHOLDS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
