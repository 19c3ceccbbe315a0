"""A process as one of an installation: it beats, works for the queue, and may lead."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from crawler.model.errors import ArchiveUnavailable
from crawler.settings import Configuration
from scheduler.cluster.beat import keep_beating, name_host
from scheduler.cluster.carry_orders import FOR_LEADERS, keep_answering, send_order
from scheduler.cluster.keep_leading import Leading, Step
from scheduler.cluster.procrastinate_queue import RunQueue
from scheduler.cluster.queued_dispatcher import QueuedDispatcher
from scheduler.cluster.work import Worker
from scheduler.schedule.dispatch import Dispatcher
from scheduler.service.control import Answerer, keep_quiet, reply_to

log = logging.getLogger(__name__)

SWEEP = 1.0
"""Seconds between two looks for runs whose worker died."""

Duty = Callable[[], Awaitable[None]]


class Membership:
    """What a process does for the installation that it is part of.

    :param local: does the runs of this process
    :param configuration: the one in force, asked anew each time
    :param role: "run" or "work"
    """

    def __init__(
        self, local: Dispatcher, queue: RunQueue, configuration: Callable[[], Configuration], role: str
    ) -> None:
        self.dispatcher = QueuedDispatcher(local, queue, local.restored)
        self._local, self._queue, self._configuration, self._role = local, queue, configuration, role
        self._leading: Leading | None = None

    @property
    def leads(self) -> bool:
        """Whether this process schedules."""
        return self._leading is not None and self._leading.leads

    def leaves_to_others(self, request: Mapping[str, Any]) -> bool:
        """Whether a request is for the process that leads, and this one does not."""
        return not self.leads and request.get("do") in FOR_LEADERS

    async def send(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Let the process that leads do something; see ``send_order``."""
        return await send_order(self._local.services.archive, request)

    def duties(self, lead: Step, stand_by: Step) -> dict[str, Duty]:
        """What a process does that may lead: all for as long as it runs, each under a name."""
        services = self._local.services

        async def look_and_lead() -> None:
            await self.dispatcher.look()  # what is under way is not due
            await lead()

        self._leading = Leading(services.archive, services.holder, name_host(), look_and_lead, stand_by)
        return {
            "the lead": self._leading.keep,
            "the watch over the queue": self.dispatcher.watch,
            **self.work(),
        }

    def work(self) -> dict[str, Duty]:
        """What a process does that only works, under names."""
        services = self._local.services
        worker = Worker(self._local, self._configuration)

        def beat() -> Awaitable[None]:
            return keep_beating(
                services.archive,
                services.holder,
                self._role,
                lambda: self._local.places,
                lambda: self._local.runs,
                lambda: self._local.services.configuration,
            )

        return {
            "the sign of life": beat,
            "the work for the queue": lambda: self._queue.work(worker.crawl, self._local.places),
        }

    def duties_of_the_leader(self, answer: Answerer) -> dict[str, Duty]:
        """What a process does while it leads, under names."""
        return {
            "the watch over workers that died": self.sweep,
            "the answering of orders": lambda: self.answer(answer),
        }

    async def answer(self, answer: Answerer) -> None:
        """Do what other processes were asked for, for as long as this process leads."""
        services = self._local.services
        await keep_answering(services.archive, services.holder, lambda request: reply_to(request, answer, keep_quiet))

    async def sweep(self) -> None:
        """Hand out the runs again whose worker died, for as long as this process leads."""
        while True:
            try:
                for source in await self._queue.hand_out_again():
                    log.warning("the worker that crawled %s gives no sign of life: its run is handed out again", source)
            except ArchiveUnavailable as error:
                log.debug("%s", error)  # whoever looks at the queue says so already
            await asyncio.sleep(SWEEP)
