"""The child processes of a daemon, its extraction pool and its embedded index, looked at and killed from outside."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

WORKERS = 2


class Readers:
    """The processes of a daemon's extraction pool, looked at from outside (proc(5))."""

    def __init__(self, daemon: int) -> None:
        self._daemon = daemon

    def server(self) -> list[int]:
        """The server that the workers are forked from."""
        return [child for child in _children(self._daemon) if b"multiprocessing.forkserver" in _command(child)]

    def workers(self) -> list[int]:
        return [worker for server in self.server() for worker in _children(server)]

    def whole(self) -> bool:
        return len(self.workers()) == WORKERS


class Children(Readers):
    """All child processes of a daemon."""

    def index(self) -> list[int]:
        """The embedded index."""
        return [child for child in _children(self._daemon) if b"valkey" in _command(child)]

    def senders(self) -> list[int]:
        """The process that tells hooks; none where there is none."""
        return [child for child in _children(self._daemon) if b"scheduler.send_hooks" in _command(child)]

    def can_work(self) -> bool:
        """Whether an index is there, and a process that reads: those that have ended and are not buried are neither."""
        return any(map(_command, self.index())) and any(map(_command, self.workers()))


def _children(process: int) -> list[int]:
    with suppress(OSError):
        tasks = Path(f"/proc/{process}/task").iterdir()
        return sorted(int(child) for task in tasks for child in (task / "children").read_text().split())
    return []


def _command(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def kill(processes: Iterable[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):  # it followed another one
            os.kill(process, signal.SIGKILL)
