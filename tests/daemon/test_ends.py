"""How the daemon and its runs end: in time, saved, and with nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from crawler.index.embedded import is_running
from tests.desk.daemons import every, runs
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.fleet import source_file, source_toml, write_sources

AT_ONCE = 5
"""Seconds: shorter than a stop takes whose mirrors hang, and long enough for a busy machine to end a process."""


def seconds_to_end(daemon: Any, *signals: int) -> float:
    began = time.monotonic()
    for number in signals:
        daemon.process.send_signal(number)
    daemon.process.wait(30)
    return time.monotonic() - began


def in_mid_crawl(desk: Desk, start_daemon: Any, articles: int = 5) -> Any:
    """A daemon whose first run has got so many articles, and is about to get more."""
    every(desk, "1h")
    daemon = start_daemon(desk)
    wait_until(lambda: sum(desk.served().values()) >= articles, "some articles were served")
    return daemon


def test_sigterm_in_mid_crawl_saves_what_was_fetched_and_the_next_start_goes_on(
    open_room: OpenRoom, start_daemon: Any
) -> None:
    desk = open_room(articles=60, mirrors=1, faults=["m1:slow:0.1@article"])
    daemon = in_mid_crawl(desk, start_daemon)
    assert seconds_to_end(daemon, signal.SIGTERM) < 10
    assert daemon.process.returncode == 0
    assert not is_running(desk.state)
    saved = desk.ask("select count(*) from articles")[0][0]
    assert saved >= 5
    assert desk.ask("select outcome from runs") == [("interrupted",)]
    desk.room.post({"do": "clear", "mirror": "m1"})
    began = time.monotonic()
    start_daemon(desk)
    wait_until(lambda: desk.ask("select count(*) from runs")[0][0] == 2, "the run is taken up", 15)
    assert time.monotonic() - began < 15
    wait_until(lambda: runs(desk) == 2, "it has ended")
    assert desk.ask("select count(*), count(distinct key) from articles") == [(60, 60)]


def test_a_daemon_whose_mirrors_hang_ends_within_ten_seconds(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=3, mirrors=1, faults=["m1:slow:60"])
    every(desk, "1h")
    daemon = start_daemon(desk)
    wait_until(lambda: desk.ask("select count(*) from runs") == [(1,)], "the run has begun")
    assert seconds_to_end(daemon, signal.SIGTERM) < 10
    assert daemon.process.returncode == 0


def test_a_second_sigterm_ends_it_at_once(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=3, mirrors=1, faults=["m1:slow:60"])
    every(desk, "1h")
    daemon = start_daemon(desk)
    wait_until(lambda: desk.ask("select count(*) from runs") == [(1,)], "the run has begun")
    daemon.process.send_signal(signal.SIGTERM)
    wait_until(lambda: daemon.says("stopping"), "it has heard the first")
    assert seconds_to_end(daemon, signal.SIGTERM) < AT_ONCE
    assert daemon.process.returncode == 1
    wait_until(lambda: not is_running(desk.state), "its index server follows it")


def test_ctrl_c_reaches_the_daemon_before_its_index_server(open_room: OpenRoom, tmp_path: Path) -> None:
    desk = open_room(articles=60, mirrors=1, faults=["m1:slow:0.1@article"])
    every(desk, "1h")
    log = tmp_path / "group.log"
    with log.open("wb") as output:
        process = subprocess.Popen(desk.command("run"), stderr=output, start_new_session=True)
    wait_until(lambda: sum(desk.served().values()) >= 5, "some articles were served")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody
    assert process.wait(20) == 0
    assert desk.ask("select outcome from runs") == [("interrupted",)]
    assert desk.ask("select count(*) from pages where verdict is null") == [(0,)], "the index answered to the end"


def test_a_run_that_takes_too_long_is_stopped_and_the_others_go_on(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=40, mirrors=2, faults=["m1:slow:0.5@article"])
    write_sources(desk, 2, "1s", settings="[runs]\ntime_limit = 2.0\n")
    source_file(desk, "s00").write_text(source_toml("s00", desk.room.origins[:1], "1h"))
    daemon = start_daemon(desk)
    slow = "select outcome, ended - started from runs where source = 's00' and ended is not null"
    wait_until(lambda: bool(desk.ask(slow)), "the slow run has ended", 15)
    ((outcome, seconds),) = desk.ask(slow)
    assert outcome == "partial"
    assert seconds <= 5
    asked = _asked(desk, "m1")
    count = "select count(*) from runs where source = 's01' and outcome = 'done'"
    before = desk.ask(count)[0][0]
    wait_until(lambda: desk.ask(count)[0][0] >= before + 2, "the other source is crawled as before")
    assert _asked(desk, "m1") == asked, "the stopped run asks for nothing more"
    assert daemon.stop() == 0


def _asked(desk: Desk, mirror: str) -> int:
    return sum(row["mirror"] == mirror for row in desk.room.log_rows())


def test_a_crawl_that_is_stopped_before_it_has_begun_ends_all_the_same(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=5, mirrors=1)
    every(desk, "1h")
    settings = (desk.config / "mirrorfold.toml").read_text() + "[runs]\ntime_limit = 0.001\n"
    (desk.config / "mirrorfold.toml").write_text(settings)
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the run has ended")
    assert seconds_to_end(daemon, signal.SIGTERM) < 10


def test_a_daemon_that_crawls_listens_on_no_port(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=30, mirrors=1, faults=["m1:slow:0.1@article"])
    daemon = in_mid_crawl(desk, start_daemon)
    assert listening_ports(daemon.process.pid) == []


def listening_ports(process: int) -> list[int]:
    """TCP ports that a process or a child of it listens on (proc(5))."""
    family = [process, *_children(process)]
    sockets = {link for one in family for link in _sockets(one)}
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.append(int(fields[1].rpartition(":")[2], 16))
    return found


def _children(process: int) -> list[int]:
    own = [
        int(one) for task in Path(f"/proc/{process}/task").iterdir() for one in (task / "children").read_text().split()
    ]
    return own + [grandchild for child in own for grandchild in _children(child)]


def _sockets(process: int) -> set[str]:
    return {os.readlink(file) for file in Path(f"/proc/{process}/fd").iterdir() if file.is_symlink()}


def test_a_failed_crawl_ends_the_same_through_the_daemon_as_without_it(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=2, mirrors=1, faults=["m1:down"])
    every(desk, "1h")
    start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    assert "Not one listing could be read" in desk.run("crawl", "room", code=6).stderr


def test_every_line_of_the_log_names_run_and_source_or_says_that_it_has_none(
    open_room: OpenRoom, start_daemon: Any
) -> None:
    desk = open_room(articles=2, mirrors=1)
    every(desk)
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) >= 2, "two runs ended")
    daemon.stop()
    lines = (desk.folder / "daemon.log").read_text().splitlines()
    assert all({"at", "level", "says", "run", "source"} <= json.loads(line).keys() for line in lines)
    of_runs = [row for row in daemon.rows() if row["about"] == "crawler.crawl.run"]
    assert of_runs
    assert all(row["run"] and row["source"] == "room" for row in of_runs)
