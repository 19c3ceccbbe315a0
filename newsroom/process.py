"""The newsroom as a child process, for tests, the demo and the benchmarks."""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack
from urllib.parse import urlsplit

from crawler.model.errors import Refused
from newsroom import requestlog
from newsroom.paper_articles import Mistake
from newsroom.room import Options

START_SECONDS = 60.0
"""How long the child may take to write its articles: 10,000 take under 10 s."""

STOP_SECONDS = 5.0


class NewsroomProcess:
    """A newsroom of its own process. The child ends with the block, and also when this process is killed.

    :param options: see ``room.Options``; without ``log`` the rows go to a temporary file
    :raises Mistake: on entering, when an option makes no sense
    :raises Refused: on entering, when the child does not come up
    """

    def __init__(self, **options: Unpack[Options]) -> None:
        self._options = options
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._child: subprocess.Popen[str] | None = None
        self._log = Path(options.get("log") or "")
        self._rows: list[dict[str, Any]] | None = None
        self.origins: list[str] = []
        """http://127.0.0.1:PORT of every mirror."""
        self.admin = ""

    @property
    def pid(self) -> int:
        assert self._child is not None, "the newsroom is not running"
        return self._child.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start the child and wait until every mirror can be reached."""
        self._rows = None
        if not self._options.get("log"):
            self._folder = tempfile.TemporaryDirectory(prefix="newsroom-")
            self._log = Path(self._folder.name) / "requests.jsonl"
        options = {**self._options, "log": str(self._log)}
        self._child = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [sys.executable, "-m", "newsroom", json.dumps(options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            announced = self._first_line(self._child)
        except BaseException:
            self.stop()
            raise
        self.origins, self.admin = announced["mirrors"], announced["admin"]

    def stop(self) -> None:
        """End the child; its log can still be read."""
        if self._child is not None:
            assert self._child.stdin is not None
            assert self._child.stdout is not None
            self._child.stdin.close()
            try:
                self._child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
            self._child.stdout.close()
            self._child = None
        if self._folder is not None:
            self._rows = requestlog.read(self._log)
            self._folder.cleanup()
            self._folder = None

    def log_rows(self) -> list[dict[str, Any]]:
        """One row a request so far, see ``requestlog.Row``."""
        return self._rows if self._rows is not None else requestlog.read(self._log)

    def post(self, order: dict[str, Any]) -> dict[str, Any]:
        """Send one order, see ``admin``; what came of it.

        :raises Mistake: the newsroom did not understand the order
        """
        where = urlsplit(self.admin)
        body = json.dumps(order).encode()
        head = (
            f"POST /admin HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
            connection.sendall(head.encode() + body)
            with connection.makefile("rb") as stream:
                _, _, content = stream.read().partition(b"\r\n\r\n")
        reply: dict[str, Any] = json.loads(content)
        if "error" in reply:
            raise Mistake(reply["error"])
        return reply

    def _first_line(self, child: subprocess.Popen[str]) -> dict[str, Any]:
        assert child.stdout is not None
        ready, _, _ = select.select([child.stdout], [], [], START_SECONDS)
        line = child.stdout.readline() if ready else ""
        if not line:
            raise Refused("the newsroom did not come up", cure="Its own words stand on standard error")
        row: dict[str, Any] = json.loads(line)
        if "mistake" in row:
            raise Mistake(row["mistake"])
        if "refused" in row:
            raise Refused(row["refused"])
        return row
