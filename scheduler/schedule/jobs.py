"""APScheduler jobs: one a source, set anew after each run from the archive's record of it.

A job is a single date, made by ``timetable``: a source cannot overlap itself, and neither a restart nor a clock that
was moved makes a burst.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import SourcePast, count_all_merged, count_merged, load_past, load_pasts
from crawler.context.run_log import enter_source
from crawler.context.stop_run import STORE_FAILURES
from crawler.model.errors import ArchiveUnavailable, MirrorfoldError, Unreachable
from crawler.model.failpoints import reached
from crawler.settings import Source
from scheduler.reports.formats.text_format import format_count
from scheduler.schedule.behind import Behind
from scheduler.schedule.dispatch import Dispatched, RunDispatcher
from scheduler.schedule.timetable import next_run
from scheduler.service.keep_up import keep_up

log = logging.getLogger(__name__)

AFTER_REFUSAL = 30.0
"""Seconds until a source is tried again that another process holds, or whose run could not even begin."""

PLANNED_AGAIN = 1.0
"""Seconds after which the archive is asked again for a source's past."""

CLOCK_CHECK = 2.0
"""Seconds between two checks whether the clock was moved."""

CLOCK_MOVED = 1.5
"""Seconds by which wall clock and monotonic clock may come apart between two checks."""


class Uplink:
    """Logs once when no source hears of anybody any more, and once when somebody is heard of again; likewise for each
    source whose proxy is down.
    """

    def __init__(self) -> None:
        self._down = False
        self._without_proxy: set[str] = set()

    def ended(self, source: str, done: Dispatched) -> None:
        """Take in how a source's run ended."""
        by_proxy = done.run is not None and bool(done.run.tally.proxy_failures)
        if by_proxy and isinstance(done.error, Unreachable):
            if source not in self._without_proxy:
                log.error("%s was not crawled: %s", source, done.error)
            self._without_proxy.add(source)
            return
        if source in self._without_proxy and done.error is None:
            self._without_proxy.discard(source)
            log.warning("the proxy of %s works again", source)
        if isinstance(done.error, Unreachable):
            if not self._down:
                log.error("%s", done.error)
            self._down = True
        elif done.run is not None and done.run.tally.answers and self._down:
            self._down = False
            log.warning("our own uplink works again: %s was heard of", done.run.source.id)


class Jobs:
    """The schedule of all sources."""

    def __init__(self, archive: Archive, dispatcher: RunDispatcher, wall: Callable[[], float] = time.time) -> None:
        self._archive, self._dispatcher = archive, dispatcher
        self._clock, self._wall = archive.clock, wall
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._sources: dict[str, Source] = {}
        self._watch: asyncio.Task[None] | None = None
        self._crawls: set[asyncio.Task[None]] = set()
        self._uplink, self._behind = Uplink(), Behind()
        self._clocks = self._compare_clocks()
        """By how much the two clocks were ahead of the monotonic one when the schedule was made."""

    async def start(self, sources: tuple[Source, ...]) -> None:
        """Begin: every enabled source gets its next date."""
        self._scheduler.start()
        await self.replace(sources)
        for name in self._sources.keys() & self._dispatcher.running:  # another process led until now
            await self._fire(self._crawl, name)
        self._clocks = self._compare_clocks()
        self._watch = asyncio.create_task(keep_up("the watch over the clock", self._watch_clock))

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
        for waiting in self._crawls:  # for the end of a run that another process does
            waiting.cancel()

    async def replace(self, sources: tuple[Source, ...]) -> None:
        """Take over another set of sources; those that stay keep their place."""
        self._sources = {source.id: source for source in sources if source.enabled}
        for job in self._scheduler.get_jobs():
            if job.id not in self._sources:
                job.remove()
        pasts = await self._archive.load(load_pasts, list(self._sources))
        passed = {name: merged for name, past in pasts.items() if (merged := self._set_date(name, past))}
        if passed:
            of, number = format_count(len(passed), "source"), format_count(sum(passed.values()), "due time")
            log.info("%s of %s passed while nothing ran; one run of each stands for them", number, of)
            await self._archive.run(count_all_merged, passed)

    async def plan(self, name: str, not_before: float = 0.0) -> None:
        """Set a source's next date from its past; a paused source has none.

        Where that cannot be done now, it is done a little later: a source without a date would never run again.

        :param not_before: seconds since 1970
        """
        try:
            await self._plan(name, not_before)
        except ArchiveUnavailable as error:
            log.debug("%s has no date yet: %s", name, error)  # whoever waits for the archive says so
            self._begin_at(self._plan_now, name, self._clock() + PLANNED_AGAIN)
        except Exception as error:
            if isinstance(error, MirrorfoldError):
                log.warning("when %s runs next is seen in %g s: %s", name, AFTER_REFUSAL, error)
            else:
                log.exception("when %s runs next is seen in %g s, by an error of ours", name, AFTER_REFUSAL)
            self._begin_at(self._plan_now, name, self._clock() + AFTER_REFUSAL)

    async def _plan(self, name: str, not_before: float) -> None:
        source = self._sources.get(name)
        if source is None or name in self._dispatcher.running:
            return  # a source that runs is planned when it has ended
        reached("schedule.before")
        merged = self._set_date(name, await self._archive.load(load_past, name), not_before)
        if merged:
            await self._archive.run_for(name, count_merged, name, merged)
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
        self._begin_at(self._crawl, name, max(due.at, not_before))
        return due.merged

    def _begin_at(self, work: Callable[[str], Coroutine[Any, Any, None]], name: str, at: float) -> None:
        """Let something begin for a source, in the place of what was to begin."""
        moment = datetime.fromtimestamp(at + self._ahead(), UTC)
        self._scheduler.add_job(self._fire, "date", run_date=moment, args=[work, name], id=name, replace_existing=True)

    def next_runs(self) -> dict[str, float | None]:
        """When each enabled source runs next; None while it runs or is paused."""
        jobs = {job.id: job.next_run_time for job in self._scheduler.get_jobs()}
        ahead = self._ahead()
        return {name: jobs[name].timestamp() - ahead if jobs.get(name) else None for name in self._sources}

    def _ahead(self) -> float:
        """By how much this machine's clock, which APScheduler goes by, is ahead of the archive's."""
        return self._wall() - self._clock()

    async def _fire(self, work: Callable[[str], Coroutine[Any, Any, None]], name: str) -> None:
        """Hand a due source on and return: a job that lasted as long as its crawl would drop its own next date."""
        task = asyncio.create_task(work(name))
        self._crawls.add(task)
        task.add_done_callback(self._crawls.discard)

    async def _plan_now(self, name: str) -> None:
        await self.plan(name)

    async def _crawl(self, name: str) -> None:
        enter_source(name)
        source = self._sources.get(name)
        if source is None:
            return
        try:
            done = await self._dispatcher.dispatch(source)
        except Exception:
            log.exception("%s was not crawled, by an error of ours", name)
            await self.plan(name, self._clock() + AFTER_REFUSAL)
            return
        self._uplink.ended(name, done)
        if done.error is not None and not isinstance(done.error, Unreachable):
            log.error("%s was not crawled: %s", name, done.error)
        await self.plan(name, self._clock() + AFTER_REFUSAL if _never_began(done) else 0.0)

    async def _watch_clock(self) -> None:
        """APScheduler sleeps by the monotonic clock: after this machine's clock, or the archive's, was moved, all dates
        are made anew.
        """
        while True:
            await asyncio.sleep(CLOCK_CHECK)
            now_ahead = self._compare_clocks()
            moved = max((now - before for now, before in zip(now_ahead, self._clocks, strict=True)), key=abs)
            if abs(moved) > CLOCK_MOVED:
                log.warning("the clock was moved by %+.0f s: the schedule is made anew", moved)
                await self.replace(tuple(self._sources.values()))
                self._scheduler.wakeup()
            self._clocks = now_ahead

    def _compare_clocks(self) -> tuple[float, float]:
        """By how much the two clocks are ahead of the monotonic one."""
        now = time.monotonic()
        return self._wall() - now, self._clock() - now


def _never_began(done: Dispatched) -> bool:
    """Whether there is no run to count from; a store that is away is waited for elsewhere."""
    return done.run is None and done.error is not None and not isinstance(done.error, STORE_FAILURES)
