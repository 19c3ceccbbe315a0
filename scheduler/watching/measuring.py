"""Keeps the metrics true: counts each run that ends, and looks at archive, index and event loop now and then."""

from __future__ import annotations

import asyncio
import logging
import shutil
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
from crawler.settings import Source
from scheduler.schedule.dispatch import Dispatched
from scheduler.watching.metrics import Metrics, Outcome, Sample

log = logging.getLogger(__name__)

T = TypeVar("T")

SAMPLE = 15.0
"""Seconds between two samples of the stores; a run that ends brings the next one forward."""

REST = 20
"""How many times as long as a sample took none is taken: with thousands of sources a run ends every moment."""

TICK = 0.25
"""Seconds of the sleep whose lateness is the loop's lag."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the archive says: source → newest article and merged due times, which mirrors are in use, its own size."""

    newest: Mapping[str, int] = field(default_factory=dict)
    merged: Mapping[str, int] = field(default_factory=dict)
    up: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    size: int | None = None


class Measuring:
    """Feeds the metrics of a daemon.

    :param sources: the sources in force, asked anew for each sample
    :param waiting: how many sources wait for their turn
    :param state: the folder whose disk is watched
    """

    def __init__(
        self, shared: Services, sources: Callable[[], Sequence[Source]], waiting: Callable[[], int], state: Path
    ) -> None:
        self.metrics = Metrics(shared.clock)
        self._state = state
        self._shared, self._sources, self._waiting = shared, sources, waiting
        self._ended = asyncio.Event()
        self._silent: set[str] = set()
        """Stores that gave no answer the last time."""

    def ended(self, source: Source, done: Dispatched) -> None:
        """Count a run that ended."""
        self.metrics.count(source, name_outcome(done), done.run.tally if done.run else None, done.waited)
        self._ended.set()

    async def watch_stores(self) -> None:
        """Sample now, after a run, and every ``SAMPLE`` seconds, for good; never for more than a part of the time."""
        loop = asyncio.get_running_loop()
        while True:
            self._ended.clear()
            began = loop.time()
            await self.sample()
            await asyncio.sleep(min(SAMPLE, REST * (loop.time() - began)))
            try:
                await asyncio.wait_for(self._ended.wait(), SAMPLE)
            except TimeoutError:
                continue  # nothing ended: the regular look is due

    async def watch_loop(self) -> None:
        """Measure how late the loop wakes, for good."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK
            await asyncio.sleep(TICK)
            self.metrics.loop_lag.observe(max(0.0, loop.time() - due))

    async def sample(self) -> None:
        """Look once; a store that does not answer leaves its metrics out."""
        sources = tuple(source for source in self._sources() if source.enabled)
        self.metrics.expect(sources)
        kept = await self._ask("archive", asyncio.to_thread(self._shared.archive.read, _kept, sources)) or _Kept()
        facts = await self._ask("index", self._shared.index.facts())
        self.metrics.sample = Sample(
            waiting=self._waiting(),
            newest=kept.newest,
            merged=kept.merged,
            up=kept.up,
            index_bytes=int(facts["memory"]) if facts else None,
            archive_bytes=kept.size,
            tasks=len(asyncio.all_tasks()),
            disk_free=shutil.disk_usage(self._state).free,
            replaced=self._shared.pool.replaced,
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


def _kept(connection: Connection, sources: Sequence[Source]) -> _Kept:
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
    )


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
