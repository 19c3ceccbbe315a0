"""The lock that an embedded server holds on its folder for as long as it lives, whoever started it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from crawler.model.errors import IndexUnavailable


@contextlib.contextmanager
def hold_server_lock(path: Path, timeout: float) -> Iterator[IO[str]]:
    """Take the lock, to hand it on to a server; an orphan that holds it is asked to go, then killed.

    The caller holds the state folder's lock, so nobody else starts a server here: who holds this one has no owner.

    :returns: the file whose descriptor the server inherits: the lock lives until the last of its holders ends
    :raises IndexUnavailable: when the orphan does not end
    """
    with path.open("a+") as file:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not _taken(file):
                _signal_holder(file, number)
                wait_until(lambda: _taken(file), timeout)
        if not _taken(file):
            raise IndexUnavailable("The server of an earlier run does not end", where=str(path), cure="End it by hand")
        file.truncate(0)
        yield file


def sign_lock(lock: IO[str]) -> None:
    """Write this process's number into the lock that it holds."""
    os.write(lock.fileno(), str(os.getpid()).encode())


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


def wait_until(condition: Callable[[], bool], timeout: float) -> bool:
    """Wait for a condition, at most ``timeout`` seconds; say whether it holds."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
