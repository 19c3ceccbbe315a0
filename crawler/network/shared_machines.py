"""Which mirrors of a source stand on one machine, though their domains differ: it is asked at one pace.

Names are looked up through the address guard alone, once a run, and only where two mirrors could share a machine at
all. A name that is not found, or not soon, shares nothing: its own requests will tell what is wrong with it.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from crawler.canonical.registered_domain import registered_domain
from crawler.network.address_guard import AddressGuard
from crawler.network.request_targets import SCHEME_PORTS

PATIENCE = 5.0
"""Seconds that the first requests of a run wait for the names to be looked up."""


def politeness_key(url: str) -> str:
    """Return what shares a pace: the registered domain; for an IP address, host and port.

    >>> politeness_key("https://www.presstv.co.uk/rss.xml"), politeness_key("http://127.0.0.1:8001/")
    ('presstv.co.uk', '127.0.0.1:8001')
    """
    parts = urlsplit(url)
    return registered_domain(parts.hostname or "") or parts.netloc.lower()


class Machines:
    """The machines of a run's mirrors.

    :param origins: all mirrors of the source
    :param asked: those that will be asked in this run; another one joins them when it is
    """

    def __init__(self, origins: Sequence[str], asked: Iterable[str], guard: AddressGuard) -> None:
        self._guard, self._origins = guard, origins
        self._asked = dict.fromkeys(asked)
        self._lookups: dict[str, asyncio.Future[frozenset[str]]] = {}
        self._until = 0.0

    @cached_property
    def may_be_shared(self) -> bool:
        """False where nothing needs to be looked up: one domain only, or hosts that are addresses, not names."""
        return not all(map(_literal, self._origins)) and len(set(map(politeness_key, self._origins))) > 1

    async def shared(self, origin: str) -> tuple[str, ...]:
        """Return the keys of the machines that a mirror shares with mirrors of other domains, one for each of these.

        It raises nothing: a name that cannot be looked up shares no machine.
        """
        if not self.may_be_shared:
            return ()
        self._asked[origin] = None
        await self._all_looked_up()
        own, mine = politeness_key(origin), self._of(origin)
        common = [mine & self._of(other) for other in self._asked if politeness_key(other) != own]
        return tuple(sorted({min(machines) for machines in common if machines}))

    def _of(self, origin: str) -> frozenset[str]:
        lookup = self._lookups[origin]
        return lookup.result() if lookup.done() else frozenset()

    async def _all_looked_up(self) -> None:
        loop = asyncio.get_running_loop()
        for origin in self._asked:
            if origin not in self._lookups:
                self._lookups[origin] = self._look_up(origin)
                self._until = loop.time() + PATIENCE
        pending = [lookup for lookup in self._lookups.values() if not lookup.done()]
        if pending:
            await asyncio.wait(pending, timeout=max(0.0, self._until - loop.time()))

    def _look_up(self, origin: str) -> asyncio.Future[frozenset[str]]:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port or SCHEME_PORTS[parts.scheme]
        receiver = _Machines(self._guard, port)
        address = _literal(origin)
        if address is None:
            self._guard.resolveHostName(receiver, host, port)
        else:
            receiver.take(address)
            receiver.resolutionComplete()
        return receiver.found


def _literal(origin: str) -> str | None:
    """The address that a host is, or None where it is a name."""
    try:
        return str(ipaddress.ip_address(urlsplit(origin).hostname or ""))
    except ValueError:
        return None


@implementer(IResolutionReceiver)
class _Machines:
    """Takes what the guard lets through, as machines."""

    def __init__(self, guard: AddressGuard, port: int) -> None:
        self._guard, self._port = guard, port
        self._machines: set[str] = set()
        self.found: asyncio.Future[frozenset[str]] = asyncio.get_running_loop().create_future()

    def take(self, address: str) -> None:
        machine = self._guard.machine(address, self._port)
        if machine is not None:
            self._machines.add(machine)

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's names
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if isinstance(address, IPv4Address | IPv6Address):
            self.take(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        if not self.found.done():
            self.found.set_result(frozenset(self._machines))
