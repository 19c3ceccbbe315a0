"""A crawl on a Redis server of one's own."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.desk.desk import OpenRoom, wait_until

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
    desk.configure("[mirrors]\naudit_share = 0.0\n")
    assert desk.crawl()["verdicts"] == {"new": 10}
    redis.Redis.from_url(url).flushall()
    report = desk.crawl()
    assert (report["known"], report["verdicts"]) == (10, {})
    assert sum(desk.served().values()) == 10


def test_reindex_makes_an_emptied_index_once(
    open_room: OpenRoom, start_server: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = start_server("--appendonly", "yes")  # type: ignore[operator]
    monkeypatch.setenv("MIRRORFOLD_REDIS__URL", url)
    desk = open_room(articles=10, mirrors=2)
    desk.crawl()
    server = redis.Redis.from_url(url, decode_responses=True)
    written = []
    for emptied in (False, True):
        if emptied:
            server.flushall()
        server.config_resetstat()
        assert "10 keys, 10 sketches" in desk.run("reindex").stdout
        written.append(server.info("commandstats")["cmdstat_eval"]["calls"])
    assert written[1] <= written[0] + 2, "the scripts that keys and postings are written by were called as often"


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


def test_a_server_beyond_this_machine_without_a_password_is_refused(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.configure('[redis]\nurl = "redis://192.0.2.7:6379/0"\n')
    told = desk.run("crawl", "room", code=3).stderr
    assert "has no password (192.0.2.7)" in told
    assert "redis.without_password" in told


def test_the_user_of_the_operators_page_may_do_all_that_is_needed(open_room: OpenRoom, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    (user,) = re.findall(r"^user mirrorfold .*$", page, re.MULTILINE)
    (tmp_path / "users.acl").write_text(f"user default off\n{user.replace('PASSWORD', 'word')}\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--port", str(port), "--appendonly", "yes", "--dir", str(tmp_path)]
    words += ["--aclfile", str(tmp_path / "users.acl")]
    server = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: _is_reached(port), "the server answers")
        desk = open_room(articles=4, mirrors=2)
        desk.configure(f'[redis]\nurl = "redis://mirrorfold:word@127.0.0.1:{port}/0"\n')
        assert desk.crawl()["verdicts"] == {"new": 4}
        assert "4 keys, 4 sketches" in desk.run("reindex").stdout
        assert "it is complete" in desk.run("doctor").stdout
    finally:
        server.terminate()
        server.wait(10)


def _is_reached(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
