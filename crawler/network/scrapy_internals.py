"""Names that are private to Scrapy. pyproject.toml bounds its version, and a test fails when one of them is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scrapy.crawler import Crawler
from scrapy.http import Response


def wrap_protocol_factory(handler: Any, wrap: Callable[[Any], Any]) -> None:
    """Replace the class that makes the connections of an HTTP/1.1 download handler.

    :param wrap: takes the class, returns another one
    """
    handler._pool._factory = wrap(handler._pool._factory)


def replace_pool(handler: Any, make: Callable[[Any, Any], Any]) -> None:
    """Replace what an HTTP/1.1 download handler takes its connections from; what makes them stays.

    :param make: takes the reactor and the TLS policy, returns the pool
    """
    from twisted.internet import reactor  # importing it earlier would install another one

    before, pool = handler._pool, make(reactor, handler._contextFactory)
    pool.maxPersistentPerHost, pool._factory = before.maxPersistentPerHost, before._factory
    handler._pool = pool


def spooling(factory: Any) -> Any:
    """Return a protocol factory like the given one whose bodies go into the buffer that their request's meta names as
    "spool", where it names one: an object with ``write``, ``truncate`` and ``getvalue``.

    :param factory: a class as ``HTTPConnectionPool`` takes it
    """

    class Spooling(factory):  # type: ignore[misc]
        def buildProtocol(self, address: Any) -> Any:  # noqa: N802 - Twisted's name
            protocol = super().buildProtocol(address)
            request = protocol.request
            protocol.request = lambda wanted: request(wanted).addCallback(_into_spool)
            return protocol

    return Spooling


def _into_spool(response: Any) -> Any:
    deliver = response.deliverBody

    def deliver_into_spool(reader: Any) -> None:
        if (spool := reader._request.meta.get("spool")) is not None:
            reader._bodybuf = spool
        deliver(reader)

    response.deliverBody = deliver_into_spool
    return response


def wrap_tls_policy(handler: Any, wrap: Callable[[Any], Any]) -> Any:
    """Replace the TLS policy of an HTTP/1.1 download handler.

    :param wrap: takes the policy, returns another one
    :returns: the new policy
    """
    handler._contextFactory = wrap(handler._contextFactory)
    return handler._contextFactory


def is_engine_running(crawler: Crawler) -> bool:
    """Whether a crawler's engine runs: before that, the crawler does not hear that it is to stop."""
    engine = getattr(crawler, "_engine", None)
    return engine is not None and engine.running


def hold_bytes(crawler: Crawler, size: int) -> None:
    """Add to the bytes that Scrapy takes for unread: above ``SCRAPER_SLOT_MAX_ACTIVE_SIZE`` it starts no request.

    :param size: bytes; negative when they were read
    """
    engine = crawler.engine
    assert engine is not None
    if engine.scraper.slot is not None:
        engine.scraper.slot.active_size += size
        if size < 0 and engine._slot is not None:
            engine._slot.nextcall.schedule()  # there may be room for the next request


def size_of(response: Response) -> int:
    """The bytes that Scrapy counts for an answer that waits to be read."""
    from scrapy.core.scraper import Slot

    return max(len(response.body), Slot.MIN_RESPONSE_SIZE)
