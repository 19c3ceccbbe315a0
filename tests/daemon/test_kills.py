"""The index server is killed again and again: nothing is lost, nothing is there twice. For the daemon itself see R1."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from crawler.index.socket_path import socket_path
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.fleet import write_sources
from tests.desk.index_servers import DebianRedis, Server, answers, kill, kinds

SOURCES = 5
MIRRORS = 2
ARTICLES = 20
SEED = 3


class Paper:
    """A newsroom that publishes and loses mirrors, at random but the same every time."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self.published = desk, ARTICLES
        self.chance = random.Random(SEED)
        self._lossy = [f"m{source * MIRRORS + self.chance.randint(1, MIRRORS)}" for source in range(SOURCES)]

    def goes_on(self) -> None:
        """Publish some articles; every source gets back the mirror that it lost, and loses it in another way.

        Its sibling answers throughout: a run that hears of no mirror would put the source off for two minutes.
        """
        number = self.chance.randint(1, 4)
        self._desk.room.post({"do": "publish", "number": number})
        self.published += number
        self.recovers()
        for lost in self._lossy:
            kind = self.chance.choice(["down", "reset", "5xx", "slow:0.2", "seized", "truncate"])
            self._desk.room.post({"do": "fault", "mirror": lost, "kind": kind})

    def recovers(self) -> None:
        for number in range(1, SOURCES * MIRRORS + 1):
            self._desk.room.post({"do": "clear", "mirror": f"m{number}"})

    def everything_once(self) -> bool:
        """Whether every published article stands once in every source, judged."""
        if not (self._desk.state / "archive.db").exists():
            return False
        stored = self._desk.ask("select source, count(*), count(distinct key) from articles group by source")
        unjudged = self._desk.ask("select count(*) from pages where verdict is null")
        whole = all(row[1:] == (self.published, self.published) for row in stored)
        return len(stored) == SOURCES and unjudged == [(0,)] and whole

    def nothing_fetched(self) -> bool:
        """Whether the last run of each source had no article left to ask for, on no mirror."""
        last = "select max(id) from runs where ended is not null group by source"
        fetched = f"select json_extract(report, '$.bodies_fetched') from runs where id in ({last})"
        return self._desk.ask(fetched) == [(0,)] * SOURCES

    def pause(self) -> None:
        """Let the daemon ask for some more, or for at most a second and a half."""
        rows, more = len(self._desk.room.log_rows()), self.chance.randint(1, 40)
        give_up = time.monotonic() + 1.5 * self.chance.random()
        wait_until(
            lambda: len(self._desk.room.log_rows()) >= rows + more or time.monotonic() > give_up, "it asked for more"
        )


@pytest.fixture
def open_paper(open_room: OpenRoom) -> Callable[..., tuple[Desk, Paper]]:
    def open_(settings: str = "") -> tuple[Desk, Paper]:
        desk = open_room(articles=ARTICLES, mirrors=SOURCES * MIRRORS)
        write_sources(desk, SOURCES, "1s", MIRRORS, f"[mirrors]\nprobe_after = 1.0\n{settings}")
        return desk, Paper(desk)

    return open_


@pytest.fixture
def debian_redis(tmp_path: Path) -> Iterator[DebianRedis]:
    if kinds()["redis"] is None:
        pytest.skip("redis-server is not installed")
    folder = tmp_path / "redis"
    folder.mkdir()
    server = DebianRedis(folder)
    server.start()
    yield server
    server.stop()


@pytest.mark.slow
def test_a_redis_server_that_is_killed_five_times_is_waited_for_and_nothing_is_lost(
    open_paper: Callable[..., tuple[Desk, Paper]], start_daemon: Any, debian_redis: DebianRedis
) -> None:
    desk, paper = open_paper(f'[redis]\nurl = "{debian_redis.url}"\n')
    daemon = start_daemon(desk)
    for _ in range(5):
        paper.goes_on()
        paper.pause()
        kill(debian_redis)
        wait_until(lambda: _waits_last(daemon), "the daemon says that crawls wait")
        paper.goes_on()
        debian_redis.start()
        wait_until(lambda: not _waits_last(daemon), "the daemon goes on", 10)
    paper.recovers()
    wait_until(paper.everything_once, "every article once in every source", 90)
    assert daemon.stop() == 0


def _waits_last(daemon: Any) -> bool:
    """Whether the last that the daemon said of its stores is that crawls wait for one."""
    words = ("crawls wait for a store", "archive and index can be used again")
    said = [row["says"] for row in daemon.rows() if row["says"].startswith(words)]
    return bool(said) and said[-1].startswith(words[0])


@pytest.mark.slow
def test_an_embedded_index_that_is_killed_five_times_is_started_again(
    open_paper: Callable[..., tuple[Desk, Paper]], start_daemon: Any
) -> None:
    desk, paper = open_paper()
    daemon, embedded = start_daemon(desk), _Embedded(desk.state)
    for number in range(1, 6):
        paper.goes_on()
        paper.pause()
        wait_until(lambda: answers(embedded), "it runs again", 30)
        kill(embedded)
        wait_until(lambda number=number: _told(daemon, "the embedded Valkey died") == number, "its death is told")
    paper.recovers()
    wait_until(paper.everything_once, "every article once in every source", 90)
    assert daemon.stop() == 0


class _Embedded(Server):
    """The daemon's own server, looked at from outside."""

    def __init__(self, state: Path) -> None:
        self._state = state

    @property
    def url(self) -> str:
        return f"unix://{socket_path(self._state)}"


def _told(daemon: Any, words: str) -> int:
    return sum(words in row["says"] for row in daemon.rows())


def test_an_index_that_was_emptied_is_made_anew_by_the_daemon_itself(
    open_paper: Callable[..., tuple[Desk, Paper]], start_daemon: Any
) -> None:
    desk, paper = open_paper()
    daemon = start_daemon(desk)
    wait_until(paper.everything_once, "the first articles are there")
    wait_until(paper.nothing_fetched, "their second mirrors are asked")
    served = desk.served()
    for number in range(1, 3):
        _flush(desk)
        wait_until(lambda number=number: _told(daemon, "it was made anew") == number, "the index is made anew", 15)
    paper.goes_on()
    wait_until(paper.everything_once, "new articles come as before")
    again = {
        article: times for article, times in desk.served().items() if article in served and times > served[article]
    }
    assert again == {}, "what was known is still known"
    assert daemon.stop() == 0


def _flush(desk: Desk) -> None:
    with redis.Redis(unix_socket_path=str(socket_path(desk.state))) as client:
        client.flushall()
