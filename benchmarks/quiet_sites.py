"""Thousands of small news sites on one port: each host has one article, and a feed that is unchanged ever after.

A process of its own, so that what it costs is not counted with the daemon that is measured.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.full_archive import WORDS

FEED = """<rss version="2.0"><channel><title>Site {number}</title><language>en</language>
<item><title>Council of ward {number} votes on its budget</title><link>http://{host}/news/{number}</link>
<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"""

PAGE = """<html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="2026-01-05T10:00:00Z"></head><body><article>
<h1>{title}</h1><p>{first}</p><p>{second}</p></article></body></html>"""


def _page(number: int) -> bytes:
    chance = random.Random(number)
    title = f"{' '.join(chance.choices(WORDS, k=6)).capitalize()} {number}"
    first, second = (" ".join(chance.choices(WORDS, k=60)).capitalize() + "." for _ in range(2))
    return PAGE.format(title=title, first=first, second=second).encode()


def name_hosts(number: int, port: int) -> list[str]:
    """The two hosts of a site, with the port: loopback has sixteen million addresses.

    >>> name_hosts(300, 8000)
    ['127.1.1.44:8000', '127.2.1.44:8000']
    """
    return [f"127.{mirror}.{number >> 8}.{number & 255}:{port}" for mirror in (1, 2)]


def _answer(request: bytes) -> bytes:
    head = request.decode("latin-1")
    path = head.split(" ", 2)[1]
    lower = head.lower()
    host = lower.partition("\r\nhost:")[2].partition("\r\n")[0].strip()
    third, fourth = (int(part) for part in host.partition(":")[0].split(".")[2:])
    number = third << 8 | fourth
    status, kind, body = "200 OK", "text/html; charset=utf-8", b""
    if path == "/rss.xml":
        if f'if-none-match: "{number}"' in lower:
            return f'HTTP/1.1 304 Not Modified\r\nETag: "{number}"\r\n\r\n'.encode()
        kind, body = "application/rss+xml", FEED.format(number=number, host=host).encode()
    elif path == f"/news/{number}":
        body = _page(number)
    else:
        status = "404 Not Found"
    fields = (f"HTTP/1.1 {status}", f'ETag: "{number}"', f"Content-Type: {kind}", f"Content-Length: {len(body)}")
    return "\r\n".join((*fields, "\r\n")).encode() + body


class _Connection(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            request, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            self._transport.write(_answer(request + b"\r\n"))


async def _serve(listener: socket.socket) -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, sock=listener, backlog=4096)
    await server.serve_forever()


def _run(listener: socket.socket) -> None:
    asyncio.run(_serve(listener))


@contextmanager
def quiet_sites(port: int = 0) -> Iterator[int]:
    """Serve them for as long as the body runs.

    :param port: 0: any that is free
    :returns: the port
    """
    listener = socket.create_server(("0.0.0.0", port), backlog=4096)
    process = multiprocessing.get_context("fork").Process(target=_run, args=(listener,), daemon=True)
    process.start()
    taken: int = listener.getsockname()[1]
    listener.close()
    try:
        yield taken
    finally:
        process.terminate()
        process.join()
