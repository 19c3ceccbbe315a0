"""A daemon that crawls often may tell less: ``runs.log`` says of which runs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.daemons import Daemon, runs, source_text
from tests.desk.desk import Desk, OpenRoom, wait_until


def start(desk: Desk, start_daemon: Any, which: str) -> Daemon:
    desk.configure(f'[runs]\nlog = "{which}"\n', source=source_text(desk))
    daemon: Daemon = start_daemon(desk)
    return daemon


def told(daemon: Daemon) -> list[str]:
    """What the log says of the ends of runs, without their numbers and costs."""
    ends = [row["says"].partition(" of room: ") for row in daemon.rows() if row["says"].startswith("run ")]
    return [says.partition(" known")[0].rpartition(", ")[0] for _, _, says in ends]


@pytest.mark.parametrize(("which", "says"), [("changes", ["done, 3 new", "done, 2 new"]), ("problems", [])])
def test_runs_that_find_nothing_leave_no_line(
    open_room: OpenRoom, start_daemon: Any, which: str, says: list[str]
) -> None:
    desk = open_room(articles=3, mirrors=1)
    daemon = start(desk, start_daemon, which)
    wait_until(lambda: runs(desk) >= 3, "two runs found nothing")
    desk.room.post({"do": "publish", "number": 2})
    wait_until(lambda: desk.ask("select count(*) from articles") == [(5,)], "the new articles are in the archive")
    before = runs(desk)
    wait_until(lambda: runs(desk) >= before + 2, "a run more found nothing")
    daemon.stop()
    assert told(daemon) == says


def test_runs_with_a_problem_are_told_whatever_is_left_out(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=3, mirrors=2, faults=["m1:5xx@feed"])
    daemon = start(desk, start_daemon, "problems")
    wait_until(lambda: daemon.says("run 1 of room: partial"), "the run is told")
    assert daemon.stop() == 0


def test_all_runs_are_told_where_nobody_says_otherwise(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=3, mirrors=1)
    desk.configure(source=source_text(desk))
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) >= 3, "two runs found nothing")
    daemon.stop()
    assert told(daemon)[:3] == ["done, 3 new", "done", "done"]
