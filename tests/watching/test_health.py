"""A supervisor asks three questions and reads exit codes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import set_paused
from crawler.index.embedded import EmbeddedIndex
from crawler.index.socket_path import socket_path
from crawler.settings import Configuration, load
from scheduler.watching.freshness import Freshness, stale_sentences
from scheduler.watching.healthcheck import check_fresh, check_live, check_ready
from tests.desk.daemons import every, runs, source_text
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.pool_processes import WORKERS, Readers

HOUR = 3600


def ask(desk: Desk, check: str, code: int) -> list[str]:
    """Ask as a supervisor does; return what is said."""
    answer: dict[str, Any] = json.loads(desk.run("healthcheck", check, "--json", code=code).stdout)
    assert (answer["check"], answer["code"], answer["healthy"]) == (check.strip("-"), code, code == 0)
    return list(answer["says"])


def configured(desk: Desk) -> Configuration:
    return load(desk.config, {})


def test_a_daemon_is_live_and_ready_and_a_stopped_one_is_neither(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=1, mirrors=1)
    every(desk, "1h")
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    assert str(daemon.process.pid) in desk.run("healthcheck").stdout
    ask(desk, "--ready", 0)
    daemon.stop()
    assert "no daemon answers" in desk.run("healthcheck", code=10).stdout
    assert "does not run" in ask(desk, "--ready", 11)[0]


def test_a_daemon_that_hangs_is_not_live_and_an_index_without_marks_not_ready(
    open_room: OpenRoom, start_daemon: Any
) -> None:
    desk = open_room(articles=1, mirrors=1)
    every(desk, "1h")
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    daemon.process.send_signal(signal.SIGSTOP)
    assert asyncio.run(check_live(desk.state, 0.2)).complaints == (f"no daemon answers in {desk.state} within 0.2 s",)
    daemon.process.send_signal(signal.SIGCONT)
    assert asyncio.run(check_live(desk.state)).code == 0
    with closing(redis.Redis.from_url(f"unix://{socket_path(desk.state)}")) as client:
        client.flushdb()
    health = asyncio.run(check_ready(configured(desk), desk.state))
    assert (health.code, health.complaints) == (11, ("the index is empty or in part lost",))


def test_an_index_that_answers_and_takes_no_writes_is_not_ready(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=1, mirrors=1)
    every(desk, "1h")
    start_daemon(desk)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    with closing(redis.Redis.from_url(f"unix://{socket_path(desk.state)}")) as client:
        client.config_set("maxmemory", "1mb")
        assert "maxmemory" in ask(desk, "--ready", 11)[0]
        assert "maxmemory" in desk.run("doctor", code=1).stdout
        client.config_set("maxmemory", "0")
    ask(desk, "--ready", 0)


def test_a_daemon_whose_processes_read_nothing_is_live_and_not_ready_and_ready_once_they_do(
    open_room: OpenRoom, start_daemon: Any
) -> None:
    desk = open_room(articles=1, mirrors=1)
    settings = f"[extraction]\nworkers = {WORKERS}\n"
    desk.configure(settings=settings, source=source_text(desk, "1h"))
    daemon = start_daemon(desk, forked=False)
    wait_until(lambda: runs(desk) == 1, "the first run ended")
    workers = Readers(daemon.process.pid).workers()
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    began = time.monotonic()
    assert ask(desk, "--ready", 11) == ["the processes that read pages read none within 4 s"]
    assert time.monotonic() - began < 15
    ask(desk, "--live", 0)
    for worker in workers:
        os.kill(worker, signal.SIGCONT)
    ask(desk, "--ready", 0)
    for process in Readers(daemon.process.pid).server() + workers:
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: asyncio.run(check_ready(configured(desk), desk.state)).code == 0, "others are there and read")


def test_a_server_and_an_archive_without_a_daemon_are_not_ready_for_nobody_reads_pages(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    desk = open_room(articles=1, mirrors=1)
    folder = tmp_path / "server"
    folder.mkdir()
    with EmbeddedIndex(folder) as server:
        desk.configure(settings=f'[redis]\nurl = "{server.url}"\n')
        desk.crawl()
        assert "nobody reads pages" in ask(desk, "--ready", 11)[0]


def test_an_empty_state_folder_is_neither_live_nor_ready_nor_fresh_and_stays_empty(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    assert asyncio.run(check_live(desk.state)).code == 10
    assert asyncio.run(check_ready(configured(desk), desk.state)).code == 11
    ask(desk, "--fresh", 12)
    assert not desk.state.exists()


def test_a_source_is_judged_by_its_limit_unless_it_is_paused_or_has_none(open_room: OpenRoom) -> None:
    desk = open_room(articles=2, mirrors=1)
    desk.configure(source=source_text(desk) + 'fresh = "12h"\n')
    desk.crawl()
    ask(desk, "--fresh", 0)
    last = desk.ask("select max(first_seen) from articles")[0][0]
    assert check_fresh(configured(desk), desk.state, last + 12 * HOUR).code == 0
    late = check_fresh(configured(desk), desk.state, last + 14 * HOUR)
    assert (late.code, late.complaints) == (12, ("no new article from room in 14h (limit 12h)",))
    with closing(Archive.in_folder(desk.state)) as archive:
        archive.call(set_paused, "room", True)
        assert check_fresh(configured(desk), desk.state, last + 14 * HOUR).code == 0
        archive.call(set_paused, "room", False)
    assert check_fresh(configured(desk), desk.state, last + 14 * HOUR).code == 12
    desk.configure()
    assert (
        check_fresh(configured(desk), desk.state, last + 14 * HOUR).says == "no source has a limit (fresh in its file)"
    )


def test_an_archive_that_cannot_be_read_is_neither_ready_nor_fresh(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.state.mkdir()
    (desk.state / "archive.db").write_text("this is no database, however long one looks at it " * 100)
    assert asyncio.run(check_ready(configured(desk), desk.state)).code == 11
    assert check_fresh(configured(desk), desk.state).code == 12


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        ([], ()),
        ([Freshness("a", 10, 10)], ()),
        ([Freshness("a", 11, 10)], ("no new article from a in 11s (limit 10s)",)),
        ([Freshness("a", None, 10)], ("no article from a ever (limit 10s)",)),
        ([Freshness("a", 99, 10), Freshness("b", 61, 10)], ("no new article from any source in 1m 1s",)),
        ([Freshness("a", None, 10), Freshness("b", None, 10)], ("no source ever had an article",)),
    ],
)
def test_what_is_said_of_stale_sources(judged: list[Freshness], said: tuple[str, ...]) -> None:
    assert stale_sentences(judged) == said
