"""One article's way where its first mirror does not give it, or where the crawl ends before it is read."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest

from crawler.context.stop_run import GRACE
from crawler.fetching.scrapy_settings import MOST_UNREAD
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.pool_processes import Readers
from tests.desk.processes import started

ARTICLES = 200
IN_FLIGHT = 8
"""Requests that one source may have in flight: their answers come when the bytes that wait are already too many."""


def _bodies(desk: Desk) -> list[int]:
    """Sizes of the articles that were answered, by the newsroom's own log."""
    return [row["bytes"] for row in desk.room.log_rows() if row["kind"] == "article" and row["status"] == 200]


def _stored(desk: Desk) -> int:
    with suppress(sqlite3.OperationalError):  # it is just being made
        return int(desk.ask("select count(*) from pages")[0][0])
    return 0


def _stands_still(desk: Desk, seconds: float = 1.5) -> bool:
    before = len(desk.room.log_rows())
    time.sleep(seconds)
    return len(desk.room.log_rows()) == before


@pytest.fixture
def stopped_readers() -> Iterator[list[int]]:
    processes: list[int] = []
    yield processes
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("faults", [(), ("m1:404@article",)], ids=["from the first mirror", "from the second"])
def test_no_more_is_fetched_than_is_read_soon_whichever_mirror_gives_it(
    open_room: OpenRoom, stopped_readers: list[int], faults: Sequence[str]
) -> None:
    desk = open_room(articles=ARTICLES, mirrors=2, faults=list(faults))
    with started(desk.command("crawl", "room"), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as crawl:
        wait_until(lambda: _stored(desk) > 0, "an article is stored")
        readers = Readers(crawl.pid)
        stopped_readers += [*readers.server(), *readers.workers()]  # the server first: it starts others in their place
        for reader in stopped_readers:
            os.kill(reader, signal.SIGSTOP)
        wait_until(lambda: _stands_still(desk), "nothing more is asked for")
        crawl.kill()
    bodies = _bodies(desk)
    unread = sum(bodies) - sum(bodies[: _stored(desk)])
    assert len(bodies) < ARTICLES
    assert unread <= MOST_UNREAD + (IN_FLIGHT + 1) * max(bodies)
    desk.crawl()
    assert desk.ask("select count(*), count(distinct key) from articles") == [(ARTICLES, ARTICLES)]


@pytest.mark.parametrize(
    ("server_too", "sent"),
    [(False, signal.SIGSTOP), (True, signal.SIGSTOP), (True, signal.SIGKILL)],
    ids=["readers", "readers and their server", "their server, when they are started anew"],
)
def test_a_crawl_whose_time_is_over_does_not_wait_for_what_is_not_read(
    open_room: OpenRoom, stopped_readers: list[int], server_too: bool, sent: signal.Signals
) -> None:
    desk = open_room(articles=ARTICLES, mirrors=1)
    desk.configure(settings="[runs]\ntime_limit = 10.0\n[politeness]\ndelay = 0.1\n")  # some are left to be read
    with started(desk.command("crawl", "room"), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as crawl:
        wait_until(lambda: _stored(desk) > 0, "an article is stored")
        readers = Readers(crawl.pid)
        workers = readers.workers()
        stopped_readers += [*(readers.server() if server_too else ()), *workers]
        for reader in stopped_readers:
            os.kill(reader, sent if reader in workers else signal.SIGSTOP)
        crawl.wait(60)
    ((outcome, seconds),) = desk.ask("select outcome, ended - started from runs")
    assert outcome == "partial"
    assert seconds <= 10 + GRACE + 2
    assert desk.ask("select count(*) from quarantine") == [(0,)], "no page is blamed for it"


def test_articles_are_asked_for_in_the_order_in_which_their_listing_has_them(open_room: OpenRoom) -> None:
    desk = open_room(articles=40, mirrors=1)
    desk.configure(settings="[politeness]\ndelay = 0.02\nconcurrency = 1\n")
    desk.crawl()
    asked = [row["article"] for row in desk.room.log_rows() if row["kind"] == "article"]
    assert len(asked) == 40
    assert asked == sorted(asked, reverse=True), "the newsroom lists the newest first, and numbers them as they come"
