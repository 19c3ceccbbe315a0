"""Bounds what stands before a body: status lines, headers, interim answers.

Twisted bounds a line, and Scrapy a body, but neither says how many lines there may be: an answer that never gets to
its body took memory until the time was up.
"""

from __future__ import annotations

from typing import Any

from twisted.python.failure import Failure

MOST_HEAD = 256 * 1024
"""Bytes before a body, interim answers (1xx) counted in; a browser gives up at as many (Chromium's HTTP parser)."""

_BEFORE_BODY = ("STATUS", "HEADER")


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
        protocol._parser.lineLengthExceeded = lambda line: _give_up(protocol, EndlessLine("a header does not end"))
        return answered

    def take(data: bytes) -> None:
        nonlocal seen
        receive(data)
        parser = protocol._parser
        if parser is not None and getattr(parser, "state", "") in _BEFORE_BODY:
            seen += len(data)
            if seen > MOST_HEAD:
                _give_up(protocol, HeadTooLarge(f"more than {MOST_HEAD} bytes before the body"))

    protocol.request, protocol.dataReceived = begin, take
    return protocol


def _give_up(protocol: Any, error: HeadTooLarge) -> None:
    protocol._giveUp(Failure(error))  # type: ignore[no-untyped-call]
    protocol.transport.abortConnection()
