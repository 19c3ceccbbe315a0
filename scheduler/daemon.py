"""``mirrorfold run``: starts everything in order, waits for a signal, and stops it in reverse."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from crawler.archive.runs.schedule_history import set_paused
from crawler.context.run_context import Services
from crawler.model.errors import ConfigError, NotFound, Refused
from crawler.probing.ask_robots import ask_robots
from crawler.settings import Configuration, Source
from scheduler.orders.probe_hosts import Prober
from scheduler.orders.purge import answer_removal, build_purge
from scheduler.orders.survey_sources import survey_sources, try_one_source
from scheduler.reports.formats.run_report import report_facts, report_lines
from scheduler.reports.formats.text_format import format_count
from scheduler.reports.lists.robots import robots_facts
from scheduler.schedule.dispatch import Dispatched, Dispatcher
from scheduler.schedule.jobs import Jobs
from scheduler.service.catch_up import keep_caught_up
from scheduler.service.control import listen_for_orders
from scheduler.service.hand_over_alarms import keep_handing_over
from scheduler.service.healing import Healing
from scheduler.service.reload import ConfigWatch, needs_restart
from scheduler.service.services import mark_new_sources, open_services
from scheduler.watching.measuring import Measuring
from scheduler.watching.metrics import serve_metrics

log = logging.getLogger(__name__)

CONFIG_CHECK = 1.0
"""Seconds between two checks of the configuration's files."""

STOP_CRAWLS = 7.0
"""Seconds that crawls have to save what they hold; the whole stop stays under ten."""


async def run_daemon(loaded: Configuration, state: Path) -> None:
    """Crawl all sources on their schedule until told to end."""
    stopping = asyncio.Event()
    async with AsyncExitStack() as stack:
        shared = await stack.enter_async_context(open_services(loaded, state))
        daemon = Daemon(shared, loaded, state)
        if daemon.measuring is not None:
            stack.enter_context(serve_metrics(daemon.measuring.metrics, loaded.settings.metrics.port))
        _on_signals(stopping, daemon)
        stack.push_async_callback(daemon.stop)
        await daemon.start()
        await stack.enter_async_context(listen_for_orders(state, daemon.answer))
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
        self.measuring = Measuring(shared, sources, waiting, state) if shared.settings.metrics.port else None
        self._prober = Prober(lambda: self._dispatcher.services)
        self._jobs = Jobs(shared.archive, self._dispatcher)
        self._archive = shared.archive
        self._began = time.time()
        self._reload_asked = False
        self._tasks: list[asyncio.Task[None]] = []
        self._purges: set[asyncio.Task[dict[str, Any]]] = set()
        self._under_way: dict[str, str] = {}

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
        watches = [self._watch_config(), _beat(), handing, keep_caught_up(self._archive)]
        if self.measuring is not None:
            watches += [self.measuring.watch_stores(), self.measuring.watch_loop()]
        self._tasks = [asyncio.create_task(watch) for watch in watches]

    async def stop(self) -> None:
        """In this order: nothing new begins, crawls end, then the scheduler."""
        self._jobs.pause()
        for task in (*self._tasks, *self._purges):
            task.cancel()
        if self._purges:
            await asyncio.wait(self._purges, timeout=STOP_CRAWLS)
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
        self._dispatcher.services = replace(self._dispatcher.services, settings=fresh.settings)
        await mark_new_sources(self._dispatcher.services, fresh)
        await self._jobs.replace(fresh.sources)
        log.info("the configuration was taken over: %s", format_count(len(fresh.sources), "source"))

    async def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Do what the command line asks.

        :raises NotFound: for a source or an order that does not exist
        """
        orders = {
            "status": self._status,
            "crawl": self._crawl,
            "probe": self._probe,
            "robots": self._robots,
            "survey": self._survey,
            "try": self._try,
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
            "progress": self._dispatcher.progress,
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

    async def _probe(self, request: Mapping[str, Any]) -> dict[str, Any]:
        source = self._source(request)
        probe = await self._prober.probe(source, str(request["host"]))
        return {"source": source.id, "probe": probe.facts()}

    async def _robots(self, request: Mapping[str, Any]) -> dict[str, Any]:
        source, again = self._source(request), bool(request.get("again"))
        return robots_facts(source, await ask_robots(source, self._dispatcher.services, again=again))

    async def _survey(self, request: Mapping[str, Any]) -> dict[str, Any]:
        steps: list[tuple[str, str]] = []
        facts = await survey_sources(
            request["urls"],
            self._dispatcher.services,
            self._config.current.sources,
            lambda step, words: steps.append((step, words)),
            int(request["requests"]),
        )
        return facts | {"steps": steps}

    async def _try(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return await try_one_source(self._source(request), self._dispatcher.services, int(request["requests"]))

    async def _pause(self, request: Mapping[str, Any]) -> dict[str, Any]:
        source = self._source(request)
        await self._archive.run(set_paused, source.id, request["do"] == "pause")
        await self._jobs.plan(source.id)
        return {"source": source.id}

    async def _purge(self, request: Mapping[str, Any]) -> dict[str, Any]:
        shared = self._dispatcher.services
        purge = build_purge(shared.settings, shared.archive, shared.index, shared.holder, self._under_way)
        task = asyncio.create_task(answer_removal(purge, request), name="purge")
        self._purges.add(task)
        task.add_done_callback(self._purges.discard)
        try:
            return await task
        except asyncio.CancelledError:
            raise Refused("The daemon was stopped; what is not purged yet stands", cure="Purge again") from None

    def _source(self, request: Mapping[str, Any]) -> Source:
        return self._config.current.source(str(request.get("source")))


async def _beat() -> None:
    """Let systemd's watchdog know that the loop turns."""
    seconds = watchdog_seconds()
    while seconds is not None:
        notify("WATCHDOG=1")
        await asyncio.sleep(seconds)


def notify(state: str) -> None:
    """Tell systemd, if it started us: ``READY=1``, ``STOPPING=1``, ``WATCHDOG=1`` (one datagram, see sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(state.encode(), address)


def watchdog_seconds() -> float | None:
    """How often systemd wants to hear from us: half of what it allows; None when it does not watch."""
    allowed = os.environ.get("WATCHDOG_USEC")
    return int(allowed) / 2_000_000 if allowed else None
