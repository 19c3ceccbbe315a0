"""A service that a person starts and forgets."""

from __future__ import annotations

import json
import signal
from typing import Any

from crawler.index.embedded import is_running
from tests.desk.daemons import every, runs
from tests.desk.desk import OpenRoom, wait_until


def test_a_source_is_crawled_again_and_again_and_new_articles_come(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=5, mirrors=2)
    every(desk)
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) >= 2, "two runs ended")
    desk.room.post({"do": "publish", "number": 2})
    wait_until(lambda: desk.ask("select count(*) from articles") == [(7,)], "the new articles are in the archive")
    assert daemon.stop() == 0
    assert set(desk.served().values()) == {1}
    assert not is_running(desk.state)


def test_a_run_names_its_run_and_source_in_the_log(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=1, mirrors=1)
    every(desk)
    daemon = start_daemon(desk)
    wait_until(lambda: daemon.says("run 1 of room: done"), "the first run is told")
    row = next(row for row in daemon.rows() if "run 1 of room" in row["says"])
    assert (row["run"], row["source"]) == (1, "room")


def test_a_killed_daemon_leaves_nothing_undone(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=20, mirrors=2, faults=["m1:slow:0.2@article"])
    every(desk)
    first = start_daemon(desk)
    wait_until(lambda: sum(desk.served().values()) >= 5, "five articles are served")
    first.stop(signal.SIGKILL)
    desk.room.post({"do": "clear", "mirror": "m1"})
    second = start_daemon(desk)
    wait_until(lambda: desk.ask("select count(*) from articles") == [(20,)], "all articles are there")
    wait_until(lambda: desk.ask("select count(*) from pages where verdict is null") == [(0,)], "all are judged")
    assert desk.ask("select count(*), count(distinct key) from articles") == [(20, 20)]
    second.stop()


def test_a_changed_source_file_acts_and_a_bad_one_is_named_and_left_aside(
    open_room: OpenRoom, start_daemon: Any
) -> None:
    desk = open_room(articles=2, mirrors=1)
    file = every(desk, "1h")
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    good = file.read_text()
    file.write_text(good + "nonsense = 1\n")
    wait_until(lambda: daemon.says("the old one stays"), "the mistake is told")
    told = json.loads(desk.run("doctor", "--json", code=1).stdout)
    assert any("nonsense" in finding["says"] for finding in told)
    file.write_text(good.replace('every = "1h"', 'every = "1s"'))
    wait_until(lambda: runs(desk) >= 3, "the new schedule acts")
    assert desk.ask("select count(*) from runs where outcome = 'failed'") == [(0,)]


def test_a_crawl_by_hand_goes_through_the_daemon(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=3, mirrors=1)
    every(desk, "1h")
    start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    assert desk.crawl()["run"] == 2


def test_a_paused_source_is_not_crawled_until_it_is_resumed(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=1, mirrors=1)
    every(desk)
    desk.run("source", "pause", "Room")
    daemon = start_daemon(desk)
    (row,) = json.loads(desk.run("next", "--json").stdout)["sources"]
    assert (row["state"], row["next"]) == ("paused", None)
    assert runs(desk) == 0
    desk.run("source", "resume", "room")
    wait_until(lambda: runs(desk) >= 1, "it is crawled again")
    daemon.stop()


def test_a_second_daemon_on_the_state_folder_says_so_and_ends_with_3(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=1, mirrors=1)
    every(desk)
    start_daemon(desk)
    assert "works in this state folder" in desk.run("run", code=3).stderr


def test_a_restart_shifts_nothing(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=1, mirrors=1)
    every(desk, "1h")
    first = start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    first.stop()
    second = start_daemon(desk)
    (row,) = json.loads(desk.run("next", "--json").stdout)["sources"]
    started = desk.ask("select started from runs")[0][0]
    assert started + 3600 <= row["next"] <= started + 3600 + 30
    second.stop()
    assert runs(desk) == 1
