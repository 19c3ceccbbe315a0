"""A proxy in front of a Redis socket that resets, cuts answers in half, or lets them wait."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: a close that sends RST."""


class Proxy:
    """Listens on loopback; every connection to it is one to the server. Threads, for the test's own are blocking."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._how = "pass"
        self._seconds = 0.0
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._listener.getsockname()[1]}"

    def passes(self) -> None:
        self._how = "pass"

    def resets(self) -> None:
        """Every connection is reset, those that stand and those that come."""
        self._how = "reset"
        self._end_all()

    def cuts(self) -> None:
        """Of the next answer of each connection half is passed on, then it ends."""
        self._how = "cut"

    def delays(self, seconds: float) -> None:
        """Every answer waits so long."""
        self._how, self._seconds = "delay", seconds

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._how = "reset"
        self._listener.close()
        self._end_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if self._how == "reset":
                _reset(client)
                continue
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self._server))
            except OSError:
                server.close()
                _reset(client)
                continue
            with self._lock:
                self._open |= {client, server}
            threading.Thread(target=self._pump, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        try:
            while data := source.recv(1 << 16):
                if answers and self._how == "delay":
                    time.sleep(self._seconds)
                if answers and self._how == "cut":
                    target.sendall(data[: len(data) // 2])
                    break
                target.sendall(data)
        except OSError:
            pass
        self._end(source)
        self._end(target)

    def _end_all(self) -> None:
        for one in list(self._open):
            self._end(one)

    def _end(self, one: socket.socket) -> None:
        with self._lock:
            self._open.discard(one)
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        _reset(one)


def _reset(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    one.close()
