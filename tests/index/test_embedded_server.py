"""The embedded server: what it keeps when it is killed, and what becomes of it when its parent is."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
import redis

from crawler.canonical.known_key import Known
from crawler.index.client import Index
from crawler.index.embedded import EmbeddedIndex, is_running
from crawler.index.known_keys import look_up_keys, remember_keys
from crawler.index.socket_path import SOCKET_PATH_LIMIT, socket_path
from crawler.model.errors import IndexUnavailable
from tests.desk.index_servers import Server, asked, connected, kill, plain, wait_until
from tests.desk.processes import started

ORPHAN_MAKER = Path(__file__).with_name("orphan_maker.py")


def test_a_kill_loses_nothing_that_was_acknowledged(mortal_server: Server) -> None:
    acknowledged: dict[str, Known] = {}

    async def write_for_ever(index: Index) -> None:
        for number in count(1):
            await remember_keys(index, "herald", {f"/{number}": Known(number)})
            acknowledged[f"/{number}"] = Known(number)

    def kill_in_mid_writing() -> None:
        wait_until(lambda: len(acknowledged) > 100, description="a hundred writes are acknowledged")
        kill(mortal_server)

    async def write_until_it_dies() -> None:
        async with connected(mortal_server, "herald") as index:
            killing = asyncio.create_task(asyncio.to_thread(kill_in_mid_writing))
            with pytest.raises(IndexUnavailable):
                await write_for_ever(index)
            await killing

    asyncio.run(write_until_it_dies())
    mortal_server.start()
    found = asked(mortal_server, lambda index: look_up_keys(index, "herald", list(acknowledged)))
    assert dict(zip(acknowledged, found, strict=True)) == acknowledged


def test_a_stopped_server_has_everything_when_it_starts_again(mortal_server: Server) -> None:
    asked(mortal_server, lambda index: remember_keys(index, "herald", {"/1": Known(1)}))
    mortal_server.stop()
    mortal_server.start()
    assert asked(mortal_server, lambda index: look_up_keys(index, "herald", ["/1"])) == [Known(1)]


@contextmanager
def killed_parent(state: Path) -> Iterator[int]:
    """A process that started a server in the folder, filled it and was killed; gives the server's process id."""
    with started([sys.executable, str(ORPHAN_MAKER), str(state)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"filled\n"
        server = int((state / "index" / "server.lock").read_text())
        os.kill(server, signal.SIGSTOP)  # the kernel tells it of its parent's death: it is to have no time to go
        parent.kill()
    try:
        yield server
    finally:
        if _lives(server):
            os.kill(server, signal.SIGKILL)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "zombie" not in Path(f"/proc/{pid}/status").read_text() if sys.platform == "linux" else True


def test_an_orphan_is_replaced_and_its_data_is_there(tmp_path: Path) -> None:
    with killed_parent(tmp_path) as orphan:
        os.kill(orphan, signal.SIGCONT)
        with EmbeddedIndex(tmp_path) as server:
            assert not _lives(orphan)
            assert asked(server, lambda index: look_up_keys(index, "herald", ["/1", "/2"])) == [Known(1), None]


def test_an_orphan_that_hears_nothing_is_killed_before_another_touches_its_files(tmp_path: Path) -> None:
    with killed_parent(tmp_path) as orphan:
        server = EmbeddedIndex(tmp_path)
        server.start(timeout=0.5)
        try:
            assert not _lives(orphan)
            assert asked(server, lambda index: look_up_keys(index, "herald", ["/1"])) == [Known(1)]
        finally:
            server.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_a_server_does_not_outlive_its_parent_for_long(tmp_path: Path) -> None:
    with killed_parent(tmp_path) as orphan:
        os.kill(orphan, signal.SIGCONT)
        wait_until(lambda: not _lives(orphan), description="the orphan ends")


def test_a_server_that_is_stopped_leaves_nothing_running(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path):
        assert is_running(tmp_path)
        pid = int((tmp_path / "index" / "server.lock").read_text())
    assert not is_running(tmp_path)
    assert not _lives(pid)


def test_ctrl_c_is_not_for_the_server(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path):
        pid = int((tmp_path / "index" / "server.lock").read_text())
        assert os.getpgid(pid) != os.getpgid(0)


def test_the_server_is_reached_by_nobody_else(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as server, plain(server) as client:
        assert client.config_get("port") == {"port": "0"}
        assert socket_path(tmp_path).stat().st_mode & 0o077 == 0


def test_it_evicts_nothing_and_writes_all_it_is_told(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as server, plain(server) as client:
        wanted = {"maxmemory-policy": "noeviction", "appendonly": "yes"}
        assert {name: client.config_get(name)[name] for name in wanted} == wanted


@pytest.fixture
def runtime_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder with a short path, as a real one has."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


def test_a_socket_path_that_is_too_long_moves_to_the_runtime_folder(tmp_path: Path, runtime_folder: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with EmbeddedIndex(deep) as server:
        assert server.socket.is_relative_to(runtime_folder / f"mirrorfold-{os.getuid()}")
        assert len(os.fsencode(server.socket)) <= SOCKET_PATH_LIMIT
        assert server.socket.parent.stat().st_mode & 0o077 == 0
        assert asked(server, lambda index: look_up_keys(index, "herald", ["/1"])) == [None]
    assert socket_path(deep) != socket_path(deep.with_name("f" * 60))


@pytest.mark.usefixtures("runtime_folder")
def test_a_runtime_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345)  # a test cannot make a folder of another user
    with pytest.raises(IndexUnavailable, match="belongs to somebody else"):
        EmbeddedIndex(tmp_path / ("d" * 60) / ("e" * 60)).start()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as server, plain(server) as client:
        client.set("key", "value", ex=60)
    for file in (tmp_path / "index" / "appendonlydir").glob("*.manifest"):
        file.write_text("no manifest")
    with pytest.raises(IndexUnavailable, match="did not start") as failure:
        EmbeddedIndex(tmp_path).start()
    assert "valkey.log" in failure.value.cure
    assert not is_running(tmp_path)


def test_a_server_that_did_not_come_up_again_counts_as_dead_until_it_does(tmp_path: Path) -> None:
    server = EmbeddedIndex(tmp_path)
    server.start()
    kill(server)
    files = tmp_path / "index" / "appendonlydir"
    files.rename(tmp_path / "kept")
    files.write_text("in the way")
    with pytest.raises(IndexUnavailable):
        server.start()
    assert server.died()
    files.unlink()
    (tmp_path / "kept").rename(files)
    server.start()
    assert not server.died()
    server.stop()
    assert not server.died()


def test_a_socket_without_a_server_is_no_running_server(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as server:
        kill(server)
        assert server.socket.exists()
        assert not is_running(tmp_path)
        with pytest.raises(redis.ConnectionError), plain(server) as client:
            client.ping()
