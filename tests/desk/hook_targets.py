"""A hook's target on loopback: takes what is posted, as it is told to, and keeps what came."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.desk.metrics_page import free_port


@dataclass(frozen=True)
class Posted:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> Any:
        return json.loads(self.body)


Answer = Callable[["HookTarget", Posted, socket.socket], int | bytes | None]
"""A status; or a whole answer; or None: the connection is cut without one."""


def take(target: HookTarget, posted: Posted, _: socket.socket) -> int:
    """Take an event."""
    target.taken.append(posted)
    return 204


class HookTarget:
    """:ivar taken: what it took, in order; :ivar asked: all that came
    :ivar answer: how it answers; a test may change it
    """

    def __init__(self, answer: Answer = take, tls: ssl.SSLContext | None = None) -> None:
        self.taken: list[Posted] = []
        self.asked: list[Posted] = []
        self.answer, self._tls = answer, tls
        self.port = free_port()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/told"

    @property
    def ids(self) -> list[str]:
        """Of what it took, each once, in the order in which they came first."""
        return list(dict.fromkeys(posted.id for posted in self.taken))

    def open(self) -> None:
        """Come up."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                named = {name.lower(): value for name, value in self.headers.items()}
                posted = Posted(self.path, named, self.rfile.read(length))
                outer.asked.append(posted)
                answer = outer.answer(outer, posted, self.connection)
                if isinstance(answer, bytes):
                    self.wfile.write(answer)
                elif answer is not None:
                    self.send_response(answer)
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]  # who asked went away
        if self._tls is not None:
            server.socket = self._tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self._server = server

    def close(self) -> None:
        """Go down; its port refuses from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.socket.close()
            self._server = None


@contextmanager
def hook_target(answer: Answer = take, tls: ssl.SSLContext | None = None) -> Iterator[HookTarget]:
    """A target for as long as the body runs."""
    target = HookTarget(answer, tls)
    target.open()
    try:
        yield target
    finally:
        target.close()
