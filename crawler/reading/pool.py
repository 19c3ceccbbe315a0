"""The killable pool: whatever a page does to the parser, it hurts one task.

A 1 MB page with 100,000 attributes held lxml for over 60 s and no signal handler ran; only SIGKILL ends that. So pages
are read in processes of their own, with limits on time and memory, and never in the main one. The processes are forked
from a server that has imported the libraries once: a killed one is replaced in milliseconds.

pebble's pool ends for good when an idle worker is killed, or its server, or a worker in the midst of taking up a task.
So it is watched, and a broken one is replaced by another; what it held is read again.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as TaskTimeout
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from crawler.model.errors import MirrorfoldError
from crawler.reading.failures import PageCrash as PageCrash
from crawler.reading.failures import PageTimeout as PageTimeout
from crawler.reading.failures import PoolBroken as PoolBroken
from crawler.reading.failures import PoolStopped as PoolStopped
from crawler.reading.fork_server import fork_server_answers, start_fork_server
from crawler.reading.pebble_internals import MOST_ENDING, describe_error, end_processes, is_locked
from crawler.reading.told_errors import Answer, log_traces, translate_raised
from crawler.reading.worker import prepare_worker, run_limited

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

MOST_KILLED = 3
"""Processes that may be killed from outside over one page until it is blamed for that: it may want too much memory."""

MOST_BROKEN = 5
"""Pools that may break over one page; it is not blamed for that."""

CHECK_INTERVAL = 0.25
"""Seconds between two checks whether the pool lives, while somebody waits for it; also how much longer each try of a
page waits than the one before."""

WATCH_INTERVAL = 1.0
"""Seconds between two checks whether the pool lives, while nobody waits for it."""

MOST_IDLE_CHECKS = 16
"""Checks at which nothing was under way in a worker, and nothing ended, until the pool is taken for broken. Checks, not
seconds: we too may have slept."""

MOST_LOCKED_CHECKS = 4
"""Likewise, where a lock was held: a worker killed while it takes up a task, or answers, leaves the others locked out.
"""

_KILLED = (-signal.SIGKILL, 255)
"""Exit codes of a worker that was killed, and of one whose server was, which alone knows its code."""

MOST_STARTING = 60.0
"""Seconds that the start of all workers may take; their server's imports take one or two of a free processor."""

_DISCARD = 5.0
"""Seconds that stopping waits for the ends of broken pools."""


class _Broken(Exception):
    """A pool does not work any more; the message says why."""


class _Killed(Exception):
    """A task's process was killed, by whomever."""


class ExtractionPool:
    """Processes that read pages and listings.

    :param workers: processes; 0 for one per core
    :param timeout: seconds a task may take from when a worker takes it up
    :ivar replaced: how often the processes broke down and new ones were started
    :ivar answered: how many tasks gave a result
    """

    def __init__(self, workers: int, timeout: float) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.replaced = 0
        self._timeout = timeout
        self._pool: Any = None  # pebble's pool: only partly typed
        self._stopped = False
        self._under_way: dict[ProcessFuture[Any], Callable[..., object]] = {}
        self._ended = 0
        """Tasks that have ended, however: by it a check sees that something goes on."""
        self.answered = 0
        self._last_answer = 0.0
        """When the last of them did, by the monotonic clock."""
        self._changing = threading.Lock()
        self._renewal: asyncio.Future[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._discarding: list[threading.Thread] = []
        self._reported = False
        """Whether it was logged that no new processes can be started; it is logged once."""

    async def __aenter__(self) -> Self:
        self.start()
        self._watch = asyncio.create_task(self._replace_when_broken())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._watch is not None
        self._watch.cancel()
        await asyncio.to_thread(self.stop)

    def start(self) -> None:
        """Start the workers, forked from a server that has no threads."""
        self._stopped, self._last_answer = False, time.monotonic()
        self._pool = self._start_processes()

    def _start_processes(self) -> Any:
        context = multiprocessing.get_context("forkserver")
        pool = ProcessPool(self.workers, initializer=prepare_worker, context=context)
        try:
            with fork_server_answers(MOST_STARTING):
                start_fork_server()
                pool.schedule(os.getpid)  # pebble starts its workers with the first task
        except BaseException:
            end_processes(pool)
            raise
        return pool

    def stop(self) -> None:
        """Kill what is under way and end the processes, within 0.1 s where the server that starts them answers."""
        self._stopped = True
        # Whoever starts processes meanwhile may wait for a frozen server.
        with fork_server_answers(MOST_ENDING), self._changing:
            pool, self._pool = self._pool, None
            # pebble forgets what it kills when it stops: whoever waits for it would never be answered.
            for task in tuple(self._under_way):
                task.cancel()  # type: ignore[no-untyped-call]
            if pool is not None:
                end_processes(pool)
        for thread in self._discarding:
            thread.join(_DISCARD)

    async def warm(self) -> None:
        """Wait until a worker answers: the server has imported the libraries then, which takes about a second."""
        await self.run(os.getpid)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a module's function in a worker; arguments and result are pickled.

        A task whose pool breaks, or whose process is killed from outside, is run again, a few times.

        :raises PageTimeout: after the timeout; the worker is dead, the next task gets a new one
        :raises PageCrash: when the worker died or the function raised
        :raises PoolStopped: when the pool was stopped meanwhile
        :raises PoolBroken: when the pool broke too often
        """
        if self._pool is None and not self._stopped:
            raise RuntimeError("the pool has not been started")
        killed = broken = 0
        while (pool := self._pool) is not None:
            try:
                return await self._run_once(pool, function, args, kwargs)
            except _Killed as error:
                killed += 1
                if killed == MOST_KILLED:
                    raise PageCrash(f"The process that read it was killed {MOST_KILLED} times") from error
            except _Broken as error:
                if self._stopped:
                    break
                broken += 1
                await self._renew_processes(pool, str(error))
                if broken == MOST_BROKEN:
                    what = f"The processes that read pages broke down {MOST_BROKEN} times ({error})"
                    raise PoolBroken(what, cure="Look at what kills them: memory, or a limit on processes") from error
                await asyncio.sleep(CHECK_INTERVAL * (broken - 1))
        raise PoolStopped("The pool was stopped")

    async def _run_once(
        self, pool: Any, function: Callable[..., T], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> T:
        """Run a task once, in one pool.

        :raises _Broken, _Killed: when it is to be run again
        """
        try:
            task = pool.schedule(run_limited, args=(self._timeout, function, args, kwargs), timeout=self._timeout)
        except Exception as error:
            raise _Broken(describe_error(error)) from error
        self._under_way[task] = function
        outcome: asyncio.Future[Answer[T]] = asyncio.wrap_future(task)
        try:
            await self._wait_for(outcome, pool)
        finally:
            self._under_way.pop(task, None)
            self._ended += 1
            task.cancel()  # of use only where the caller was cancelled, or the pool is broken
        if outcome.cancelled():
            raise _Broken("it was stopped")
        failure = outcome.exception()
        if isinstance(failure, BrokenProcessPool):
            raise _Broken(describe_error(failure)) from failure
        if isinstance(failure, ProcessExpired) and failure.exitcode in _KILLED:
            raise _Killed from failure
        if failure is not None and (self._pool is not pool or not pool.active):
            # a pool that ends fails its tasks with what it meets itself
            raise _Broken(describe_error(failure)) from failure
        if failure is not None:
            raise self._translate_failure(failure) from failure
        self.answered += 1
        self._last_answer = time.monotonic()
        return log_traces(outcome.result())

    def is_busy(self, *, besides: Callable[..., object]) -> bool:
        """Say whether every worker holds a task that it may still be at.

        No more when none gave a result for longer than two may take, one after the other.

        :param besides: a function whose tasks do not count
        """
        held = sum(task.running() for task, function in tuple(self._under_way.items()) if function is not besides)
        return held >= self.workers and time.monotonic() - self._last_answer < 2 * self._timeout + CHECK_INTERVAL

    async def _wait_for(self, outcome: asyncio.Future[Any], pool: Any) -> None:
        """Wait for a task's end; its pool may have broken without a word to it.

        :raises _Broken: when it has
        """
        patience = MOST_IDLE_CHECKS + int(self._timeout / CHECK_INTERVAL)
        ended, idle, locked, checks = self._ended, 0, 0, 0
        while True:
            await asyncio.wait([outcome], timeout=CHECK_INTERVAL)
            if outcome.done():
                return
            if self._pool is not pool:
                raise _Broken("it was replaced")
            if not pool.active:
                raise _Broken("it has ended")
            if self._ended != ended:
                ended, idle, locked, checks = self._ended, 0, 0, 0
            checks += 1
            locked = locked + 1 if is_locked(pool) else 0
            idle = 0 if any(task.running() for task in tuple(self._under_way)) else idle + 1
            if idle > MOST_IDLE_CHECKS or locked > MOST_LOCKED_CHECKS or checks > patience:
                raise _Broken("no worker takes up a task")

    async def _replace_when_broken(self) -> None:
        """Replace a pool that breaks while nobody waits for it: the next page finds all processes there."""
        while not self._stopped:
            await asyncio.sleep(WATCH_INTERVAL)
            try:
                if (pool := self._pool) is not None and not pool.active and not self._stopped:
                    await self._renew_processes(pool, "it ended while nothing was read")
            except Exception:
                log.exception("a broken pool was not replaced, by an error of ours; it is tried again")

    async def _renew_processes(self, broken: Any, why: str) -> None:
        """Put another pool in the place of a broken one; whoever comes meanwhile waits for the same."""
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.ensure_future(asyncio.to_thread(self._replace_processes, broken, why))
        await asyncio.shield(self._renewal)  # somebody else waits for it, too

    def _replace_processes(self, broken: Any, why: str) -> None:
        """In a thread, for a server that was killed takes a second to start: replace a pool if it still is in use."""
        with self._changing:
            if self._pool is not broken or self._stopped:
                return
            try:
                pool = self._start_processes()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is logged, and tried again for the next page
                if not self._reported:
                    why = describe_error(error)
                    log.error("the processes that read pages broke down, and no new ones start: %s", why)
                self._reported = True
                return
            self._pool, self._reported = pool, False
            self.replaced += 1
            log.warning("the processes that read pages broke down (%s): new ones are started", why)
            # A broken pool may hold a process that does not end by itself for some seconds: nobody waits for that.
            ending = threading.Thread(target=end_processes, args=(broken,), name="end a broken pool", daemon=True)
            ending.start()
            self._discarding = [thread for thread in self._discarding if thread.is_alive()] + [ending]

    def _translate_failure(self, error: BaseException) -> MirrorfoldError:
        """Translate the failure of a task into an error of ours."""
        if isinstance(error, TaskTimeout):
            return PageTimeout(f"Not read within {self._timeout:g} s")
        if isinstance(error, ProcessExpired):
            return PageCrash(f"The process that read it died ({error.exitcode})")
        return translate_raised(error, describe_error(error))
