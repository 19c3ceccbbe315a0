"""R2: the index's server dies, is emptied, full, read-only, cut off or slow. Nothing is lost, nobody spins."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.index_servers import DebianRedis, kill, kinds, plain
from tests.scorecard.conftest import FULL, SEED, Score, full_only
from tests.scorecard.paper import ARTICLES, FIRST, MIRRORS, Paper, configure
from tests.scorecard.proxy import Proxy

RECOVERED_IN = 10.0
BUSY = 200.0
"""Commands a second that a server gets while it refuses: three crawls that ask again now and then send fewer by far."""

MADE_ANEW = "the index had been emptied: it was made anew"
WAITS, GOES_ON = "crawls wait for a store", "archive and index can be used again"


@dataclass(frozen=True)
class Scene:
    """A daemon on a Redis server of its own, seen through a proxy."""

    paper: Paper
    daemon: Any
    server: DebianRedis
    proxy: Proxy

    @property
    def desk(self) -> Desk:
        return self.paper.desk

    def says(self, words: str) -> int:
        return sum(row["says"].startswith(words) for row in self.daemon.rows())


@pytest.fixture
def scene(open_room: OpenRoom, start_daemon: Any, tmp_path: Path) -> Iterator[Scene]:
    if kinds()["redis"] is None:
        pytest.skip("redis-server is not installed")
    (tmp_path / "redis").mkdir()
    server = DebianRedis(tmp_path / "redis")
    server.start()
    with Proxy(tmp_path / "redis" / "redis.sock") as proxy:
        desk = open_room(articles=FIRST, mirrors=MIRRORS, seed=SEED)
        configure(desk, f'[redis]\nurl = "{proxy.url}"\n')
        yield Scene(Paper(desk), start_daemon(desk), server, proxy)
    server.stop()


def config_set(server: DebianRedis, **values: str) -> None:
    with plain(server) as client:
        for name, value in values.items():
            client.config_set(name.replace("_", "-"), value)


def replicate(server: DebianRedis, of: str) -> None:
    with plain(server) as client:
        client.execute_command("REPLICAOF", *of.split())


def misconf(server: DebianRedis, folder: Path) -> None:
    """A snapshot that cannot be written makes the server refuse writes (MISCONF)."""
    with plain(server) as client:
        client.config_set("save", "3600 1")
        client.config_set("stop-writes-on-bgsave-error", "yes")
        client.config_set("rdbcompression", "no")
        (folder / "dump.rdb").mkdir(exist_ok=True)
        (folder / "dump.rdb" / "in the way").touch()
        client.bgsave()
        wait_until(lambda: client.info("persistence")["rdb_last_bgsave_status"] == "err", "the snapshot failed")


def misconf_over(server: DebianRedis) -> None:
    config_set(server, stop_writes_on_bgsave_error="no", save="")  # with a place to save it would not end


Step = Callable[[Scene], None]
Fault = tuple[Step, Step]
"""What begins a fault, and what ends it."""

FAULTS: dict[str, Fault] = {
    "out of memory": (
        lambda scene: config_set(scene.server, maxmemory="1mb"),
        lambda scene: config_set(scene.server, maxmemory="0"),
    ),
    "read-only": (
        lambda scene: replicate(scene.server, "127.0.0.1 1"),
        lambda scene: replicate(scene.server, "NO ONE"),
    ),
    "MISCONF": (
        lambda scene: misconf(scene.server, scene.desk.folder / "redis"),
        lambda scene: misconf_over(scene.server),
    ),
    "connections reset": (lambda scene: scene.proxy.resets(), lambda scene: scene.proxy.passes()),
    "half-written answers": (lambda scene: scene.proxy.cuts(), lambda scene: scene.proxy.passes()),
    "answers too slow": (lambda scene: scene.proxy.delays(6.0), lambda scene: scene.proxy.passes()),
}


def asked(scene: Scene) -> int:
    """Commands that the server has taken so far, and attempts to connect where there is no server."""
    try:
        with plain(scene.server) as client:
            return int(client.info("stats")["total_commands_processed"]) + scene.proxy.connections
    except redis.RedisError:
        return scene.proxy.connections


def settled(scene: Scene, score: Score, what: str) -> None:
    """Publish the rest; everything is to come home."""
    scene.paper.publish(ARTICLES if FULL else 20)
    account = scene.paper.comes_home()
    score("R2", f"{what}: articles lost", account.lost, account.published, "0")
    score("R2", f"{what}: rows doubled", account.doubled, account.published, "0")
    assert account.whole
    assert scene.daemon.stop() == 0


def refused_for_a_while(scene: Scene, begin: Step, end: Step) -> tuple[float, float]:
    """Let a fault last some seconds; commands a second meanwhile, and seconds from its end until crawls go on."""
    waits, on = scene.says(WAITS), scene.says(GOES_ON)
    begin(scene)
    scene.paper.publish(5)
    wait_until(lambda: scene.says(WAITS) > waits, "the daemon says that crawls wait", 60)
    before, since = asked(scene), time.monotonic()
    wait_until(lambda: time.monotonic() - since > 3, "three seconds of it")
    rate = (asked(scene) - before) / (time.monotonic() - since)
    end(scene)
    ended = time.monotonic()
    wait_until(lambda: scene.says(GOES_ON) > on, "crawls go on", 60)
    return rate, time.monotonic() - ended


@pytest.mark.scorecard
@pytest.mark.slow
@pytest.mark.parametrize("fault", list(FAULTS) if FULL else ["out of memory"])
def test_a_server_that_fails_is_waited_for_and_nothing_is_lost(scene: Scene, score: Score, fault: str) -> None:
    wait_until(lambda: scene.paper.account().whole, "the first articles are there")
    rate, seconds = refused_for_a_while(scene, *FAULTS[fault])
    score("R2", f"{fault}: commands a second meanwhile", round(rate, 1), BUSY, f"<= {BUSY:g}")
    score("R2", f"{fault}: seconds until crawls went on", round(seconds, 1), RECOVERED_IN, f"<= {RECOVERED_IN:g}")
    assert rate <= BUSY
    assert seconds <= RECOVERED_IN
    settled(scene, score, fault)


@full_only
@pytest.mark.scorecard
@pytest.mark.slow
def test_a_server_that_is_killed_five_times_loses_nothing(scene: Scene, score: Score) -> None:
    slowest = 0.0
    for _ in range(5):
        scene.paper.publish(5)
        _, seconds = refused_for_a_while(scene, lambda scene: kill(scene.server), lambda scene: scene.server.start())
        slowest = max(slowest, seconds)
    score("R2", "killed: most seconds until crawls went on", round(slowest, 1), RECOVERED_IN, f"<= {RECOVERED_IN:g}")
    assert slowest <= RECOVERED_IN
    settled(scene, score, "killed")


@full_only
@pytest.mark.scorecard
@pytest.mark.slow
def test_a_server_that_is_emptied_twice_loses_nothing(scene: Scene, score: Score) -> None:
    wait_until(lambda: scene.paper.account().whole, "the first articles are there")
    slowest, fetched = 0.0, scene.desk.served()
    for number in range(1, 3):
        with plain(scene.server) as client:
            client.flushall()
        emptied = time.monotonic()
        scene.paper.publish(3)
        wait_until(lambda number=number: scene.says(MADE_ANEW) == number, "the index is made anew", 60)
        slowest = max(slowest, time.monotonic() - emptied)
    settled(scene, score, "emptied")
    again = sum(1 for article in fetched if scene.desk.served()[article] > fetched[article])
    score("R2", "emptied: known articles fetched again", again, len(fetched), "0")
    score("R2", "emptied: most seconds until it was made anew", round(slowest, 1), 10, "<= 10")
    assert again == 0
    assert slowest <= RECOVERED_IN
