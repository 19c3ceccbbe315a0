"""The process that sends, on real targets: in order per hook, at least once, each hook beside the others."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from crawler.archive.database.store import Archive
from crawler.archive.disputes.alarms import DIVERGENT, NewAlarm, load_alarms, raise_alarm
from crawler.archive.hooks.deliveries import (
    NewDelivery,
    add_deliveries,
    load_first_waiting,
    record_taken,
    retry_dead_letters,
)
from crawler.archive.hooks.pending_events import AT_ONCE
from crawler.archive.installation.leadership import give_up_leadership, take_leadership
from crawler.archive.tables.hooks import hook_deliveries, hook_events, hooks
from crawler.settings.sections import Alarms
from scheduler.hooks import sender as sending
from scheduler.hooks.sender import Sender, may_send
from tests.desk.fetched_pages import M2, NOW, column, open_archive, rows
from tests.desk.hook_targets import HookTarget, Posted, hook_target, take
from tests.hooks.conftest import MakeSender

TAKE = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n')"


def happen(archive: Archive, number: int) -> None:
    """Mirrors change their states so often."""
    change = text(
        "insert into mirror_events (source, mirror, at, state, cause) values ('herald', :mirror, :at, 'down', :cause)"
    )
    many = [{"mirror": M2, "at": NOW, "cause": f"cause {place}"} for place in range(number)]
    archive.call(lambda connection: connection.execute(change, many))


def run(sender: Sender, until: Callable[[], bool], seconds: float = 20) -> None:
    """Let it send until something is so."""

    async def work() -> None:
        task = asyncio.create_task(sender.send())
        async with asyncio.timeout(seconds):
            while not until():  # noqa: ASYNC110 - what is waited for is in a database
                await asyncio.sleep(0.01)
        task.cancel()
        await sender.stop(1)

    asyncio.run(work())


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "INTERVAL", 0.02)


def causes(target: HookTarget) -> list[str]:
    """What a target took, by the causes of the changes."""
    return [posted.event["data"]["cause"] for posted in target.taken]


def test_all_is_told_in_order_whatever_a_batch_holds(archive: Archive, sender_of: MakeSender) -> None:
    with hook_target() as there:
        sender = sender_of({"name": "desk", "url": there.url})
        happen(archive, AT_ONCE + 20)
        run(sender, lambda: len(there.taken) == AT_ONCE + 20, 60)
    assert causes(there) == [f"cause {place}" for place in range(AT_ONCE + 20)]
    assert rows(archive, hook_events) == []
    assert column(archive, hooks, "delivered") == [AT_ONCE + 20]


def test_a_target_that_fails_now_and_then_loses_nothing_and_keeps_the_order(
    archive: Archive, sender_of: MakeSender
) -> None:
    def moody(target: HookTarget, posted: Posted, connection: Any) -> int | None:
        number = len(target.asked)
        if number % 3 == 0:
            return 503
        taken = take(target, posted, connection)
        return None if number % 5 == 0 else taken  # it took it, and its answer was lost

    with hook_target(moody) as there:
        sender = sender_of({"name": "desk", "url": there.url})
        happen(archive, 15)
        run(sender, lambda: column(archive, hooks, "delivered") == [15])
    assert list(dict.fromkeys(causes(there))) == [f"cause {place}" for place in range(15)]
    assert len(there.ids) == 15
    assert len(there.taken) > 15, "what was taken without an answer comes again, under its id"


def test_a_slow_target_holds_up_no_other_one(archive: Archive, sender_of: MakeSender) -> None:
    goes_on = threading.Event()

    def slow(target: HookTarget, posted: Posted, connection: Any) -> int:
        goes_on.wait(20)
        return take(target, posted, connection)

    with hook_target(slow) as tardy, hook_target() as quick:
        sender = sender_of({"name": "tardy", "url": tardy.url}, {"name": "quick", "url": quick.url})
        happen(archive, 10)
        run(sender, lambda: len(quick.taken) == 10)
        assert len(tardy.asked) == 1, "and is itself asked once at a time"
        goes_on.set()


def test_an_event_that_is_refused_for_too_long_is_given_up_and_those_behind_it_go_on(
    archive: Archive, sender_of: MakeSender
) -> None:
    def picky(target: HookTarget, posted: Posted, connection: Any) -> int:
        return 400 if posted.event["data"]["cause"] == "cause 1" else take(target, posted, connection)

    with hook_target(picky) as there:
        sender = sender_of({"name": "desk", "url": there.url}, give_up_after=1.0)
        happen(archive, 2)
        run(sender, lambda: "dead" in column(archive, hook_deliveries, "standing"))
        happen(archive, 1)
        run(sender, lambda: len(there.taken) == 2)
        assert causes(there) == ["cause 0", "cause 0"]
        there.answer = take
        assert archive.call(retry_dead_letters, None, int(archive.clock())) == 1
        run(sender, lambda: len(there.taken) == 3)
    assert column(archive, hook_deliveries, "standing") == ["delivered"] * 3


def test_who_asks_to_be_left_alone_is(archive: Archive, sender_of: MakeSender) -> None:
    later = b"HTTP/1.1 429 Later\r\nretry-after: 100\r\ncontent-length: 0\r\n\r\n"
    with hook_target(lambda *_: later) as there:
        sender = sender_of({"name": "desk", "url": there.url})
        happen(archive, 1)
        run(sender, lambda: column(archive, hooks, "failures") == [1])
    (next_at,) = column(archive, hooks, "next_at")
    assert 90 < next_at - archive.clock() <= 101


def test_an_alarm_goes_to_alarms_command_as_it_always_did(
    archive: Archive, sender_of: MakeSender, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    older = NewAlarm("herald", None, M2, DIVERGENT, "1:aa", {"said": "four is five", "since": NOW})
    archive.call(raise_alarm, older, NOW, 7)
    sender = sender_of(alarms=Alarms(command=(sys.executable, "-c", TAKE, str(taken))))
    archive.call(raise_alarm, NewAlarm("herald", None, M2, DIVERGENT, "2:aa", {"said": "six"}), NOW, 7)
    run(sender, lambda: all(alarm.handed_at for alarm in archive.read(load_alarms)))
    told = [json.loads(line) for line in taken.read_text().splitlines()]
    assert [(each["id"], each["kind"], each["mirror"]) for each in told] == [(1, "divergent", M2), (2, "divergent", M2)]
    assert told[0]["evidence"]["said"] == "four is five"
    assert [alarm.tries for alarm in archive.read(load_alarms)] == [1, 1]


def test_an_alarm_that_no_command_takes_waits(archive: Archive, sender_of: MakeSender) -> None:
    sender = sender_of(alarms=Alarms(command=("/nowhere/at-all",)))
    archive.call(raise_alarm, NewAlarm("herald", None, M2, DIVERGENT, "1:aa", {}), NOW, 7)
    run(sender, lambda: column(archive, hooks, "failures") == [2])
    (alarm,) = archive.read(load_alarms)
    assert (alarm.handed_at, alarm.tries) == (None, 2)
    assert "cannot be started" in rows(archive, hooks)[0]["trouble"]


def test_a_program_that_is_under_way_does_not_outlive_the_process_that_sends(
    archive: Archive, sender_of: MakeSender, tmp_path: Path
) -> None:
    pid = tmp_path / "pid"
    command = ["/bin/sh", "-c", f"echo $$ > {pid}.new; mv {pid}.new {pid}; sleep 100"]
    sender = sender_of({"name": "desk", "command": command})
    happen(archive, 1)
    run(sender, pid.exists)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
    assert column(archive, hook_deliveries, "standing") == ["waiting"]


def test_of_several_machines_the_one_that_leads_sends(database: str) -> None:
    archive = Archive.open(database)
    try:
        assert archive.read(may_send, ""), "one machine asks nobody"
        assert not archive.read(may_send, "one")
        archive.call(take_leadership, "one", "host", 100.0)
        assert archive.read(may_send, "one")
        assert not archive.read(may_send, "two")
        archive.call(give_up_leadership, "one")
        archive.call(take_leadership, "two", "host", -1.0)
        assert not archive.read(may_send, "two"), "its lease is over"
    finally:
        archive.close()


STEPS = st.lists(st.sampled_from(["happens", "taken", "lost", "dies", "retried"]), max_size=30)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_befalls_it_every_event_is_told_and_the_first_one_first(steps: list[str], tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    try:
        archive.call(lambda c: [c.execute(text(f"delete from {table}")) for table in ("hook_deliveries", "hooks")])
        archive.call(lambda c: c.execute(hooks.insert().values(name="desk", since=NOW)))
        put, told = 0, []
        for step in [*steps, "retried", *["taken"] * len(steps)]:
            waiting = archive.read(load_first_waiting, "desk", NOW)
            known = [row for row in rows(archive, hook_deliveries) if row["standing"] == "waiting"]
            assert (waiting and waiting.message) == (known[0]["message"] if known else None)
            if step == "happens":
                new = NewDelivery("desk", str(put), "mirror.state", "herald", None, "{}")
                archive.call(add_deliveries, [new], NOW)
                put += 1
            elif step == "retried":
                archive.call(retry_dead_letters, None, NOW)
            elif waiting is not None:
                befall(archive, step, waiting.id)
                told += [waiting.message] if step in ("taken", "lost") else []
        assert set(told) == {str(number) for number in range(put)}
        assert column(archive, hook_deliveries, "standing") == ["delivered"] * put
    finally:
        archive.close()


def befall(archive: Archive, step: str, number: int) -> None:
    """What comes of a try; "lost" is one that was taken, and the process was killed before it was noted."""
    if step == "taken":
        archive.call(record_taken, "desk", number, NOW)
    elif step == "dies":
        given_up = text(f"update hook_deliveries set standing = 'dead', ended_at = 1 where id = {number}")
        archive.call(lambda connection: connection.execute(given_up))
