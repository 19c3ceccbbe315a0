"""What goes on beside the crawls is told, counted and begun again when an error that nobody expected ends it."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.database.store import Archive
from crawler.context.own_errors import counting_own_errors
from crawler.index.client import Index
from crawler.index.embedded import EmbeddedIndex
from crawler.index.leases import hold_lease
from crawler.index.slots import Pace, Slots
from crawler.model.errors import ArchiveUnavailable
from crawler.settings import Source, load
from crawler.settings.sections import Web
from scheduler.schedule import jobs
from scheduler.schedule.dispatch import Dispatched, Dispatcher
from scheduler.schedule.jobs import Jobs
from scheduler.service import services
from scheduler.service.control import control_path, listen_for_orders
from scheduler.service.keep_up import keep_up
from scheduler.watching.metrics import Metrics
from scheduler.web import server
from scheduler.web.listener import open_listener
from tests.desk.daemons import StartDaemon, runs
from tests.desk.desk import OpenRoom, wait_until
from tests.desk.fleet import source_file, source_toml, write_sources

MISTAKE = TypeError("an error that nobody expects")


def traces(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Names of the exceptions that were logged as errors with their traces."""
    return [record.exc_info[0].__name__ for record in caplog.records if record.exc_info and record.exc_info[0]]


def raising(error: Exception, then: Callable[..., Any]) -> Callable[..., Any]:
    """Something that raises the first time, and then does what it is for."""
    left = [error]

    def call(*words: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return then(*words, **named)

    return call


def test_work_that_an_error_ends_is_told_and_begun_again(caplog: pytest.LogCaptureFixture) -> None:
    errors, done = [MISTAKE, ArchiveUnavailable("The archive is away")], []

    async def work() -> None:
        if errors:
            raise errors.pop(0)
        done.append(True)

    asyncio.run(keep_up("the work", work, again=0))
    assert done == [True]
    assert traces(caplog) == ["TypeError"], "a store that is away is no error of ours"
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_every_error_with_a_trace_is_counted_in_the_metrics_and_no_other_line_is() -> None:
    metrics, log = Metrics(time.time), logging.getLogger("crawler.anything")
    with counting_own_errors(metrics.count_error):
        log.error("without a trace")
        log.error("with one", exc_info=MISTAKE)
        log.error("with that of another process", extra={"trace": "Traceback\nTypeError: x"})
    log.error("afterwards", exc_info=MISTAKE)
    assert b"mirrorfold_errors_total 2.0" in metrics.written()


@pytest.fixture
def source(tmp_path: Path) -> Source:
    (tmp_path / "config" / "sources").mkdir(parents=True)
    text = 'name = "Herald"\nmirrors = ["https://www.herald.example"]\nfeeds = ["/rss.xml"]\n'
    (tmp_path / "config" / "sources" / "herald.toml").write_text(text)
    return load(tmp_path / "config", {}).source("herald")


class Crawls(Dispatcher):
    """A dispatcher whose crawls raise, once."""

    def __init__(self, error: Exception | None) -> None:
        self.running, self._error = set(), error

    async def dispatch(self, source: Source, *, every_mirror: bool = False) -> Dispatched:
        error, self._error = self._error, None
        if error is not None:
            raise error
        return Dispatched(None)


@pytest.mark.parametrize(
    ("error", "wait"),
    [(MISTAKE, "AFTER_REFUSAL"), (ArchiveUnavailable("The archive is away"), "PLANNED_AGAIN")],
)
def test_a_source_whose_next_date_cannot_be_seen_has_one_all_the_same(
    tmp_path: Path,
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    wait: str,
) -> None:
    async def story() -> tuple[float, float]:
        with closing(Archive.in_folder(tmp_path / "state")) as archive:
            schedule = Jobs(archive, Crawls(None))
            await schedule.start((source,))
            monkeypatch.setattr(jobs, wait, 3600.0)
            monkeypatch.setattr(jobs, "load_past", raising(error, jobs.load_past))
            await schedule.plan("herald")
            later = schedule.next_runs()["herald"]
            await schedule.plan("herald")
            planned = schedule.next_runs()["herald"]
            schedule.pause()
            schedule.stop()
            assert later is not None
            assert planned is not None
            return later - time.time(), planned - time.time()

    later, planned = asyncio.run(story())
    assert 3500 < later <= 3600
    assert planned < 60, "once its past can be seen, it is due as ever"
    assert traces(caplog) == (["TypeError"] if error is MISTAKE else [])


def test_a_source_whose_crawl_was_broken_off_by_an_error_of_ours_is_planned_again(
    tmp_path: Path, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> float | None:
        with closing(Archive.in_folder(tmp_path / "state")) as archive:
            schedule = Jobs(archive, Crawls(MISTAKE))
            await schedule.start((source,))
            async with asyncio.timeout(20):
                while not traces(caplog) or schedule.next_runs()["herald"] is None:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.01)
            due = schedule.next_runs()["herald"]
            schedule.pause()
            schedule.stop()
            return due

    assert asyncio.run(story()) is not None
    assert traces(caplog) == ["TypeError"]


def test_the_end_of_a_run_that_cannot_be_counted_is_told(source: Source, caplog: pytest.LogCaptureFixture) -> None:
    def stumble(*_: object) -> None:
        raise MISTAKE

    class Quick(Dispatcher):
        async def _once(self, source: Source, every_mirror: bool) -> Dispatched:
            return Dispatched(None)

    async def story() -> Dispatched:
        return await Quick(None, 1, ended=stumble).dispatch(source)  # type: ignore[arg-type]  # no crawl begins

    assert asyncio.run(story()).error is None
    assert traces(caplog) == ["TypeError"]


def test_an_order_that_ends_with_an_error_of_ours_is_not_taken_for_one_that_cannot_be_understood(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def stumble(*_: object) -> dict[str, Any]:
        raise MISTAKE

    async def no_json(*_: object) -> dict[str, Any]:
        return {"answer": object()}

    async def asked(answer: Callable[..., Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        async with listen_for_orders(tmp_path, answer):
            reader, writer = await asyncio.open_unix_connection(str(control_path(tmp_path)))
            writer.write(b'{"do": "status"}\n')
            told: dict[str, Any] = json.loads(await reader.readline())
            writer.close()
            return told

    for answer in (stumble, no_json):
        told = asyncio.run(asked(answer))
        assert told["code"] == 1
        assert "an error of its own" in told["error"]
    assert traces(caplog) == ["TypeError", "TypeError"]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with EmbeddedIndex(tmp_path / "state", lasting=False) as server:
        yield server.url


def test_whoever_waits_for_a_slot_learns_of_an_error_of_ours(
    url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with asyncio.timeout(20):
            index = Index.at(url)
            slots, pace = Slots(index), Pace(0.0, 1, 60.0)
            monkeypatch.setattr(index, "execute", raising(MISTAKE, index.execute))
            with pytest.raises(TypeError, match="nobody expects"):
                async with slots.slot("m1.example", pace):
                    pass
            async with slots.slot("m1.example", pace):
                pass
            await index.close()

    asyncio.run(story())
    assert traces(caplog) == ["TypeError"]


def test_a_lease_that_an_error_of_ours_keeps_from_being_renewed_is_lost_at_once(
    url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        index, lost = Index.at(url), asyncio.Event()

        async def stumble(*_: object) -> Any:
            raise MISTAKE

        async with asyncio.timeout(20), hold_lease(index, "herald", "holder", 0.3, lost=lost.set):
            with monkeypatch.context() as patched:
                patched.setattr(index, "ask", stumble)
                await lost.wait()
        await index.close()

    asyncio.run(story())
    assert traces(caplog) == ["TypeError"]


def test_an_embedded_index_whose_start_meets_an_error_of_ours_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(services, "INTERVAL", 0.01)
    starts: list[float] = []

    class Dying:
        """A server that is found dead until its second start."""

        url = "unix:///nowhere"

        def __init__(self, _: Path) -> None:
            self.start = raising(MISTAKE, lambda: starts.append(0.0))

        def __enter__(self) -> Dying:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def died(self) -> bool:
            return not starts

    monkeypatch.setattr(services, "EmbeddedIndex", Dying)

    async def story() -> None:
        async with asyncio.timeout(20), services.run_embedded_index(tmp_path):
            while not starts:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)

    asyncio.run(story())
    assert traces(caplog) == ["TypeError"]


def test_pages_that_are_served_no_more_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        should_exit = False

        async def serve(self, sockets: object) -> None:
            raise MISTAKE

    monkeypatch.setattr(server, "make_server", lambda *_: Broken())

    async def story() -> None:
        listener = open_listener(Web(socket=str(tmp_path / "pages.sock")))
        assert listener is not None
        async with asyncio.timeout(20), server.serve_application(None, listener):
            while not caplog.records:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)

    with pytest.raises(TypeError):
        asyncio.run(story())
    assert traces(caplog) == ["TypeError"]
    assert "the pages are served no more" in caplog.text


def test_an_edit_that_meets_a_store_which_is_away_is_in_force_once_it_is_back(
    open_room: OpenRoom, start_daemon: StartDaemon, tmp_path: Path
) -> None:
    desk = open_room(articles=1, mirrors=2)
    folder = tmp_path / "server"
    folder.mkdir()
    store = EmbeddedIndex(folder)
    store.start()
    write_sources(desk, 1, "1s", 1, f'[redis]\nurl = "{store.url}"\n')
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) >= 1, "the first run ended")
    store.stop()
    source_file(desk, "s01").write_text(source_toml("s01", [desk.room.origins[1]], "1s"))
    wait_until(lambda: daemon.says("the watch over the configuration was broken off"), "the edit cannot be taken over")
    store.start()
    crawled = "select count(*) from runs where source = 's01' and outcome = 'done'"
    wait_until(lambda: bool(desk.ask(crawled)[0][0]), "the new source is crawled")
    assert daemon.stop() == 0
    store.stop()
