"""A crawl tells how far it is and how long it will take, with no terminal to draw on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.desk.daemons import source_text
from tests.desk.desk import Desk, OpenRoom

LINE = re.compile(r"^run 1 of room: (\d+) of 40 articles, about (\d+ s|\d+ min) left", re.MULTILINE)
OFTEN = "[politeness]\ndelay = 0.02\nconcurrency = 2\n\n[runs]\nprogress = 0.1\n"


@pytest.fixture
def desk(open_room: OpenRoom) -> Desk:
    return open_room(articles=40, mirrors=1, faults=["m1:slow:0.1@article"])


def assert_each_line_is_further(said: str) -> None:
    """There are several lines, each further than the one before; the whole takes some seconds."""
    done = [int(number) for number, _ in LINE.findall(said)]
    assert len(done) > 2, said
    assert done == sorted(done)
    assert done[0] < done[-1]
    assert LINE.findall(said)[-1][1] == "10 s"


def test_a_crawl_tells_on_standard_error(desk: Desk) -> None:
    desk.configure(settings=OFTEN)
    assert_each_line_is_further(desk.run("crawl", "Room").stderr)


def test_a_crawl_that_is_to_tell_nothing_tells_nothing(desk: Desk) -> None:
    desk.configure(settings=OFTEN.replace("0.1", "0"))
    assert " left" not in desk.run("crawl", "Room").stderr


def test_a_daemon_tells_in_its_log_and_whoever_waits_for_its_crawl(desk: Desk, start_daemon: Any) -> None:
    source = source_text(desk, "1h")
    desk.configure(settings=OFTEN, source=source + "enabled = false\n")
    daemon = start_daemon(desk)
    said = desk.run("crawl", "Room").stderr
    assert_each_line_is_further(said)
    daemon.stop()
    rows = [row for row in daemon.rows() if LINE.search(row["says"])]
    assert_each_line_is_further("\n".join(row["says"] for row in rows))
    assert {(row["run"], row["source"]) for row in rows} == {(1, "room")}


def test_a_run_that_takes_longer_than_it_may_says_that_the_next_one_goes_on(open_room: OpenRoom) -> None:
    desk = open_room(articles=40, mirrors=1, faults=["m1:slow:0.5@article"])
    desk.configure(settings=OFTEN + "time_limit = 4.0\n")
    done = desk.run("crawl", "Room")
    assert "longer than runs.time_limit allows, the next run goes on" in done.stderr
    told = r"stopped after 4 s \(runs.time_limit\): \d+ of 40 articles done, the next run goes on"
    assert re.search(told, done.stdout)
