"""A daemon as a child process, on a newsroom."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.desk import COMMAND, DATABASE, Desk, wait_until
from tests.desk.prefork import Forked


class Daemon:
    """``mirrorfold run`` and what it says on stderr."""

    def __init__(self, desk: Desk, *, forked: bool = True) -> None:
        """
        :param forked: whether it may come from a process that has loaded the program; not where its own are killed
        """
        self.desk = desk
        self.process: Forked | subprocess.Popen[bytes]
        self._log = desk.folder / "daemon.log"
        with self._log.open("ab") as log, open(os.devnull, "wb") as nowhere:
            command = desk.command("run")
            if forked and command[0] == COMMAND:
                self.process = Forked(command[1:], os.environ, nowhere, log)
            else:
                self.process = subprocess.Popen(command, stdout=nowhere, stderr=log)
        wait_until(lambda: self.says("mirrorfold is up") or self.process.poll() is not None, "the daemon is up")

    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_text().splitlines() if line.startswith("{")]

    def says(self, words: str) -> bool:
        return any(words in row["says"] for row in self.rows())

    def stop(self, how: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(30)


def runs(desk: Desk) -> int:
    """Runs that have ended."""
    if not os.environ.get(DATABASE) and not (desk.state / "archive.db").exists():
        return 0
    return int(desk.ask("select count(*) from runs where ended is not null")[0][0])


StartDaemon = Callable[..., Daemon]


@pytest.fixture
def start_daemon() -> Iterator[StartDaemon]:
    """Start daemons that end with the test."""
    daemons: list[Daemon] = []

    def start(desk: Desk, *, forked: bool = True) -> Daemon:
        daemons.append(Daemon(desk, forked=forked))
        return daemons[-1]

    yield start
    for daemon in daemons:
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()


def source_text(desk: Desk, every: str = "1s") -> str:
    """A source of the newsroom that is due often."""
    desk.configure()
    return (desk.config / "sources" / "room.toml").read_text() + f'every = "{every}"\n'


def every(desk: Desk, text: str = "1s") -> Path:
    """Let the newsroom's source be due so often; return its file."""
    file = desk.config / "sources" / "room.toml"
    desk.configure(source=source_text(desk, text))
    return file
