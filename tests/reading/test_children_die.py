"""The processes that read pages are killed while news comes: every article is stored once, and soon."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.desk import prefork
from tests.desk.daemons import every, runs
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.metrics_page import free_port, scrape, value
from tests.desk.pool_processes import WORKERS, Readers, kill

RECOVERED = 5.0
"""Seconds from a kill until the next article stands in the archive; where others keep the machine so busy that the
daemon itself takes half as long to start, twice that."""


def stored(desk: Desk) -> int:
    return int(desk.ask("select count(*) from articles")[0][0])


@dataclass(frozen=True)
class Scene:
    """A daemon whose first three articles are stored.

    :ivar port: where it shows its metrics
    :ivar seconds: within which it has to recover
    """

    desk: Desk
    daemon: Any
    readers: Readers
    port: int
    seconds: float


StartScene = Callable[[], Scene]


@pytest.fixture
def start(open_room: OpenRoom, start_daemon: Any) -> StartScene:
    def start_() -> Scene:
        desk = open_room(articles=3, mirrors=1)
        source, port = every(desk).read_text(), free_port()
        settings = f"[metrics]\nport = {port}\n[extraction]\nworkers = {WORKERS}\n"
        desk.configure(settings=settings, source=source)
        began = time.monotonic()
        daemon = start_daemon(desk, forked=False)
        wait_until(lambda: runs(desk) >= 1, "the first run ended")
        seconds = max(RECOVERED, 2 * (time.monotonic() - began))
        return Scene(desk, daemon, Readers(daemon.process.pid), port, seconds)

    return start_


def assert_well(desk: Desk, daemon: Any, articles: int) -> None:
    """Every article once, none given up, nobody blamed, and nothing broke in the log."""
    assert desk.ask("select count(*), count(distinct key) from articles") == [(articles, articles)]
    assert desk.ask("select count(*) from quarantine") == [(0,)]
    assert daemon.stop() == 0
    assert desk.ask("select distinct outcome from runs where outcome not in ('done', 'interrupted')") == []
    assert_log_is_calm(desk, daemon)


def assert_log_is_calm(desk: Desk, daemon: Any) -> None:
    assert "Traceback" not in (desk.folder / "daemon.log").read_text()
    assert [row for row in daemon.rows() if row["level"] == "critical"] == []


IDLE: dict[str, Callable[[Readers], list[int]]] = {
    "the first idle worker": lambda readers: readers.workers()[:1],
    "the second idle worker": lambda readers: readers.workers()[1:],
    "all idle workers": lambda readers: readers.workers(),
    "the server they are forked from": lambda readers: readers.server(),
    "the server, then its workers": lambda readers: readers.server() + readers.workers(),
    "the workers, then their server": lambda readers: readers.workers() + readers.server(),
}


def test_what_is_killed_idle_is_replaced_and_news_goes_on_coming(start: StartScene) -> None:
    scene = start()
    desk, daemon, readers = scene.desk, scene.daemon, scene.readers
    kills = [*IDLE, *reversed(IDLE)]  # each of them after another one, too
    for number, victims in enumerate(kills, 1):
        wait_until(readers.whole, f"all workers are there, before {victims} is killed")
        kill(IDLE[victims](readers))
        killed = time.monotonic()
        desk.room.post({"do": "publish", "number": 1})
        wait_until(lambda number=number: stored(desk) == 3 + number, "the next article is stored")
        assert time.monotonic() - killed < scene.seconds, victims
    told = sum("new ones are started" in row["says"] for row in daemon.rows())
    assert told > 0
    wait_until(lambda: value(scrape(scene.port), "pool_replacements_total") == told, "the replacements are counted")
    assert_well(desk, daemon, 3 + len(kills))


def test_what_is_killed_while_it_reads_blames_no_page(start: StartScene) -> None:
    scene = start()
    desk, daemon, readers = scene.desk, scene.daemon, scene.readers
    for times in range(1, 6):
        before = len(desk.room.log_rows())
        desk.room.post({"do": "publish", "number": 10})
        wait_until(
            lambda before=before: any(row["kind"] == "article" for row in desk.room.log_rows()[before:]),
            "the first of its articles was asked for",
        )
        kill(readers.workers() if times % 2 else readers.server())
        wait_until(lambda times=times: stored(desk) == 3 + 10 * times, "all its articles are stored")
    assert_well(desk, daemon, 53)


def test_a_run_that_can_read_nothing_is_cut_off_and_blames_no_mirror(start: StartScene) -> None:
    scene = start()
    desk, daemon, readers = scene.desk, scene.daemon, scene.readers
    desk.room.post({"do": "publish", "number": 1})

    def kill_and_look() -> bool:
        """Whoever kills the server again and again, while it starts, lets no process read anything."""
        kill(readers.server())
        return bool(desk.ask("select 1 from runs where outcome = 'interrupted'"))

    wait_until(kill_and_look, "a run was cut off", 60)
    ((problem, failures),) = desk.ask(
        "select problem, (select sum(failures) from run_mirrors where run_id = id) from runs "
        "where outcome = 'interrupted' order by id limit 1"
    )
    assert problem.startswith("The processes that read pages broke down")
    assert failures == 0
    wait_until(lambda: stored(desk) == 4, "with the processes back, the article is stored")
    assert_well(desk, daemon, 4)


@pytest.mark.parametrize(
    ("inject", "outcome", "listed", "first"),
    [
        ("once_awaited('crawler.crawl.one_page', 'read_answer')", "partial", 0, 2),
        ("once_awaited('crawler.listing.read_listing', 'ListingReader', 'read')", "failed", 1, 0),
    ],
)
def test_an_error_of_ours_leaves_no_run_done_and_the_next_one_reads_what_it_hit(
    open_room: OpenRoom, inject: str, outcome: str, listed: int, first: int
) -> None:
    desk = open_room(articles=3, mirrors=1)
    words = [inject, *desk.command("crawl", "room", "--json")[1:]]
    prefork.run(words, os.environ, timeout=120, module="tests.desk.injected")
    ((ended, report),) = desk.ask("select outcome, report from runs")
    report = json.loads(report) if isinstance(report, str) else report
    assert (ended, report["unread"], report["listings"]["failed"]) == (outcome, 1, listed)
    assert any("by an error of ours: KeyError" in warning for warning in report["warnings"])
    assert [cost["failures"] for cost in report["mirrors"].values()] == [0]
    assert stored(desk) == first
    assert desk.crawl()["outcome"] == "done"
    assert stored(desk) == 3
