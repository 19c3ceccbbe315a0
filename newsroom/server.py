"""One mirror on its socket: connections, and the faults that need the raw socket."""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from crawler.model.errors import Refused
from newsroom import address
from newsroom.address import Address
from newsroom.faults import Fault, Kind
from newsroom.requestlog import RequestLog, Row
from newsroom.site import Site
from newsroom.wire import HTML, MAX_HEAD, Answer, Request, Unreadable, answer_bytes, apply_conditions, read_request

HOST = "127.0.0.1"

Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[bool]]
"""Answers one request; True when the connection goes on."""


class Listener:
    """A port that can be closed and opened again without anybody else getting it.

    While it is closed the port stays bound and does not listen: connections are refused.

    :raises Refused: the port is taken
    """

    def __init__(self, port: int) -> None:
        self._socket = bound(port)
        self.port: int = self._socket.getsockname()[1]
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def open(self, handle: Handler) -> None:
        if self._server is None:
            accept = partial(self._accept, handle)
            self._server = await asyncio.start_server(accept, sock=self._socket, limit=MAX_HEAD, backlog=512)

    def close(self) -> None:
        """Refuse connections from now on and break the open ones, but for the one that calls."""
        if self._server is not None:
            self._stop(self._server)
            self._socket = bound(self.port)

    async def end(self) -> None:
        """Close for good and wait until every connection has ended."""
        if self._server is not None:
            self._stop(self._server)
        self._socket.close()
        await asyncio.gather(*self._others(), return_exceptions=True)

    def _stop(self, server: asyncio.Server) -> None:
        self._server = None
        server.close()
        for task in self._others():
            task.cancel()

    def _others(self) -> list[asyncio.Task[None]]:
        return [task for task in self._connections if task is not asyncio.current_task()]

    def _accept(self, handle: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # a task of our own: the one asyncio would make complains on Python 3.11 when it is cancelled
        task = asyncio.get_running_loop().create_task(serve_connection(handle, reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)


async def serve_connection(handle: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer requests until the connection ends."""
    try:
        while (request := await read_request(reader)) is not None:
            if not await handle(request, writer):
                break
    except Unreadable as error:
        writer.write(answer_bytes(Answer(400, HTML, str(error).encode()), keep_alive=False))
    except ConnectionError:
        pass  # the client left: nobody to tell
    except asyncio.CancelledError:
        writer.transport.abort()
        raise
    finally:
        writer.close()


class MirrorServer:
    """A site behind a listener, its faults, and the log of what was asked of it."""

    def __init__(self, site: Site, listener: Listener, log: RequestLog) -> None:
        self._site, self._listener, self._log = site, listener, log
        self._faults: dict[Kind, Fault] = {}
        self._pages_left: int | None = None

    async def fault(self, fault: Fault) -> None:
        """Add a fault; one of the same kind is replaced."""
        self._faults[fault.kind] = fault
        if fault.kind is Kind.DIE_AFTER:
            self._pages_left = fault.number
        await self.settle()

    async def clear(self) -> None:
        """Take away all faults."""
        self._faults.clear()
        self._pages_left = None
        await self.settle()

    async def settle(self) -> None:
        """Open or close the port, as the faults want it."""
        if Kind.DOWN in self._faults or self._pages_left == 0:
            self._listener.close()
        else:
            await self._listener.open(self.handle)

    async def handle(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer one request and log it; True when the connection goes on."""
        started = self._log.now()
        where = address.parse(request.target)
        if slow := self._active(Kind.SLOW, where):
            await asyncio.sleep(slow.seconds)
        if self._active(Kind.RESET, where):
            self._record(request, where, started, status=0, sent=0)
            reset(writer)
            return False
        answer = self._answer(request, where)
        body = b"" if request.method == "HEAD" or answer.status == 304 else answer.body
        truncated = bool(self._active(Kind.TRUNCATE, where)) and len(body) > 1
        if truncated:
            body = body[: len(body) // 2]
        goes_on = request.keeps_alive and not truncated
        # logged before it is sent: whoever has the answer finds its row
        self._record(request, where, started, answer.status, len(body))
        writer.write(answer_bytes(answer, body, keep_alive=goes_on))
        await writer.drain()
        if where.kind == "article" and answer.status == 200 and self._pages_left:
            self._pages_left -= 1
            await self.settle()
        return goes_on and self._pages_left != 0

    def _answer(self, request: Request, where: Address) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return Answer(405, HTML, b"only GET and HEAD are answered here\n", headers=(("Allow", "GET, HEAD"),))
        answer = self._site.answer(where, self._faults)
        named = under_its_name(answer, self._site.mirror.origin, request.headers.get("host", ""))
        return apply_conditions(request, named)

    def _active(self, kind: Kind, where: Address) -> Fault | None:
        fault = self._faults.get(kind)
        return fault if fault is not None and where.kind in fault.scope else None

    def _record(self, request: Request, where: Address, started: float, status: int, sent: int) -> None:
        self._log.add(
            Row(
                t=started,
                end=self._log.now(),
                mirror=self._site.mirror.name,
                port=self._listener.port,
                method=request.method,
                path=request.target,
                status=status,
                kind=where.kind,
                article=where.article,
                bytes=sent,
                agent=request.headers.get("user-agent", ""),
                conditional=request.conditional,
            )
        )


def under_its_name(answer: Answer, origin: str, host: str) -> Answer:
    """What a mirror says when it is asked under a name: its own links bear that name, as most systems make them."""
    named = f"http://{host}"
    if named == origin or not NAME.fullmatch(host):
        return answer
    return replace(answer, body=answer.body.replace(origin.encode(), named.encode()))


NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]+)?")
"""A host as it may stand in a link."""


def bound(port: int) -> socket.socket:
    """A socket on a loopback port, 0 for a free one, that does not listen yet.

    :raises Refused: the port is taken
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
    except (OSError, OverflowError) as error:
        sock.close()
        raise Refused(
            f"the newsroom cannot have port {port}: {error}",
            where=f"{HOST}:{port}",
            cure="Choose another --port, or 0 for free ones",
        ) from error
    return sock


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST in place of FIN: a linger time of zero does that."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
