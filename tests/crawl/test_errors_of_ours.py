"""An exception that nobody expected is told and counted by the run that meets it, which is not done then.

Each is put where no error belongs (``tests.desk.injected``), in a process that then crawls.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

import pytest

from tests.desk import prefork
from tests.desk.desk import Desk, OpenRoom


@dataclass(frozen=True)
class Ended:
    """How a crawl ended: what the archive says of its run, and what the process said."""

    outcome: str
    report: dict[str, Any]
    said: str


def crawl(desk: Desk, inject: str) -> Ended:
    words = [inject, *desk.command("crawl", "room", "--json")[1:]]
    done = prefork.run(words, os.environ, timeout=120, module="tests.desk.injected")
    ((outcome, report),) = desk.ask("select outcome, report from runs order by id desc limit 1")
    return Ended(outcome, json.loads(report) if isinstance(report, str) else report, done.stderr)


def stored(desk: Desk) -> int:
    return int(desk.ask("select count(*) from articles")[0][0])


def nobody_is_blamed(ended: Ended) -> bool:
    return all(cost["failures"] == 0 for cost in ended.report["mirrors"].values())


COUNTED = {
    "a handler of a signal of Scrapy's": "once('crawler.fetching.download_handler', 'DownloadHandler', '_record_head')",
    "a callback of the spider, behind what contains": "once('crawler.context.progress', 'Progress', 'count_done')",
    "a callback of Twisted's": """
from crawler.crawl import run
before = run._finish_run
async def finish(*words):
    from twisted.internet import reactor
    reactor.callLater(0, lambda: None + 1)
    await asyncio.sleep(0.1)
    return await before(*words)
run._finish_run = finish
""",
    "a task that nobody waits for": """
from crawler.crawl import run
before = run._finish_run
async def stumble():
    raise TypeError("an error that nobody expects")
async def finish(*words):
    task = asyncio.create_task(stumble())
    await asyncio.sleep(0.1)
    del task
    return await before(*words)
run._finish_run = finish
""",
}


@pytest.mark.parametrize("where", COUNTED)
def test_an_error_that_costs_no_page_is_counted_and_told_with_its_trace(open_room: OpenRoom, where: str) -> None:
    desk = open_room(articles=3, mirrors=1)
    ended = crawl(desk, COUNTED[where])
    assert (ended.outcome, stored(desk)) == ("partial", 3)
    assert ended.report["errors"] >= 1
    assert any(line.startswith("an error of ours was met, ") for line in ended.report["warnings"])
    assert "Error: " in ended.said
    assert nobody_is_blamed(ended)
    assert desk.crawl()["outcome"] == "done"
    assert "errors" not in json.loads(desk.run("crawl", "room", "--json").stdout)


def test_a_mistake_among_the_failures_of_parsers_is_told_though_its_page_is_one_more_that_cannot_be_read(
    open_room: OpenRoom,
) -> None:
    desk = open_room(articles=3, mirrors=1)
    ended = crawl(desk, "fork_server.PRELOADED += ('tests.desk.stumbling_reader',)")
    assert (ended.outcome, stored(desk)) == ("partial", 0)
    assert desk.ask("select reason, count(*) from quarantine group by reason") == [("unreadable", 3)]
    assert ended.report["errors"] >= 3
    assert "what was read met an error of ours, and was read without: TypeError: " in ended.said
    assert any("TypeError" in warning for warning in ended.report["warnings"])


UNREAD = {
    "a middleware before a listing is asked for": (
        "import_module('crawler.fetching.middlewares').load_robots = None",
        "failed",
    ),
    "the door": ("import_module('crawler.fetching.download_handler').url_refusal = None", "failed"),
    "what makes the first requests": (
        "once('crawler.listing.read_listing', 'ListingReader', 'make_validators')",
        "failed",
    ),
    "what reads a listing": ("fork_server.PRELOADED += ('tests.desk.stumbling_listing',)", "failed"),
}


@pytest.mark.parametrize("where", UNREAD)
def test_an_error_that_costs_a_listing_fails_it_and_blames_no_mirror(open_room: OpenRoom, where: str) -> None:
    desk = open_room(articles=3, mirrors=1)
    inject, outcome = UNREAD[where]
    ended = crawl(desk, inject)
    assert (ended.outcome, stored(desk)) == (outcome, 0)
    assert nobody_is_blamed(ended)
    assert "TypeError" in ended.said + str(ended.report)
    assert desk.crawl()["outcome"] == "done"
    assert stored(desk) == 3


def test_an_error_of_a_thread_is_told_with_its_trace(open_room: OpenRoom) -> None:
    inject = """
import threading
from crawler.crawl import run
before = run._finish_run
async def finish(*words):
    thread = threading.Thread(target=lambda: None + 1, name="of nobody")
    thread.start()
    await asyncio.to_thread(thread.join)
    return await before(*words)
run._finish_run = finish
"""
    ended = crawl(open_room(articles=1, mirrors=1), inject)
    assert ended.outcome == "done", "a thread works for no run"
    assert "a thread ended with an error of ours (of nobody)" in ended.said
    assert "TypeError" in ended.said
