"""Probes of proposed hosts: one after a run, or the one that a person asks for; what they find goes to the archive."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from crawler.archive.mirrors.proposals import begin_probe, choose_next_probe, record_probe
from crawler.context.run_context import Services
from crawler.mirrors.proposals.probe_findings import Probe
from crawler.model.errors import MirrorfoldError
from crawler.probing.probe import visit_host
from crawler.settings import Source
from scheduler.orders.accept_mirror import accept_by_rule
from scheduler.reports.formats.text_format import sanitize
from scheduler.schedule.dispatch import Dispatched

log = logging.getLogger(__name__)


async def probe_host(source: Source, host: str, services: Services) -> Probe:
    """Probe a host now and keep what was found.

    :raises Refused: when there can be no such host, or it is a mirror of the source
    :raises IndexUnavailable, ArchiveUnavailable: when one of them cannot be used
    """
    await services.archive.run_for(source.id, begin_probe, source.id, host, int(services.clock()))
    findings, origin = await visit_host(source, host, services)
    await services.archive.run_for(source.id, record_probe, source.id, host, findings, origin, int(services.clock()))
    await accept_by_rule(source, host, services, int(services.clock()))
    log.info("%s may be a mirror of %s: %s", sanitize(host), source.id, sanitize(findings.words))
    return findings


async def probe_next(source: Source, services: Services) -> None:
    """Probe the source's proposal whose turn it is, if there is one; a failure is logged and fails nothing."""
    if not services.settings.mirrors.probe_proposals:
        return
    try:
        host = await services.archive.load(choose_next_probe, source.id, int(services.clock()))
        if host is not None:
            await probe_host(source, host, services)
    except MirrorfoldError as error:
        log.warning("a proposal of %s could not be probed: %s", source.id, error)
    except Exception:
        log.exception("the probe of a proposal of %s ended with an error of ours", source.id)


class Prober:
    """Probes beside the daemon's crawls, one host at a time."""

    def __init__(self, services: Callable[[], Services]) -> None:
        self._services = services
        self._one = asyncio.Lock()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._asked: set[asyncio.Task[Probe]] = set()

    def ended(self, source: Source, done: Dispatched) -> None:
        """A run ended: its source may have a proposal to look at."""
        if done.error is None and source.id not in self._tasks and self._services().settings.mirrors.probe_proposals:
            task = asyncio.create_task(self._next(source), name=f"probe for {source.id}")
            self._tasks[source.id] = task
            task.add_done_callback(lambda _: self._tasks.pop(source.id, None))

    async def _next(self, source: Source) -> None:
        async with self._one:
            await probe_next(source, self._services())

    async def probe(self, source: Source, host: str) -> Probe:
        """Probe a host for a person.

        :raises MirrorfoldError: see ``probe_host``
        """
        task = asyncio.create_task(probe_host(source, host, self._services()), name=f"probe of {host}")
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)
        return await asyncio.shield(task)

    async def stop(self, seconds: float) -> None:
        """End what is under way: what was found until then is not kept, and looked for again a day later."""
        tasks = [*self._tasks.values(), *self._asked]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
