"""A crawl on a Redis server of one's own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.crawl.conftest import OpenRoom, wait_until

SERVER = shutil.which("redis-server")

pytestmark = pytest.mark.skipif(SERVER is None, reason="redis-server is not installed")


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[object]:
    running: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> str:
        socket = tmp_path / "redis.sock"
        command = [str(SERVER), "--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path), "--save", ""]
        running.append(subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL))
        wait_until(socket.exists, "the server listens")
        return f"unix://{socket}"

    yield start
    for server in running:
        server.kill()
        server.wait()


def test_an_emptied_server_is_filled_from_the_archive_and_nothing_is_fetched_again(
    open_room: OpenRoom, start_server: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = start_server("--appendonly", "yes")  # type: ignore[operator]
    monkeypatch.setenv("MIRRORFOLD_REDIS__URL", url)
    desk = open_room(articles=10, mirrors=2)
    assert desk.crawl()["verdicts"] == {"new": 10}
    redis.Redis.from_url(url).flushall()
    report = desk.crawl()
    assert (report["known"], report["verdicts"]) == (10, {})
    assert sum(desk.served().values()) == 10


@pytest.mark.parametrize(
    ("options", "cure"),
    [((), "Set appendonly yes"), (("--appendonly", "yes", "--maxmemory-policy", "allkeys-lru"), "noeviction")],
    ids=["no append-only file", "evicting"],
)
def test_a_server_that_may_forget_is_refused(
    open_room: OpenRoom, start_server: object, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], cure: str
) -> None:
    monkeypatch.setenv("MIRRORFOLD_REDIS__URL", start_server(*options))  # type: ignore[operator]
    desk = open_room(articles=1, mirrors=1)
    assert cure in desk.run("crawl", "room", code=3).stderr
    assert desk.room.log_rows() == []


def test_without_its_server_a_crawl_fetches_nothing(open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORFOLD_REDIS__URL", "unix:///nowhere/redis.sock")
    desk = open_room(articles=1, mirrors=1)
    assert "The index does not answer" in desk.run("crawl", "room", code=4).stderr
    assert desk.room.log_rows() == []
