"""A daemon that is given a password shows it to nobody: no process title, no line of a log, no file, no answer."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.daemons import StartDaemon, every, runs
from tests.desk.desk import OpenRoom, wait_until

pytestmark = [
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed"),
    pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="process titles are read from /proc"),
]

PASSWORD = "hunter2-and-more"
ASKED = (["config", "show"], ["config", "show", "--json"], ["doctor"], ["stats"], ["runs", "Room"], ["healthcheck"])


@pytest.fixture
def locked_server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A Redis with a password; its process, and its URL."""
    folder = tmp_path / "redis"
    folder.mkdir()
    socket, secrets = folder / "redis.sock", folder / "redis.conf"
    secrets.write_text(f'requirepass "{PASSWORD}"\nport 0\nunixsocket {socket}\ndir {folder}\nappendonly yes\n')
    process = subprocess.Popen(["redis-server", str(secrets)], stdout=subprocess.DEVNULL)
    wait_until(socket.exists, "the server listens")
    yield process, f"unix://:{PASSWORD}@{socket}"
    process.kill()
    process.wait()


@pytest.mark.slow
def test_a_password_from_a_file_stands_in_no_title_no_log_no_file_and_no_answer(
    open_room: OpenRoom,
    start_daemon: StartDaemon,
    locked_server: tuple[subprocess.Popen[bytes], str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    server, url = locked_server
    (tmp_path / "secret").write_text(url + "\n")
    monkeypatch.setenv("MIRRORFOLD_REDIS__URL_FILE", str(tmp_path / "secret"))
    desk = open_room(articles=5, mirrors=2)
    every(desk)
    daemon = start_daemon(desk)
    wait_until(lambda: runs(desk) > 0, "a run has ended: the password was right")
    titles = {pid: title for pid, title in _titles() if pid == daemon.process.pid or _parent(pid) == daemon.process.pid}
    assert len(titles) > 1, "the daemon and its children were looked at"
    answers = [subprocess.run(desk.command(*words), capture_output=True, check=False) for words in ASKED]
    server.kill()
    wait_until(lambda: daemon.says("index"), "the log tells that the index is gone")
    answers.append(subprocess.run(desk.command("doctor"), capture_output=True, check=False))
    assert daemon.stop() == 0
    told = [*titles.values(), *(done.stdout + done.stderr for done in answers)]
    kept = [file.read_bytes() for file in (*desk.state.rglob("*"), tmp_path / "daemon.log") if file.is_file()]
    assert len(kept) > 1
    assert not [text for text in (*told, *kept) if PASSWORD.encode() in text]
    assert b"***" in answers[0].stdout, "the configuration shows that there is a password"


def _titles() -> Iterator[tuple[int, bytes]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                yield int(folder.name), (folder / "cmdline").read_bytes() + (folder / "comm").read_bytes()
            except OSError:  # it ended meanwhile
                continue


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
