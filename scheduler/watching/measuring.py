"""Keeps the metrics true: counts each run that ends, and looks at archive, index and event loop now and then."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from crawler.archive.database.engines import measure_archive
from crawler.archive.mirrors.mirror_health import load_all_health
from crawler.archive.runs.schedule_history import find_newest_article_times, load_pasts
from crawler.context.run_context import Services
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import IN_USE
from crawler.model.errors import ArchiveUnavailable, IndexUnavailable, Refused, Unreachable
from crawler.settings import Configuration, Settings, Source
from scheduler.reports.hooks.load_hooks import HookStanding, load_hooks
from scheduler.schedule.dispatch import Dispatched
from scheduler.watching.metrics import Metrics, Outcome, Sample

log = logging.getLogger(__name__)

T = TypeVar("T")

SAMPLE = 15.0
"""Seconds between two samples of the stores: with thousands of sources one is work, and monitors ask no more often."""

TICK = 0.25
"""Seconds of the sleep whose lateness is the loop's lag."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the archive says: source → newest article and merged due times, which mirrors are in use, its own size, and
    how it stands with hooks.
    """

    newest: Mapping[str, int] = field(default_factory=dict)
    merged: Mapping[str, int] = field(default_factory=dict)
    up: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    size: int | None = None
    hooks: Sequence[HookStanding] = ()


class Measuring:
    """Feeds the metrics of a daemon.

    :param configuration: the one in force, asked anew for each sample
    :param waiting: how many sources wait for their turn
    :param state: the folder whose disk is watched
    :param leads: whether this process speaks for all that share its archive; None: it has it for itself
    """

    def __init__(
        self,
        shared: Services,
        configuration: Callable[[], Configuration],
        waiting: Callable[[], int],
        state: Path,
        leads: Callable[[], bool] | None = None,
    ) -> None:
        worker = name_worker(state) if leads else ""
        self.metrics = Metrics(shared.clock, by_source=shared.settings.metrics.by_source, worker=worker)
        self._state, self._leads = state, leads or (lambda: True)
        self._shared, self._configuration, self._waiting = shared, configuration, waiting
        self._silent: set[str] = set()
        """Stores that gave no answer the last time."""

    def ended(self, source: Source, done: Dispatched) -> None:
        """Count a run that ended."""
        self.metrics.count(source, name_outcome(done), done.run.tally if done.run else None, done.waited)

    def duties(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What is to be kept up for as long as the process runs, under names."""
        return {"the watch over the stores": self.watch_stores, "the watch over the loop": self.watch_loop}

    async def watch_stores(self) -> None:
        """Sample now and every ``SAMPLE`` seconds, for good."""
        while True:
            await self.sample()
            await asyncio.sleep(SAMPLE)

    async def watch_loop(self) -> None:
        """Measure how late the loop wakes, for good."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK
            await asyncio.sleep(TICK)
            self.metrics.loop_lag.observe(max(0.0, loop.time() - due))

    async def sample(self) -> None:
        """Look once; a store that does not answer leaves its metrics out."""
        sources = tuple(source for source in self._configuration().sources if source.enabled)
        await asyncio.to_thread(self.metrics.expect, sources)
        kept, facts, leads = _Kept(), None, self._leads()
        if leads:
            look = asyncio.to_thread(self._shared.archive.read, _kept, sources, self._configuration().settings)
            kept = await self._ask("archive", look) or kept
            facts = await self._ask("index", self._shared.index.facts())
        self.metrics.sample = Sample(
            leads=leads,
            waiting=self._waiting(),
            newest=kept.newest,
            merged=kept.merged,
            up=kept.up,
            index_bytes=int(facts["memory"]) if facts else None,
            archive_bytes=kept.size,
            tasks=len(asyncio.all_tasks()),
            disk_free=shutil.disk_usage(self._state).free,
            hooks=tuple(kept.hooks),
            replaced=self._shared.pool.replaced,
            retried=self._shared.archive.retried,
        )

    async def _ask(self, store: str, question: Awaitable[T]) -> T | None:
        """A store's answer; that there is none is logged once for each time that it falls silent."""
        try:
            answer = await question
        except (ArchiveUnavailable, IndexUnavailable) as error:
            if store not in self._silent:
                log.warning("no metrics of the %s: %s", store, error)
            self._silent.add(store)
            return None
        self._silent.discard(store)
        return answer


def _kept(connection: Connection, sources: Sequence[Source], settings: Settings) -> _Kept:
    """Some questions, however many sources there are."""
    names = {source.id for source in sources}
    health = load_all_health(connection)
    return _Kept(
        newest=find_newest_article_times(connection, names),
        merged={name: past.merged for name, past in load_pasts(connection, names).items()},
        up={
            (source.id, mirror.origin): health.get((source.id, mirror.origin), MirrorHealth()).state in IN_USE
            for source in sources
            for mirror in source.mirrors
        },
        size=measure_archive(connection),
        hooks=load_hooks(connection, settings),
    )


def name_worker(state: Path) -> str:
    """Name a process among those that share an archive: the same after a restart, and bounded.

    >>> name_worker(Path("/var/lib/mirrorfold-worker-1")).partition("/")[2]
    'mirrorfold-worker-1'
    """
    return f"{socket.gethostname()}/{state.resolve().name}"


def name_outcome(done: Dispatched) -> Outcome:
    """Name the end of a dispatch.

    >>> name_outcome(Dispatched(None, Refused("another process crawls the source")))
    <Outcome.REFUSED: 'refused'>
    """
    if isinstance(done.error, Refused):
        return Outcome.REFUSED
    if isinstance(done.error, Unreachable):
        return Outcome.UNREACHABLE
    if done.error is not None or done.run is None:
        return Outcome.FAILED
    return Outcome(done.run.tally.outcome)
