"""Names that are private to Twisted. pyproject.toml bounds its version, and a test fails when one of them is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.python.failure import Failure
from twisted.web._newclient import BadResponseVersion, ParseError

NOT_HTTP: tuple[type[Exception], ...] = (ParseError, BadResponseVersion)
"""What the HTTP client raises for an answer that is no HTTP."""


def on_endless_line(protocol: Any, give_up: Callable[[], None]) -> None:
    """Have an HTTP client call somebody when a line of the head is longer than it reads (16 KiB)."""
    protocol._parser.lineLengthExceeded = lambda line: give_up()


def is_reading_head(protocol: Any) -> bool:
    """Whether an HTTP client is still before the body of an answer."""
    parser = protocol._parser
    return parser is not None and getattr(parser, "state", "") in ("STATUS", "HEADER")


def give_up(protocol: Any, error: Exception) -> None:
    """Have an HTTP client fail its request, and close its connection."""
    protocol._giveUp(Failure(error))  # type: ignore[no-untyped-call]
    protocol.transport.abortConnection()


def wrap_connections(creator: Any, wrap: Callable[[Any], Any]) -> None:
    """Have a maker of TLS connections hand out other ones.

    :param wrap: takes a connection, returns the one to use
    """
    create = creator._createConnection
    creator._createConnection = lambda protocol: wrap(create(protocol))
