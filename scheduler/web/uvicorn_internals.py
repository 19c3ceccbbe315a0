"""The names that are private to uvicorn, with the version that they are known of in ``pyproject.toml``.

Three things uvicorn does otherwise than a guest in somebody's loop should: it takes the process's signals, it answers
what is no HTTP without our headers, and it lets half a request keep a connection for good.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import h11
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_TIME = 10.0
"""Seconds that a connection has for the head of its first request, and of each further one that it has begun."""

Headers = Sequence[tuple[bytes, bytes]]


class GuestServer(Server):
    """A server that leaves signals to the process it is a guest in: uvicorn raises them a second time at its end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class BoundedProtocol(H11Protocol):
    """A connection: each head has ``HEAD_TIME``, and what is no HTTP is answered with our headers."""

    always: Headers = ()
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._forget_timer()
        elif self._head_timer is None:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_timer()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        body = msg.encode("ascii")
        length = (b"content-length", str(len(body)).encode())
        fixed = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), length]
        answer = h11.Response(status_code=400, headers=[*fixed, *self.always], reason=b"Bad Request")
        for event in (answer, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _wait_for_head(self) -> None:
        self._forget_timer()
        self._head_timer = self.loop.call_later(HEAD_TIME, self.transport.close)

    def _forget_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def bounded_protocol(headers: Headers) -> type[asyncio.Protocol]:
    """Make the protocol of connections.

    :param headers: of the answer to what is no HTTP; all others get theirs from the application
    """
    return type("PagesProtocol", (BoundedProtocol,), {"always": headers})


def make_server(application: Any, headers: Headers, stop_seconds: float) -> GuestServer:
    """Make a server of an ASGI application; its sockets are handed to ``serve``.

    :param stop_seconds: that answers under way have when it is told to stop
    """
    return GuestServer(
        Config(
            application,
            http=bounded_protocol(headers),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=False,
            limit_concurrency=500,  # idle connections count as well: a low bound would answer 503 to everybody
            timeout_keep_alive=30,
            timeout_graceful_shutdown=max(1, int(stop_seconds)),
            headers=[(name.decode(), value.decode()) for name, value in headers],
        )
    )
