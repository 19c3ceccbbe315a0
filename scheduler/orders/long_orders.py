"""What the daemon does for a command that waits for it, for as long as it takes; its stop ends it with a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from crawler.context.run_context import Services
from crawler.model.errors import Refused
from crawler.settings import Configuration
from scheduler.orders.import_feeds import survey_group, unpack_group
from scheduler.orders.purge import answer_removal, build_purge
from scheduler.orders.survey_sources import survey_sources, try_one_source
from scheduler.service.control import Tell


class LongOrders:
    """Orders that take their time.

    :param services: those of crawls that begin now; :param configuration: the one in force
    """

    def __init__(self, services: Callable[[], Services], configuration: Callable[[], Configuration]) -> None:
        self._services, self._configuration = services, configuration
        self._orders: set[asyncio.Task[dict[str, Any]]] = set()
        self._under_way: dict[str, str] = {}

    async def stop(self, seconds: float) -> None:
        """End what is under way."""
        for task in self._orders:
            task.cancel()
        if self._orders:
            await asyncio.wait(self._orders, timeout=seconds)

    async def survey(self, tell: Tell, request: Mapping[str, Any]) -> dict[str, Any]:
        """Look for the listings of sites."""
        survey = survey_sources(
            request["urls"],
            self._services(),
            self._configuration().sources,
            lambda step, words: tell({"step": step, "words": words}),
            int(request["requests"]),
        )
        return await self._until_stopped(survey, "nothing was found yet")

    async def import_feeds(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Look at a group of feeds that are imported."""
        group, taken = unpack_group(request["group"]), list(map(str, request["taken"]))
        survey = survey_group(group, taken, self._services())
        return await self._until_stopped(survey, "what is written stays")

    async def try_source(self, tell: Tell, request: Mapping[str, Any]) -> dict[str, Any]:
        """Try a source without keeping anything."""
        source, most = self._configuration().source(str(request.get("source"))), int(request["requests"])
        trial = try_one_source(source, self._services(), tell, most)
        return await self._until_stopped(trial, "nothing was found yet")

    async def purge(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Remove articles, or take that back."""
        shared = self._services()
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
