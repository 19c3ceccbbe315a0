"""APScheduler jobs: one a source, set anew after each run from the archive's record of it.

A job is a single date, made by ``timetable``: a source cannot overlap itself, and neither a restart nor a clock that
was moved makes a burst.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import SourcePast, count_all_merged, count_merged, load_past, load_pasts
from crawler.context.run_log import enter_source
from crawler.context.stop_run import STORE_FAILURES
from crawler.model.errors import Unreachable
from crawler.model.failpoints import reached
from crawler.settings import Source
from scheduler.reports.formats.text_format import format_count
from scheduler.schedule.behind import Behind
from scheduler.schedule.dispatch import Dispatched, Dispatcher
from scheduler.schedule.timetable import next_run

log = logging.getLogger(__name__)

AFTER_REFUSAL = 30.0
"""Seconds until a source is tried again that another process holds, or whose run could not even begin."""

CLOCK_CHECK = 2.0
"""Seconds between two checks whether the clock was moved."""

CLOCK_MOVED = 1.5
"""Seconds by which wall clock and monotonic clock may come apart between two checks."""


class Uplink:
    """Logs once when no source hears of anybody any more, and once when somebody is heard of again."""

    def __init__(self) -> None:
        self._down = False

    def ended(self, done: Dispatched) -> None:
        """Take in how a run ended."""
        if isinstance(done.error, Unreachable):
            if not self._down:
                log.error("%s", done.error)
            self._down = True
        elif done.run is not None and done.run.tally.answers and self._down:
            self._down = False
            log.warning("our own uplink works again: %s was heard of", done.run.source.id)


class Jobs:
    """The schedule of all sources."""

    def __init__(self, archive: Archive, dispatcher: Dispatcher, clock: Callable[[], float] = time.time) -> None:
        self._archive, self._dispatcher, self._clock = archive, dispatcher, clock
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._sources: dict[str, Source] = {}
        self._watch: asyncio.Task[None] | None = None
        self._crawls: set[asyncio.Task[None]] = set()
        self._uplink, self._behind = Uplink(), Behind()

    async def start(self, sources: tuple[Source, ...]) -> None:
        """Begin: every enabled source gets its next date."""
        self._scheduler.start()
        await self.replace(sources)
        self._watch = asyncio.create_task(self._watch_clock())

    def pause(self) -> None:
        """Let nothing new begin; what runs goes on."""
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler.running:
            self._scheduler.pause()

    def stop(self) -> None:
        """End for good; only after the crawls have ended, for APScheduler cancels what runs."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def replace(self, sources: tuple[Source, ...]) -> None:
        """Take over another set of sources; those that stay keep their place."""
        self._sources = {source.id: source for source in sources if source.enabled}
        for job in self._scheduler.get_jobs():
            if job.id not in self._sources:
                job.remove()
        pasts = await self._archive.run(load_pasts, list(self._sources))
        passed = {name: merged for name, past in pasts.items() if (merged := self._set_date(name, past))}
        if passed:
            of, number = format_count(len(passed), "source"), format_count(sum(passed.values()), "due time")
            log.info("%s of %s passed while nothing ran; one run of each stands for them", number, of)
            await self._archive.run(count_all_merged, passed)

    async def plan(self, name: str, not_before: float = 0.0) -> None:
        """Set a source's next date from its past; a paused source has none.

        :param not_before: seconds since 1970
        """
        source = self._sources.get(name)
        if source is None or name in self._dispatcher.running:
            return  # a source that runs is planned when it has ended
        reached("schedule.before")
        merged = self._set_date(name, await self._archive.run(load_past, name), not_before)
        if merged:
            await self._archive.run(count_merged, name, merged)
            self._behind.count(name, merged, self._clock())
        reached("schedule.after")

    def _set_date(self, name: str, past: SourcePast, not_before: float = 0.0) -> int:
        """Set a source's next date.

        :returns: due times that the next run stands for besides its own
        """
        if name in self._dispatcher.running:
            return 0
        if past.paused:
            if self._scheduler.get_job(name):
                self._scheduler.remove_job(name)
            return 0
        source = self._sources[name]
        due = next_run(source.schedule, source.timezone, past, self._clock(), name=name)
        moment = datetime.fromtimestamp(max(due.at, not_before), UTC)
        self._scheduler.add_job(self._fire, "date", run_date=moment, args=[name], id=name, replace_existing=True)
        return due.merged

    def next_runs(self) -> dict[str, float | None]:
        """When each enabled source runs next; None while it runs or is paused."""
        jobs = {job.id: job.next_run_time for job in self._scheduler.get_jobs()}
        return {name: jobs[name].timestamp() if jobs.get(name) else None for name in self._sources}

    async def _fire(self, name: str) -> None:
        """Hand a due source on and return: a job that lasted as long as its crawl would drop its own next date."""
        task = asyncio.create_task(self._crawl(name))
        self._crawls.add(task)
        task.add_done_callback(self._crawls.discard)

    async def _crawl(self, name: str) -> None:
        enter_source(name)
        source = self._sources.get(name)
        if source is None:
            return
        done = await self._dispatcher.dispatch(source)
        self._uplink.ended(done)
        if done.error is not None and not isinstance(done.error, Unreachable):
            log.error("%s was not crawled: %s", name, done.error)
        await self.plan(name, self._clock() + AFTER_REFUSAL if _never_began(done) else 0.0)

    async def _watch_clock(self) -> None:
        """APScheduler sleeps by the monotonic clock: after the wall clock was moved, every date is made anew."""
        apart = self._clock() - time.monotonic()
        while True:
            await asyncio.sleep(CLOCK_CHECK)
            now_apart = self._clock() - time.monotonic()
            if abs(now_apart - apart) > CLOCK_MOVED:
                log.warning("the clock was moved by %+.0f s: the schedule is made anew", now_apart - apart)
                await self.replace(tuple(self._sources.values()))
                self._scheduler.wakeup()
            apart = now_apart


def _never_began(done: Dispatched) -> bool:
    """Whether there is no run to count from; a store that is away is waited for elsewhere."""
    return done.run is None and done.error is not None and not isinstance(done.error, STORE_FAILURES)
