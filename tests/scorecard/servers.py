"""Two servers of the tests' own: one that nobody may reach, and one that answers each host as it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

Talk = Callable[[socket.socket, str, str], None]
"""Called with the connection, the host asked for without its port, and the path; what it writes is the answer."""


class Listener:
    """Accepts connections on loopback, each in a thread of its own, until it is closed."""

    def __init__(self, address: str = "127.0.0.1", family: int = socket.AF_INET, port: int = 0) -> None:
        self._socket = socket.socket(family)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((address, port))
        self._socket.listen(64)
        self.port: int = self._socket.getsockname()[1]
        self.closed = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self.closed.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self.talk(connection)

    def talk(self, connection: socket.socket) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.closed.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class Internal(Listener):
    """What must not be reached: counts connections, whatever is said on them."""

    def __init__(self, address: str = "127.0.0.1", family: int = socket.AF_INET, port: int = 0) -> None:
        self.hits: list[str] = []
        super().__init__(address, family, port)

    def talk(self, connection: socket.socket) -> None:
        self.hits.append("connected")
        connection.settimeout(5)
        self.hits[-1] = connection.recv(4096).decode("latin-1")
        connection.sendall(answer(b"internal"))


class Hostile(Listener):
    """Answers by host and path; keeps what was asked for, as (host, path)."""

    def __init__(self, respond: Talk) -> None:
        self._respond = respond
        self.asked: list[tuple[str, str]] = []
        super().__init__()

    def talk(self, connection: socket.socket) -> None:
        connection.settimeout(30)
        head = b""
        while b"\r\n\r\n" not in head:
            data = connection.recv(65536)
            if not data:
                return
            head += data
        lines = head.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        host = next(line[5:].strip() for line in lines if line.lower().startswith("host:")).rpartition(":")[0]
        self.asked.append((host, path))
        self._respond(connection, host, path)


def answer(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    """A whole HTTP answer whose connection ends with it."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def redirect(location: str) -> bytes:
    return answer(b"", "302 Found", f"Location: {location}")
