"""``mirrorfold run``: starts everything in order, waits for a signal, and stops it in reverse."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.context.own_errors import counting_own_errors
from crawler.context.run_context import Services
from crawler.index.end_tasks import end_tasks
from crawler.model.errors import ArchiveUnavailable, ConfigError, NotFound, Refused
from crawler.reading.read_probe import ReadProbe
from crawler.settings import Configuration, Settings, Source
from scheduler.cluster.installation import enter_queue, follow_archive
from scheduler.hooks.keep_sending import HookSending
from scheduler.orders.crawl_orders import CrawlOrders
from scheduler.orders.long_orders import LongOrders
from scheduler.orders.probe_hosts import Prober
from scheduler.reports.formats.text_format import format_count
from scheduler.schedule.dispatch import STOP_CRAWLS, Dispatched, Dispatcher, RunDispatcher
from scheduler.schedule.jobs import Jobs
from scheduler.service.catch_up import keep_caught_up
from scheduler.service.control import Tell, keep_quiet, listen_for_orders
from scheduler.service.healing import Healing
from scheduler.service.import_early import import_early
from scheduler.service.keep_up import keep_up
from scheduler.service.reload import ConfigWatch, FollowedFiles, needs_restart
from scheduler.service.services import mark_new_sources, open_services
from scheduler.service.signals import end_on_signals
from scheduler.service.systemd import keep_beating, notify
from scheduler.watching.measuring import Measuring
from scheduler.watching.metrics import serve_metrics
from scheduler.watching.silence import watch_silence
from scheduler.web.listener import open_listener

if TYPE_CHECKING:
    from scheduler.cluster.membership import Membership
    from scheduler.cluster.procrastinate_queue import RunQueue

log = logging.getLogger(__name__)

Order = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]
Duty = Callable[[], Awaitable[None]]

CONFIG_CHECK = 1.0
"""Seconds between two checks of the configuration's files."""


async def run_daemon(loaded: Configuration, state: Path, shown: Callable[[str], None] | None = None) -> None:
    """Crawl all sources on their schedule, and serve the pages, until told to end.

    :param shown: is told where the pages are, before anything else begins
    """
    stopping = asyncio.Event()
    async with AsyncExitStack() as stack:
        listener = open_listener(loaded.settings.web)  # first of all: a port that is taken touches no state
        if listener is not None:
            stack.callback(listener.close)
            if shown is not None:
                shown(listener.address)
        pages = None if listener is None else import_early("scheduler.web.serve_pages")
        queue = await enter_queue(loaded.settings, stack)
        holder = None if queue is None else secrets.token_hex(8)
        shared = await stack.enter_async_context(open_services(loaded, state, holder))
        watch = ConfigWatch(loaded, state) if queue is None else await follow_archive(loaded, shared, state)
        daemon = Daemon(shared, watch, state, queue)
        if daemon.measuring is not None:
            stack.enter_context(counting_own_errors(daemon.measuring.metrics.count_error))
            if loaded.settings.metrics.port:
                stack.enter_context(serve_metrics(daemon.measuring.metrics, loaded.settings.metrics.port))
        _on_signals(stopping, daemon)
        stack.push_async_callback(daemon.stop)
        await daemon.start()
        await stack.enter_async_context(listen_for_orders(state, daemon.answer))
        if listener is not None and pages is not None:
            serve_pages = (await pages).serve_pages
            await stack.enter_async_context(serve_pages(daemon, shared.archive, state, loaded.settings.web, listener))
            log.info("the pages are at %s", listener.address)
        notify("READY=1")
        log.info("mirrorfold is up: %s, process %d", format_count(len(loaded.sources), "source"), os.getpid())
        await stopping.wait()
        notify("STOPPING=1")
        log.info("stopping")


def _on_signals(stopping: asyncio.Event, daemon: Daemon) -> None:
    end_on_signals(stopping)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, daemon.hang_up)


class Daemon:
    """Schedule, dispatch and configuration of one process.

    :param queue: by which an installation of several processes hands out its runs; None: this one does them all
    """

    def __init__(self, shared: Services, watch: FollowedFiles, state: Path, queue: RunQueue | None = None) -> None:
        self._config = watch
        shared = replace(shared, configuration=watch.version)
        healing = Healing(shared.archive, shared.index, shared.pool, lambda: self._config.current)
        concurrency = shared.settings.runs.concurrency
        shares = queue is not None
        local = Dispatcher(shared, concurrency, self._ended, healing.restored, fixed=shares)
        self._membership = None if queue is None else self._join(local, queue)
        self._dispatcher: RunDispatcher = local if self._membership is None else self._membership.dispatcher
        current, waiting = lambda: self._config.current, lambda: self._dispatcher.waiting
        measured = shared.settings.metrics.port or shared.settings.web.monitoring
        leads = None if self._membership is None else lambda: self._leads
        self.measuring = Measuring(shared, current, waiting, state, leads) if measured else None
        self._reading = ReadProbe(shared.pool)
        self._prober = Prober(lambda: self._dispatcher.services)
        self._jobs = Jobs(shared.archive, self._dispatcher)
        self._archive = shared.archive
        leader = None if queue is None else shared.holder
        self._hooks = HookSending(shared.archive, state, lambda: self.settings, leader)
        self._began = time.time()
        self._reload_asked = False
        self._tasks: list[asyncio.Task[None]] = []
        self._duties: list[asyncio.Task[None]] = []
        self._long = LongOrders(lambda: self._dispatcher.services, lambda: self._config.current)
        self._crawls = CrawlOrders(self._dispatcher, self._prober, lambda: self._config.current, self._plan)

    def _join(self, local: Dispatcher, queue: RunQueue) -> Membership:
        from scheduler.cluster.membership import Membership  # one machine imports no queue

        return Membership(local, queue, lambda: self._config.current, "run")

    def _ended(self, source: Source, done: Dispatched) -> None:
        if self.measuring is not None:
            self.measuring.ended(source, done)
        self._prober.ended(source, done)

    async def start(self) -> None:
        """Start the schedule and the watches."""
        for warning in self._config.current.warnings:
            log.warning("%s", warning)
        watches: dict[str, Duty] = {
            "the watch over the configuration": self._watch_config,
            "the word to systemd": keep_beating,
        }
        if self.measuring is not None:
            watches |= self.measuring.duties()
        if self._membership is None:
            await self._lead()
        else:
            watches |= self._membership.duties(self._lead, self._stand_by)
        self._tasks = _keep_up(watches)

    async def _lead(self) -> None:
        """Schedule the runs, and do what one process does for all."""
        await self._hooks.register()  # before anything can happen
        await self._jobs.start(self._config.current.sources)
        duties: dict[str, Duty] = {
            "the telling of hooks": self._hooks.keep,
            "the counting of days": lambda: keep_caught_up(self._archive),
            "the watch over silent sources": lambda: watch_silence(self._archive, lambda: self.configuration),
        }
        if self._membership is not None:
            duties |= self._membership.duties_of_the_leader(self.answer)
        self._duties = _keep_up(duties)

    async def _stand_by(self) -> None:
        """Leave that to another process."""
        for task in self._duties:
            task.cancel()
        self._jobs.pause()
        self._jobs.stop()
        self._jobs, self._duties = Jobs(self._archive, self._dispatcher), []

    async def stop(self) -> None:
        """In this order: nothing new begins, crawls end, then the scheduler."""
        self._jobs.pause()
        for task in self._duties:
            task.cancel()
        await end_tasks(self._tasks, STOP_CRAWLS + 1)  # a worker saves what it holds
        self._crawls.stop()
        await self._long.stop(STOP_CRAWLS)
        await asyncio.gather(self._dispatcher.stop(STOP_CRAWLS), self._prober.stop(STOP_CRAWLS))
        self._jobs.stop()
        await asyncio.gather(*self._duties, return_exceptions=True)  # the process that tells hooks has ended by now

    def hang_up(self) -> None:
        """SIGHUP: look at the configuration now."""
        self._reload_asked = True

    async def _watch_config(self) -> None:
        while True:
            if await asyncio.to_thread(self._config.changed) or self._reload_asked:
                self._reload_asked = False
                try:
                    await self._reload()
                except Exception:
                    self._reload_asked = True  # it is in force and not scheduled yet
                    raise
            await asyncio.sleep(CONFIG_CHECK)

    async def _reload(self) -> None:
        old = self._config.current
        try:
            fresh = await asyncio.to_thread(self._config.reload)  # of thousands of files, perhaps
        except (ConfigError, Refused, ArchiveUnavailable) as error:
            log.error("the changed configuration is not taken over, the old one stays: %s", error)
            return
        for section in needs_restart(old, fresh):
            log.warning("[%s] changed: it takes effect after a restart", section)
        self._dispatcher.take_over(fresh.settings, self._config.version)
        await mark_new_sources(self._dispatcher.services, fresh)
        if self._leads:
            await self._jobs.replace(fresh.sources)
        log.info("the configuration was taken over: %s", format_count(len(fresh.sources), "source"))

    async def answer(self, request: Mapping[str, Any], tell: Tell = keep_quiet) -> dict[str, Any]:
        """Do what the command line asks.

        :param tell: is told how far it is
        :raises NotFound: for a source or an order that does not exist
        """
        orders: dict[str, Order] = {
            "status": self._status,
            "ready": self._ready,
            "crawl": self._crawls.crawl,
            "begin": self._crawls.begin,
            "probe": self._crawls.probe,
            "robots": self._crawls.robots,
            "survey": partial(self._long.survey, tell),
            "feeds": self._long.import_feeds,
            "try": partial(self._long.try_source, tell),
            "pause": self._crawls.pause,
            "resume": self._crawls.pause,
            "purge": self._long.purge,
            "lift": self._long.purge,
            "forget": self._long.purge,
        }
        if self._membership is not None and self._membership.leaves_to_others(request):
            return await self._membership.send(request)
        order = orders.get(str(request.get("do")))
        if order is None:
            raise NotFound(f"the daemon knows no order {request.get('do')!r}")
        return await order(request)

    async def _status(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "pid": os.getpid(),
            "began": self._began,
            "running": sorted(self._dispatcher.running),
            "waiting": self._dispatcher.waiting,
            "runs": self._dispatcher.runs,
            "next": self._jobs.next_runs(),
        }

    async def _plan(self, name: str) -> None:
        if self._leads:
            await self._jobs.plan(name)

    @property
    def _leads(self) -> bool:
        return self._membership is None or self._membership.leads

    async def _ready(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """What of this process keeps it from working: it cannot read pages."""
        trouble = await self._reading.find_trouble()
        return {"pid": os.getpid(), "complaints": [trouble] if trouble else []}

    @property
    def configuration(self) -> Configuration:
        """The one in force."""
        return self._config.current

    @property
    def settings(self) -> Settings:
        """Those in force."""
        return self._config.current.settings

    def metrics(self) -> bytes:
        """What Prometheus is told; nothing where nobody measures."""
        return b"" if self.measuring is None else self.measuring.metrics.written()


def _keep_up(duties: Mapping[str, Duty]) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(keep_up(what, duty), name=what) for what, duty in duties.items()]
