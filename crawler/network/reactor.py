"""Twisted's reactor, mounted on the running asyncio loop, with the guard as its resolver.

Installed once per process. ``AsyncCrawlerRunner`` ignores the setting ``TWISTED_DNS_RESOLVER``, so the guard is put on
the reactor itself, and asserted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from twisted.internet import asyncioreactor

from crawler.network.address_guard import AddressGuard
from crawler.network.ip_addresses import Pair


@contextmanager
def mounted(allowed: frozenset[Pair], names: Mapping[str, str]) -> Iterator[AddressGuard]:
    """Mount the reactor on the running loop for as long as the body runs; must be entered inside that loop."""
    asyncioreactor.install(asyncio.get_running_loop())  # type: ignore[no-untyped-call]
    reactor = _reactor()
    guard = install(reactor, allowed, names)
    reactor.startRunning(installSignalHandlers=False)
    try:
        yield guard
    finally:
        reactor.getThreadPool().stop()  # its shutdown event would stop our loop as well


def install(reactor: Any, allowed: frozenset[Pair], names: Mapping[str, str]) -> AddressGuard:
    """Put a guard on a reactor: resolver and belt."""
    guard = AddressGuard(reactor.nameResolver, allowed, names)
    reactor.installNameResolver(guard)
    reactor.connectTCP = guard.belt(reactor.connectTCP)
    return guard


def assert_guarded() -> None:
    """Stop before the first request when the reactor's resolver is not the guard."""
    if not isinstance(_reactor().nameResolver, AddressGuard):
        raise RuntimeError("the reactor resolves names without the address guard")


def _reactor() -> Any:
    from twisted.internet import reactor  # importing it earlier would install another one

    return reactor
