"""``mirrorfold run``: starts everything in order, waits for a signal, and stops it in reverse."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

from crawler.archive.runs.schedule_history import set_paused
from crawler.context.run_context import Services
from crawler.model.errors import ConfigError, NotFound, Refused
from crawler.probing.ask_robots import ask_robots
from crawler.settings import Configuration, Source
from scheduler.orders.import_feeds import survey_group, unpack_group
from scheduler.orders.probe_hosts import Prober
from scheduler.orders.purge import answer_removal, build_purge
from scheduler.orders.survey_sources import survey_sources, try_one_source
from scheduler.reports.formats.run_report import report_facts, report_lines
from scheduler.reports.formats.text_format import format_count
from scheduler.reports.lists.robots import robots_facts
from scheduler.schedule.dispatch import Dispatched, Dispatcher
from scheduler.schedule.jobs import Jobs
from scheduler.service.catch_up import keep_caught_up
from scheduler.service.control import Tell, keep_quiet, listen_for_orders
from scheduler.service.hand_over_alarms import keep_handing_over
from scheduler.service.healing import Healing
from scheduler.service.import_early import import_early
from scheduler.service.reload import ConfigWatch, needs_restart
from scheduler.service.services import mark_new_sources, open_services
from scheduler.service.systemd import keep_beating, notify
from scheduler.watching.measuring import Measuring
from scheduler.watching.metrics import serve_metrics
from scheduler.watching.silence import watch_silence
from scheduler.web.listener import open_listener

log = logging.getLogger(__name__)

Order = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]

CONFIG_CHECK = 1.0
"""Seconds between two checks of the configuration's files."""

STOP_CRAWLS = 7.0
"""Seconds that crawls have to save what they hold; the whole stop stays under ten."""


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
        shared = await stack.enter_async_context(open_services(loaded, state))
        daemon = Daemon(shared, loaded, state)
        if daemon.measuring is not None and loaded.settings.metrics.port:
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
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if stopping.is_set():  # the second time: at once
            os._exit(1)
        stopping.set()

    loop.add_signal_handler(signal.SIGTERM, stop)
    loop.add_signal_handler(signal.SIGINT, stop)
    loop.add_signal_handler(signal.SIGHUP, daemon.hang_up)


class Daemon:
    """Schedule, dispatch and configuration of one process."""

    def __init__(self, shared: Services, loaded: Configuration, state: Path) -> None:
        self._config = ConfigWatch(loaded, state)
        healing = Healing(shared.archive, shared.index, shared.pool, lambda: self._config.current)
        concurrency = shared.settings.runs.concurrency
        self._dispatcher = Dispatcher(shared, concurrency, ended=self._ended, restored=healing.restored)
        sources, waiting = lambda: self._config.current.sources, lambda: self._dispatcher.waiting
        measured = shared.settings.metrics.port or shared.settings.web.monitoring
        self.measuring = Measuring(shared, sources, waiting, state) if measured else None
        self._prober = Prober(lambda: self._dispatcher.services)
        self._jobs = Jobs(shared.archive, self._dispatcher)
        self._archive = shared.archive
        self._began = time.time()
        self._reload_asked = False
        self._tasks: list[asyncio.Task[None]] = []
        self._orders: set[asyncio.Task[dict[str, Any]]] = set()
        self._under_way: dict[str, str] = {}
        self._asked: set[asyncio.Task[None]] = set()

    def _ended(self, source: Source, done: Dispatched) -> None:
        if self.measuring is not None:
            self.measuring.ended(source, done)
        self._prober.ended(source, done)

    async def start(self) -> None:
        """Start the schedule and the watches."""
        for warning in self._config.current.warnings:
            log.warning("%s", warning)
        await self._jobs.start(self._config.current.sources)
        handing = keep_handing_over(self._archive, lambda: self._config.current.settings.alarms)
        silence = watch_silence(self._archive, lambda: self._config.current)
        watches = [self._watch_config(), keep_beating(), handing, keep_caught_up(self._archive), silence]
        if self.measuring is not None:
            watches += [self.measuring.watch_stores(), self.measuring.watch_loop()]
        self._tasks = [asyncio.create_task(watch) for watch in watches]

    async def stop(self) -> None:
        """In this order: nothing new begins, crawls end, then the scheduler."""
        self._jobs.pause()
        for task in (*self._tasks, *self._orders, *self._asked):
            task.cancel()
        if self._orders:
            await asyncio.wait(self._orders, timeout=STOP_CRAWLS)
        await asyncio.gather(self._dispatcher.stop(STOP_CRAWLS), self._prober.stop(STOP_CRAWLS))
        self._jobs.stop()

    def hang_up(self) -> None:
        """SIGHUP: look at the configuration now."""
        self._reload_asked = True

    async def _watch_config(self) -> None:
        while True:
            if self._config.changed() or self._reload_asked:
                self._reload_asked = False
                await self._reload()
            await asyncio.sleep(CONFIG_CHECK)

    async def _reload(self) -> None:
        old = self._config.current
        try:
            fresh = self._config.reload()
        except ConfigError as error:
            log.error("the changed configuration is not taken over, the old one stays: %s", error)
            return
        for section in needs_restart(old, fresh):
            log.warning("[%s] changed: it takes effect after a restart", section)
        self._dispatcher.take_over(fresh.settings)
        await mark_new_sources(self._dispatcher.services, fresh)
        await self._jobs.replace(fresh.sources)
        log.info("the configuration was taken over: %s", format_count(len(fresh.sources), "source"))

    async def answer(self, request: Mapping[str, Any], tell: Tell = keep_quiet) -> dict[str, Any]:
        """Do what the command line asks.

        :param tell: is told how far it is
        :raises NotFound: for a source or an order that does not exist
        """
        orders: dict[str, Order] = {
            "status": self._status,
            "crawl": self._crawl,
            "begin": self._begin,
            "probe": self._probe,
            "robots": self._robots,
            "survey": partial(self._survey, tell),
            "feeds": self._feeds,
            "try": partial(self._try, tell),
            "pause": self._pause,
            "resume": self._pause,
            "purge": self._purge,
            "lift": self._purge,
            "forget": self._purge,
        }
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

    async def _crawl(self, request: Mapping[str, Any]) -> dict[str, Any]:
        every_mirror = bool(request.get("every_mirror"))
        done = await self._dispatcher.dispatch(self._source(request), every_mirror=every_mirror)
        if done.error is not None:
            raise done.error
        assert done.run is not None
        await self._jobs.plan(done.run.source.id)
        return {"report": report_facts(done.run), "lines": report_lines(done.run)}

    async def _begin(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Begin a crawl, and do not wait for its end."""
        source = self._source(request)
        crawl = asyncio.create_task(self._crawl_and_plan(source), name=f"crawl {source.id}, asked for")
        self._asked.add(crawl)
        crawl.add_done_callback(self._asked.discard)
        return {"source": source.id}

    async def _crawl_and_plan(self, source: Source) -> None:
        done = await self._dispatcher.dispatch(source)
        if done.error is not None:
            log.error("%s was not crawled: %s", source.id, done.error)
        await self._jobs.plan(source.id)

    async def _probe(self, request: Mapping[str, Any]) -> dict[str, Any]:
        source = self._source(request)
        probe = await self._prober.probe(source, str(request["host"]))
        return {"source": source.id, "probe": probe.facts()}

    async def _robots(self, request: Mapping[str, Any]) -> dict[str, Any]:
        source, again = self._source(request), bool(request.get("again"))
        return robots_facts(source, await ask_robots(source, self._dispatcher.services, again=again))

    @property
    def configuration(self) -> Configuration:
        """The one in force."""
        return self._config.current

    def metrics(self) -> bytes:
        """What Prometheus is told; nothing where nobody measures."""
        return b"" if self.measuring is None else self.measuring.metrics.written()

    async def _survey(self, tell: Tell, request: Mapping[str, Any]) -> dict[str, Any]:
        survey = survey_sources(
            request["urls"],
            self._dispatcher.services,
            self._config.current.sources,
            lambda step, words: tell({"step": step, "words": words}),
            int(request["requests"]),
        )
        return await self._until_stopped(survey, "nothing was found yet")

    async def _feeds(self, request: Mapping[str, Any]) -> dict[str, Any]:
        group, taken = unpack_group(request["group"]), list(map(str, request["taken"]))
        survey = survey_group(group, taken, self._dispatcher.services)
        return await self._until_stopped(survey, "what is written stays")

    async def _try(self, tell: Tell, request: Mapping[str, Any]) -> dict[str, Any]:
        source, most = self._source(request), int(request["requests"])
        trial = try_one_source(source, self._dispatcher.services, tell, most)
        return await self._until_stopped(trial, "nothing was found yet")

    async def _pause(self, request: Mapping[str, Any]) -> dict[str, Any]:
        source = self._source(request)
        await self._archive.run(set_paused, source.id, request["do"] == "pause")
        await self._jobs.plan(source.id)
        return {"source": source.id}

    async def _purge(self, request: Mapping[str, Any]) -> dict[str, Any]:
        shared = self._dispatcher.services
        purge = build_purge(shared.settings, shared.archive, shared.index, shared.holder, self._under_way)
        return await self._until_stopped(answer_removal(purge, request), "what is not purged yet stands")

    async def _until_stopped(self, work: Coroutine[Any, Any, dict[str, Any]], left: str) -> dict[str, Any]:
        """Do what an order asks for, unless the daemon is stopped meanwhile.

        :param left: how things stand then, a clause
        :raises Refused: it was stopped
        """
        task = asyncio.create_task(work, name="an order")
        self._orders.add(task)
        task.add_done_callback(self._orders.discard)
        try:
            return await task
        except asyncio.CancelledError:
            raise Refused(f"The daemon was stopped; {left}", cure="Give the same command again") from None

    def _source(self, request: Mapping[str, Any]) -> Source:
        return self._config.current.source(str(request.get("source")))
