"""``mirrorfold work``: crawls what the leading process of an installation hands out, until it is told to end."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.context.own_errors import counting_own_errors
from crawler.context.run_context import Services
from crawler.index.end_tasks import end_tasks
from crawler.model.errors import ArchiveUnavailable, ConfigError, NotFound, Refused
from crawler.reading.read_probe import ReadProbe
from crawler.settings import Configuration
from scheduler.cluster.installation import follow_archive, open_queue
from scheduler.schedule.dispatch import STOP_CRAWLS, Dispatcher
from scheduler.service.control import Tell, keep_quiet, listen_for_orders
from scheduler.service.healing import Healing
from scheduler.service.keep_up import keep_up
from scheduler.service.reload import FollowedFiles, needs_restart
from scheduler.service.services import mark_new_sources, open_services
from scheduler.service.signals import end_on_signals
from scheduler.service.systemd import keep_beating, notify
from scheduler.watching.measuring import Measuring
from scheduler.watching.metrics import serve_metrics

if TYPE_CHECKING:
    from scheduler.cluster.membership import Membership

log = logging.getLogger(__name__)

CONFIG_CHECK = 1.0
"""Seconds between two checks of the configuration's files."""


async def run_worker(loaded: Configuration, state: Path, places: int | None = None) -> None:
    """Work until told to end.

    :param places: runs at once; None: ``runs.concurrency``
    :raises Refused: where nothing is shared between processes
    """
    stopping = asyncio.Event()
    async with AsyncExitStack() as stack:
        queue = await open_queue(loaded.settings, stack)
        from scheduler.cluster.membership import Membership

        shared = await stack.enter_async_context(open_services(loaded, state, secrets.token_hex(8)))
        end_on_signals(stopping)
        watch = await follow_archive(loaded, shared, state)
        shared = replace(shared, configuration=watch.version)
        healing = Healing(shared.archive, shared.index, shared.pool, lambda: watch.current)
        number = places or loaded.settings.runs.concurrency
        measuring = _measure(shared, watch, state, stack)
        ended = None if measuring is None else measuring.ended
        local = Dispatcher(shared, number, ended, healing.restored, fixed=True)
        membership = Membership(local, queue, lambda: watch.current, "work")
        work: dict[str, Callable[[], Awaitable[None]]] = {
            **membership.work(),
            **({} if measuring is None else measuring.duties()),
            "the watch over the configuration": lambda: _follow(watch, local),
            "the word to systemd": keep_beating,
        }
        tasks = [asyncio.create_task(keep_up(what, each), name=what) for what, each in work.items()]
        await stack.enter_async_context(listen_for_orders(state, WorkerOrders(local, membership).answer))
        notify("READY=1")
        log.info("mirrorfold works: %d runs at once, process %d", local.places, os.getpid())
        await stopping.wait()
        notify("STOPPING=1")
        log.info("stopping")
        await end_tasks(tasks, STOP_CRAWLS + 1)


def _measure(shared: Services, watch: FollowedFiles, state: Path, stack: AsyncExitStack) -> Measuring | None:
    """Count what this process does, and show it where ``metrics.port`` says; None where it says nothing."""
    port = shared.settings.metrics.port
    if not port:
        return None
    measuring = Measuring(shared, lambda: watch.current, lambda: 0, state, lambda: False)
    stack.enter_context(counting_own_errors(measuring.metrics.count_error))
    stack.enter_context(serve_metrics(measuring.metrics, port))
    return measuring


class WorkerOrders:
    """What a worker answers in its state folder: how it is; all else is for the process that leads."""

    def __init__(self, dispatcher: Dispatcher, membership: Membership) -> None:
        self._dispatcher, self._membership = dispatcher, membership
        self._reading = ReadProbe(dispatcher.services.pool)
        self._began = time.time()

    async def answer(self, request: Mapping[str, Any], tell: Tell = keep_quiet) -> dict[str, Any]:
        """Answer a request.

        :raises NotFound: for what a worker does not do
        """
        if self._membership.leaves_to_others(request):
            return await self._membership.send(request)
        if request.get("do") == "ready":
            trouble = await self._reading.find_trouble()
            return {"pid": os.getpid(), "complaints": [trouble] if trouble else []}
        if request.get("do") == "status":
            return {
                "pid": os.getpid(),
                "began": self._began,
                "running": sorted(self._dispatcher.running),
                "waiting": self._dispatcher.waiting,
                "runs": self._dispatcher.runs,
                "next": {},
            }
        cure = "Ask in the state folder of a daemon (mirrorfold run)"
        raise NotFound(f"a worker knows no order {request.get('do')!r}", cure=cure)


async def _follow(watch: FollowedFiles, dispatcher: Dispatcher) -> None:
    """Take a new version over, and changed settings of this machine."""
    while True:
        if await asyncio.to_thread(watch.changed):
            old = watch.current
            try:
                fresh = await asyncio.to_thread(watch.reload)
            except (ConfigError, Refused, ArchiveUnavailable) as error:
                log.error("the changed configuration is not taken over, the old one stays: %s", error)
            else:
                for section in needs_restart(old, fresh):
                    log.warning("[%s] changed: it takes effect after a restart", section)
                dispatcher.take_over(fresh.settings, watch.version)
                await mark_new_sources(dispatcher.services, fresh)
                log.info("the configuration was taken over")
        await asyncio.sleep(CONFIG_CHECK)
