"""The daemon's end with readers at its pages."""

from __future__ import annotations

import signal
import socket
import time

from tests.web.conftest import OpenPages


def test_readers_hold_up_no_stop(open_pages: OpenPages) -> None:
    desk, daemon, pages = open_pages()
    readers = []
    for number in range(50):
        connection = socket.create_connection(("127.0.0.1", pages.port), timeout=10)
        readers.append(connection)
        request = b"GET /numbers?span=365 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % pages.port
        connection.sendall(request if number % 2 else request[:20])
    began = time.monotonic()
    assert daemon.stop(signal.SIGTERM) == 0
    assert time.monotonic() - began < 5  # three seconds, and what a machine under load adds
    for connection in readers:
        connection.close()
    log = (desk.folder / "daemon.log").read_text()
    assert "Traceback" not in log
    assert "ASGI" not in log


def test_one_signal_is_one_signal(open_pages: OpenPages) -> None:
    """A second one would end the daemon at once, with nothing closed: uvicorn raises those it takes again."""
    _, daemon, pages = open_pages()
    assert pages.get("/").status == 200
    daemon.process.send_signal(signal.SIGTERM)
    assert daemon.process.wait(20) == 0
