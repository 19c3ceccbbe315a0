"""The daemon tells hooks by a process of its own: whatever is killed, nothing is lost and the order is kept."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from contextlib import closing
from typing import Any

import pytest

from crawler.model.failpoints import VARIABLE
from tests.desk.daemons import Daemon, StartDaemon, runs
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.hook_targets import HookTarget, Posted, hook_target, take
from tests.desk.pool_processes import Children
from tests.hooks.test_ways_out import SECRET, WHSEC, verifies

EVENTS = 200


def configure(desk: Desk, *targets: HookTarget, outbox: str = "", hook: str = "") -> None:
    """Let the newsroom's source be due once, and targets be told of its articles."""
    tables = "".join(
        f'[[hooks]]\nname = "t{number}"\nurl = "{target.url}"\nevents = ["article.new"]\n{hook}'
        for number, target in enumerate(targets)
    )
    desk.configure(settings=f"[outbox]\nretry_after = 0.1\nretry_at_most = 0.3\n{outbox}[web]\nport = 0\n{tables}")
    source = desk.config / "sources" / "room.toml"
    source.write_text(source.read_text() + 'every = "1d"\n')


def senders(daemon: Daemon) -> list[int]:
    """The processes of a daemon that tell hooks."""
    return Children(daemon.process.pid).senders()


def kill_sender(daemon: Daemon) -> None:
    wait_until(lambda: len(senders(daemon)) == 1, "a process sends")
    os.kill(senders(daemon)[0], signal.SIGKILL)


def wanted(desk: Desk) -> list[str]:
    """The ids of all events, in their order."""
    with closing(sqlite3.connect(desk.state / "archive.db")) as archive:
        return [row[0] for row in archive.execute("select message from hook_deliveries order by id")]


def assert_all_told(desk: Desk, target: HookTarget, number: int) -> None:
    """None was lost, the order was kept, and what came twice came directly behind itself."""
    assert target.ids == wanted(desk)
    articles = [row[0] for row in desk.ask("select id from articles order by id")]
    assert sorted(posted.event["data"]["article"] for posted in _each_once(target)) == articles
    assert len(articles) == number
    came = [posted.id for posted in target.taken]
    assert [one for place, one in enumerate(came) if place == 0 or came[place - 1] != one] == target.ids


def _each_once(target: HookTarget) -> list[Posted]:
    return list({posted.id: posted for posted in target.taken}.values())


@pytest.mark.slow
def test_a_target_and_every_process_are_killed_among_200_events_and_none_is_lost(
    open_room: OpenRoom, start_daemon: StartDaemon
) -> None:
    desk = open_room(articles=EVENTS, mirrors=1)
    with hook_target() as target:
        gate = threading.Semaphore(50)

        def paced(there: HookTarget, posted: Posted, connection: Any) -> int:
            gate.acquire()
            return take(there, posted, connection)

        target.answer = paced
        configure(desk, target, hook=f'secret = "{WHSEC}"\n')
        daemon = start_daemon(desk, forked=False)
        wait_until(lambda: len(target.taken) == 50, "a quarter was told", 90)
        target.close()
        gate.release(50)
        wait_until(lambda: desk.ask("select max(failures) from hooks")[0][0] >= 2, "its target is gone")
        target.open()
        wait_until(lambda: len(target.ids) >= 90, "the half was told")
        kill_sender(daemon)
        gate.release(50)
        wait_until(lambda: len(target.ids) >= 140, "three quarters were told")
        daemon.stop(signal.SIGKILL)
        gate.release(10 * EVENTS)
        wait_until(lambda: runs(desk) >= 0 and not senders(daemon), "nobody sends any more")
        daemon = start_daemon(desk, forked=False)
        wait_until(lambda: len(target.ids) == EVENTS, "all was told", 90)
        wait_until(lambda: desk.ask("select delivered from hooks") == [(EVENTS,)], "and is known to be")
        assert_all_told(desk, target, EVENTS)
        assert all(verifies(posted, SECRET) for posted in target.taken)
        assert len(target.taken) <= EVENTS + 4, "a kill costs one repeat"
        assert daemon.stop() == 0
        assert not senders(daemon)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["hook.sent:4", "hook.fan:1"])
def test_a_sender_that_dies_between_two_steps_again_and_again_loses_nothing(
    point: str, open_room: OpenRoom, start_daemon: StartDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_room(articles=8, mirrors=1)
    with hook_target() as target:
        configure(desk, target)
        monkeypatch.setenv(VARIABLE, point)
        start_daemon(desk, forked=False)
        done = [(8,)]
        wait_until(lambda: runs(desk) == 1 and desk.ask("select delivered from hooks") == done, "all was told", 60)
        assert_all_told(desk, target, 8)


def test_a_slow_target_holds_up_neither_the_crawl_nor_another_one(
    open_room: OpenRoom, start_daemon: StartDaemon
) -> None:
    desk = open_room(articles=10, mirrors=1)
    goes_on = threading.Event()

    def slow(there: HookTarget, posted: Posted, connection: Any) -> int:
        goes_on.wait(60)
        return take(there, posted, connection)

    with hook_target(slow) as tardy, hook_target() as quick:
        configure(desk, tardy, quick)
        daemon = start_daemon(desk)
        wait_until(lambda: runs(desk) == 1, "the run ended")
        wait_until(lambda: len(quick.taken) == 10, "the other one was told")
        assert len(tardy.asked) == 1
        assert daemon.stop() == 0, "nor the end of the daemon"
        goes_on.set()


def test_a_changed_hook_is_taken_over_and_one_that_left_has_no_process(
    open_room: OpenRoom, start_daemon: StartDaemon
) -> None:
    desk = open_room(articles=3, mirrors=1)
    with hook_target() as target, hook_target() as other:
        configure(desk)
        daemon = start_daemon(desk)
        wait_until(lambda: runs(desk) == 1, "the run ended")
        assert not senders(daemon), "without a hook there is no process"
        assert desk.ask("select count(*) from hook_events") == [(0,)]
        configure(desk, target)
        wait_until(lambda: len(senders(daemon)) == 1, "a process sends")
        desk.room.post({"do": "publish", "number": 2})
        desk.run("crawl", "room")
        wait_until(lambda: len(target.taken) == 2, "what is new was told, and nothing older")
        before = senders(daemon)
        configure(desk, other)
        wait_until(lambda: len(after := senders(daemon)) == 1 and after != before, "another process sends")
        desk.room.post({"do": "publish", "number": 1})
        desk.run("crawl", "room")
        wait_until(lambda: len(other.taken) == 1, "the other address is told")
        configure(desk)
        wait_until(lambda: not senders(daemon), "the process has gone")
        assert len(target.taken) == 2


def test_a_crawl_without_a_daemon_tells_hooks_before_it_ends(open_room: OpenRoom) -> None:
    desk = open_room(articles=4, mirrors=1)
    with hook_target() as target:
        configure(desk, target)
        desk.crawl()
        assert len(target.taken) == 4
        target.close()
        desk.room.post({"do": "publish", "number": 1})
        desk.crawl()
        assert desk.ask("select standing, count(*) from hook_deliveries group by 1 order by 1") == [
            ("delivered", 4),
            ("waiting", 1),
        ]
