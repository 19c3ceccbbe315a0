"""What people ask of a daemon about a source: crawl it, leave it for now, look at a host or at what robots.txt says."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from crawler.archive.runs.schedule_history import set_paused
from crawler.model.errors import MirrorfoldError
from crawler.probing.ask_robots import ask_robots
from crawler.settings import Configuration, Source
from scheduler.orders.probe_hosts import Prober
from scheduler.reports.counts.run_history import load_last_report
from scheduler.reports.formats.run_report import report_facts, report_lines
from scheduler.reports.lists.robots import robots_facts
from scheduler.schedule.dispatch import RunDispatcher

log = logging.getLogger(__name__)


class CrawlOrders:
    """Orders about one source.

    :param configuration: the one in force
    :param plan: sets a source's next date, where this process schedules
    """

    def __init__(
        self,
        dispatcher: RunDispatcher,
        prober: Prober,
        configuration: Callable[[], Configuration],
        plan: Callable[[str], Awaitable[None]],
    ) -> None:
        self._dispatcher, self._prober, self._configuration, self._plan = dispatcher, prober, configuration, plan
        self._asked: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Wait for nothing any more."""
        for task in self._asked:
            task.cancel()

    async def crawl(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Crawl a source, and report."""
        source = self._source(request)
        every_mirror = bool(request.get("every_mirror"))
        done = await self._dispatcher.dispatch(source, every_mirror=every_mirror, asked_for=True)
        if done.error is not None:
            raise done.error
        if done.run is not None:
            facts = report_facts(done.run)
        else:  # another process may have done it
            archive = self._dispatcher.services.archive
            facts = await archive.load(load_last_report, source.id)
        await self._plan(source.id)
        return {"report": facts, "lines": report_lines(source.name, facts)}

    async def begin(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Begin a crawl, and do not wait for its end."""
        source = self._source(request)
        crawl = asyncio.create_task(self._crawl_and_plan(source), name=f"crawl {source.id}, asked for")
        self._asked.add(crawl)
        crawl.add_done_callback(self._asked.discard)
        return {"source": source.id}

    async def _crawl_and_plan(self, source: Source) -> None:
        done = await self._dispatcher.dispatch(source, asked_for=True)
        if done.error is not None:
            log.error("%s was not crawled: %s", source.id, done.error)
        try:
            await self._plan(source.id)
        except MirrorfoldError as error:
            log.error("%s was not planned anew: %s", source.id, error)

    async def probe(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Look at a host that may be a mirror."""
        source = self._source(request)
        probe = await self._prober.probe(source, str(request["host"]))
        return {"source": source.id, "probe": probe.facts()}

    async def robots(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Tell what robots.txt says of a source's listings."""
        source, again = self._source(request), bool(request.get("again"))
        return robots_facts(source, await ask_robots(source, self._dispatcher.services, again=again))

    async def pause(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Let a source be crawled on schedule no more, or again."""
        source = self._source(request)
        await self._dispatcher.services.archive.run_for(source.id, set_paused, source.id, request["do"] == "pause")
        await self._plan(source.id)
        return {"source": source.id}

    def _source(self, request: Mapping[str, Any]) -> Source:
        return self._configuration().source(str(request.get("source")))
