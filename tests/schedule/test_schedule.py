"""Three days of schedule in a moment: an event loop whose time is made up, and a wall clock that somebody moves."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import pairwise
from pathlib import Path
from typing import Any

import apscheduler.executors.base
import apscheduler.schedulers.base
import pytest

from crawler.archive.database.store import Archive
from crawler.archive.runs.record_runs import begin_run, end_run
from crawler.archive.runs.schedule_history import load_past, set_paused
from crawler.model.errors import Refused
from crawler.settings import Cron, Every
from scheduler.schedule import jobs
from scheduler.schedule.dispatch import Dispatched
from scheduler.schedule.jobs import Jobs
from tests.desk.fetched_pages import open_archive

DAY, HOUR = 86400, 3600
START = 1_790_000_000 - 1_790_000_000 % DAY
RUN_TAKES = 7.0


class _Selector(selectors.DefaultSelector):
    """Does not wait: whatever it is asked to wait for has passed."""

    def __init__(self, passed: Callable[[float], None]) -> None:
        super().__init__()
        self._passed = passed

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self._passed(timeout)
        return ready


class QuickLoop(asyncio.SelectorEventLoop):
    """Jumps to its next timer."""

    def __init__(self) -> None:
        self.passed = 0.0
        super().__init__(_Selector(self._pass))

    def _pass(self, seconds: float) -> None:
        self.passed += seconds

    def time(self) -> float:
        return self.passed


@dataclass
class World:
    """The clocks of this machine and of the archive's server, and a hand that moves them.

    :ivar ahead: by how much this machine's clock is ahead of the server's
    """

    loop: QuickLoop
    moved: float = 0.0
    ahead: float = 0.0

    def now(self) -> float:
        return START + self.loop.passed + self.moved

    def server(self) -> float:
        return self.now() - self.ahead


class SameThread:
    """An archive whose calls take no time of the loop's."""

    def __init__(self, archive: Archive, clock: Callable[[], float]) -> None:
        self._archive, self.clock = archive, clock

    async def run(self, function: Any, *arguments: Any, **named: Any) -> Any:
        return self._archive.call(function, *arguments, **named)

    async def run_for(self, sources: Any, function: Any, *arguments: Any, **named: Any) -> Any:
        return self._archive.call_for(sources, function, *arguments, **named)

    async def load(self, function: Any, *arguments: Any, **named: Any) -> Any:
        return self._archive.read(function, *arguments, **named)


@dataclass
class Crawls:
    """In place of the dispatcher: runs that stand in the archive, last some seconds, and end as they are told to."""

    archive: Archive
    world: World
    outcome: str = "done"
    running: set[str] = field(default_factory=set)
    began: dict[str, list[float]] = field(default_factory=dict)
    most_at_once: dict[str, int] = field(default_factory=dict)
    refused: bool = False
    stamped_ahead: int = 0

    async def dispatch(self, source: Any) -> Dispatched:
        assert source.id not in self.running, "one run at a time"
        self.running.add(source.id)
        self.began.setdefault(source.id, []).append(self.world.loop.passed)
        assert len(self.began[source.id]) < 1000, "it is asked over and over"
        if self.refused:
            self.running.discard(source.id)
            return Dispatched(None, Refused("Another process holds this source"))
        run = self.archive.call(begin_run, source.id, int(self.world.server()) + self.stamped_ahead)
        await asyncio.sleep(RUN_TAKES)
        now = int(self.world.server())
        self.archive.call(end_run, run, now=now, outcome=self.outcome, problem=None, report={}, mirrors={})
        self.running.discard(source.id)
        return Dispatched(None)


@dataclass(frozen=True)
class Source:
    """What the schedule has to know of a source."""

    id: str
    schedule: Every | Cron
    timezone: str = "UTC"
    enabled: bool = True


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Crawls]]:
    """Let a schedule run for some made-up seconds; at given seconds something happens to it."""
    archive = open_archive(tmp_path)

    def for_seconds(
        seconds: float, *sources: Source, at: dict[float, Callable[[World, Crawls], None]] | None = None
    ) -> Crawls:
        loop = QuickLoop()
        world = World(loop)
        crawls = Crawls(archive, world)

        class Now(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return datetime.fromtimestamp(world.now(), tz)

        monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Now)
        monkeypatch.setattr(apscheduler.executors.base, "datetime", Now)
        monkeypatch.setattr(jobs.time, "monotonic", lambda: loop.passed)

        async def live() -> None:
            schedule = Jobs(SameThread(archive, world.server), crawls, world.now)  # type: ignore[arg-type]
            await schedule.start(sources)  # type: ignore[arg-type]
            for moment, happens in sorted((at or {}).items()):
                await asyncio.sleep(moment - loop.passed)
                happens(world, crawls)
            await asyncio.sleep(seconds - loop.passed)
            schedule.pause()
            schedule.stop()

        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(live())
        return crawls

    yield for_seconds
    archive.close()


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


def test_three_days_have_the_runs_that_they_should(quick: Callable[..., Crawls]) -> None:
    sources = Source("often", Every(600)), Source("clock", Cron("*/30 6-21 * * *")), Source("hourly", Every(HOUR))
    began = quick(3 * DAY, *sources).began
    assert abs(len(began["often"]) - 3 * 144) <= 3 * 144 * 0.05, "the jitter takes at most 30 s of each 600"
    assert len(began["clock"]) == 1 + 3 * 32, "one at the start, for it never ran"
    assert abs(len(began["hourly"]) - 72) <= 1
    assert min(gaps(began["often"])) >= 599, "a run's start is kept in whole seconds"


@pytest.mark.parametrize("by", [2 * DAY, -2 * DAY, 3 * HOUR, -3 * HOUR, 61, -61])
def test_a_moved_clock_makes_neither_a_burst_nor_a_gap(quick: Callable[..., Crawls], by: int) -> None:
    def move(world: World, _: Crawls) -> None:
        world.moved += by

    began = quick(3 * DAY, Source("often", Every(600)), at={DAY + 100: move}).began["often"]
    assert abs(len(began) - 3 * DAY / 615) <= 6, "600 s and 15 s of jitter on average"
    assert max(gaps(began)) <= 600 + 30 + min(abs(by), 600) + 2 * jobs.CLOCK_CHECK
    assert sum(gap < 600 - jobs.CLOCK_CHECK for gap in gaps(began)) <= 1, "one run may be early, at the move"


@pytest.mark.parametrize("ahead", [5, -5, DAY, -DAY])
def test_a_machine_whose_clock_is_not_the_servers_runs_sources_when_they_are_due(
    quick: Callable[..., Crawls], ahead: int
) -> None:
    def differ(world: World, _: Crawls) -> None:
        world.ahead = ahead

    began = quick(2 * HOUR, Source("often", Every(600)), at={1: differ}).began["often"]
    assert len(began) <= 14
    assert max(gaps(began)) <= 600 + 30 + min(abs(ahead), 600) + 2 * jobs.CLOCK_CHECK
    assert sum(gap < 600 - jobs.CLOCK_CHECK - 5 for gap in gaps(began)) <= 1, "one may be early, when they come apart"


@pytest.mark.parametrize("ahead", [2, 5, 29])
def test_a_run_of_a_machine_with_a_fast_clock_is_not_made_again_at_once(
    quick: Callable[..., Crawls], ahead: int
) -> None:
    """Another machine's runs begin some seconds from now, as the archive has them."""

    def stamp_ahead(world: World, crawls: Crawls) -> None:
        crawls.stamped_ahead = ahead

    began = quick(2 * HOUR, Source("often", Every(600)), at={100: stamp_ahead}).began["often"]
    assert len(began) <= 13
    assert min(gaps(began)) >= 599


def test_due_times_that_passed_during_a_long_run_are_counted_and_made_up_for_by_one(
    quick: Callable[..., Crawls],
) -> None:
    crawls = quick(60, Source("hasty", Every(2)))
    merged = crawls.archive.read(load_past, "hasty").merged
    assert len(crawls.began["hasty"]) in (8, 9), "a run takes seven seconds"
    assert merged >= 2 * (len(crawls.began["hasty"]) - 2)


def test_a_source_that_fails_is_asked_less_and_less_and_comes_back(quick: Callable[..., Crawls]) -> None:
    def fail(_: World, crawls: Crawls) -> None:
        crawls.outcome = "failed"

    def recover(_: World, crawls: Crawls) -> None:
        crawls.outcome = "done"

    began = quick(DAY, Source("weak", Every(600)), at={1: fail, 8 * HOUR: recover}).began["weak"]
    bad = [gap for gap, moment in zip(gaps(began), began, strict=False) if 1 < moment < 7 * HOUR]
    assert bad == sorted(bad)
    assert bad[-1] >= 4 * bad[0]
    last = gaps(began)[-5:]
    assert all(600 <= gap <= 640 for gap in last)


def test_a_source_that_another_process_holds_is_tried_again_after_half_a_minute(quick: Callable[..., Crawls]) -> None:
    def hold(_: World, crawls: Crawls) -> None:
        crawls.refused = True

    def let_go(_: World, crawls: Crawls) -> None:
        crawls.refused = False

    began = quick(2 * HOUR, Source("held", Every(600)), at={60: hold, HOUR: let_go}).began["held"]
    tried = [moment for moment in began if 700 < moment < HOUR]
    assert min(gaps(tried)) >= jobs.AFTER_REFUSAL
    assert max(gaps(tried)) < jobs.AFTER_REFUSAL + 2
    assert any(HOUR <= moment <= HOUR + jobs.AFTER_REFUSAL + 2 for moment in began)


def test_a_paused_source_rests_while_the_others_run(quick: Callable[..., Crawls]) -> None:
    def pause(_: World, crawls: Crawls) -> None:
        crawls.archive.call(set_paused, "one", True)

    began = quick(DAY, Source("one", Every(600)), Source("two", Every(600)), at={HOUR: pause}).began
    assert max(began["one"]) <= HOUR + 640
    assert max(began["two"]) >= DAY - 700
