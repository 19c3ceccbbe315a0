"""Articles are removed while the daemon runs."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from typing import Any

import redis

from crawler.index import keys
from crawler.index.socket_path import socket_path
from tests.desk.daemons import every, runs
from tests.desk.desk import OpenRoom, wait_until
from tests.desk.processes import started

WORD = ("--reason", "a court's order", "--yes")


def test_an_article_is_removed_by_the_daemon_and_its_next_runs_leave_it_away(
    open_room: OpenRoom, start_daemon: Any
) -> None:
    desk = open_room(articles=4, mirrors=2)
    every(desk, "1h")
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    assert desk.run("purge", "--article", "4", *WORD).stdout == "room: 1 article left\n"
    desk.room.post({"do": "publish", "number": 1})
    report = desk.crawl()
    assert (report["verdicts"], report["kept_away"]) == ({"new": 1}, 1)
    assert desk.run("tombstones", "lift", "1", "--reason", "it fell").stdout == "tombstone 1 of room is lifted\n"
    assert desk.crawl()["verdicts"] == {"new": 1}
    assert daemon.stop() == 0
    assert "nothing is wrong" in desk.run("archive", "check").stdout


def test_nothing_is_removed_of_a_source_that_is_being_crawled(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=6, mirrors=1)
    every(desk, "1h")
    start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "slow:0.5@article"})
    desk.room.post({"do": "publish", "number": 20})
    with started(desk.command("crawl", "Room", "--json"), stdout=subprocess.DEVNULL) as crawl:
        wait_until(lambda: desk.ask("select count(*) from runs where ended is null") == [(1,)], "the second run began")
        refused = desk.run("purge", "--article", "1", *WORD, code=3)
        assert "holds this source" in refused.stderr
        assert desk.ask("select count(*) from tombstones") == [(0,)]
        assert crawl.wait(60) == 0
    assert desk.run("purge", "--article", "1", *WORD).stdout == "room: 1 article left\n"


def test_a_purge_whose_command_was_stopped_goes_on_and_a_second_one_is_told_of_it(
    open_room: OpenRoom, start_daemon: Any
) -> None:
    desk = open_room(articles=4, mirrors=1)
    every(desk, "1h")
    start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    index = redis.Redis(unix_socket_path=str(socket_path(desk.state)))
    with closing(index), closing(sqlite3.connect(desk.state / "archive.db", isolation_level=None)) as archive:
        wait_until(lambda: not index.exists(keys.lease("room")), "the run has given its lease back")
        archive.execute("begin immediate")  # the purge waits for this writer
        with started(desk.command("purge", "--article", "2", *WORD), stderr=subprocess.DEVNULL) as purge:
            wait_until(lambda: bool(index.exists(keys.lease("room"))), "the purge has begun")
            purge.terminate()
            purge.wait(30)
        again = desk.run("purge", "--article", "2", *WORD, code=3).stderr
        archive.execute("rollback")
    assert "is under way (room)" in again
    wait_until(lambda: desk.ask("select count(*) from tombstones") == [(1,)], "the first one went on")
    desk.run("purge", "--article", "2", *WORD, code=7)
    assert desk.ask("select article from tombstones") == [(2,)]
