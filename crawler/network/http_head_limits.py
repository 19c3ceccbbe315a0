"""Bounds what stands before a body: status lines, headers, interim answers.

Twisted bounds a line, and Scrapy a body, but neither says how many lines there may be: an answer that never gets to
its body took memory until the time was up.
"""

from __future__ import annotations

from typing import Any

from crawler.network.twisted_internals import give_up, is_reading_head, on_endless_line

MOST_HEAD = 256 * 1024
"""Bytes before a body, interim answers (1xx) counted in; a browser gives up at as many (Chromium's HTTP parser)."""


class HeadTooLarge(Exception):
    """Headers that do not end."""


class EndlessLine(HeadTooLarge):
    """A line of the head that is longer than Twisted reads (16 KiB)."""


def bounded(factory: Any) -> Any:
    """Return a protocol factory like the given one whose protocols give up an answer with too large a head.

    :param factory: a class as ``HTTPConnectionPool`` takes it
    """

    class Bounded(factory):  # type: ignore[misc]
        def buildProtocol(self, address: Any) -> Any:  # noqa: N802 - Twisted's name
            return _bind(super().buildProtocol(address))

    return Bounded


def _bind(protocol: Any) -> Any:
    """Count the bytes of each head; a protocol serves one request after another."""
    request, receive = protocol.request, protocol.dataReceived
    seen = 0

    def begin(wanted: Any) -> Any:
        nonlocal seen
        seen = 0
        answered = request(wanted)
        on_endless_line(protocol, lambda: give_up(protocol, EndlessLine("a header does not end")))
        return answered

    def take(data: bytes) -> None:
        nonlocal seen
        receive(data)
        if is_reading_head(protocol):
            seen += len(data)
            if seen > MOST_HEAD:
                give_up(protocol, HeadTooLarge(f"more than {MOST_HEAD} bytes before the body"))

    protocol.request, protocol.dataReceived = begin, take
    return protocol
