"""The address guard: the reactor's name resolver, and a belt on its ``connectTCP``.

It judges the address that is dialled, after DNS, so that redirects, listings, robots.txt and a name that changes its
answer are covered alike. A name is dropped whole if any of its addresses is private.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from crawler.model.errors import NetworkForbidden
from crawler.network.ip_addresses import Pair, refusal
from crawler.network.proxied_names import is_onion

GUARD_REFUSED = "The address guard refused the host"

_MOST_REFUSALS = 1000


class Receiver(Protocol):
    """Twisted's ``IResolutionReceiver``, for the type checker: it does not know zope's interfaces."""

    def resolutionBegan(self, resolution: Any) -> None: ...  # noqa: N802
    def addressResolved(self, address: Any) -> None: ...  # noqa: N802
    def resolutionComplete(self) -> None: ...  # noqa: N802


class Resolver(Protocol):
    """Twisted's ``IHostnameResolver``, likewise."""

    def resolveHostName(self, receiver: Receiver, host: str, port: int, *rest: Any) -> Any: ...  # noqa: N802


@implementer(IHostnameResolver)
class AddressGuard:
    """Resolves names and lets only public addresses through.

    :param allowed: exact (address, port) pairs on loopback, from ``network.allow_loopback``
    :param names: names with fixed addresses, from ``network.resolve``; these are judged like any other
    """

    def __init__(self, inner: Resolver, allowed: frozenset[Pair], names: Mapping[str, str]) -> None:
        self._inner, self._allowed, self._names = inner, allowed, dict(names)
        self._refusals: dict[str, str] = {}

    def resolveHostName(  # noqa: N802 - Twisted's names
        self,
        resolutionReceiver: Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve like the inner resolver, then judge every address; no resolver is asked for an onion service."""
        if is_onion(hostName):
            self.refused(hostName, f"{hostName} is reached through a proxy alone")
            resolutionReceiver.resolutionBegan(self)
            resolutionReceiver.resolutionComplete()
            return self
        receiver = _Judging(self, resolutionReceiver, hostName, portNumber)
        name = self._names.get(hostName.lower(), hostName)
        return self._inner.resolveHostName(receiver, name, portNumber, addressTypes, transportSemantics)

    def refusal(self, address: str, port: int) -> str | None:
        """Return why an address may not be dialled; None when it may."""
        return refusal(address, port, self._allowed)

    def machine(self, address: str, port: int) -> str | None:
        """Name the machine at an address: the address alone; on loopback address and port; None where none is dialled.

        >>> guard = AddressGuard(..., frozenset({("127.0.0.1", 8001)}), {})
        >>> guard.machine("9.9.9.9", 443), guard.machine("127.0.0.1", 8001), guard.machine("127.0.0.1", 8002)
        ('9.9.9.9', '127.0.0.1:8001', None)
        """
        if refusal(address, port) is None:
            return address
        return f"{address}:{port}" if (address, port) in self._allowed else None

    def refused(self, host: str, reason: str) -> None:
        """Remember why a host was dropped, for the error message that its request ends with."""
        if len(self._refusals) >= _MOST_REFUSALS:
            self._refusals.clear()
        self._refusals[host] = reason

    def why(self, host: str) -> str | None:
        """Return why a host was dropped last."""
        return self._refusals.get(host)

    def belt(self, connect: Any) -> Any:
        """Wrap ``reactor.connectTCP``: a literal that the guard has not approved is never dialled."""

        def connect_tcp(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
            reason = self.refusal(host, port)
            if reason is not None:
                raise NetworkForbidden(f"A connection was refused: {reason}", where=f"{host}:{port}")
            return connect(host, port, *args, **kwargs)

        return connect_tcp


@implementer(IResolutionReceiver)
class _Judging:
    """Holds the addresses back until all are known, then passes on all of them or none."""

    def __init__(self, guard: AddressGuard, receiver: Receiver, host: str, port: int) -> None:
        self._guard, self._receiver, self._host, self._port = guard, receiver, host, port
        self._addresses: list[IPv4Address | IPv6Address] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if isinstance(address, IPv4Address | IPv6Address):
            self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        reasons = [self._guard.refusal(address.host, self._port) for address in self._addresses]
        reason = next((reason for reason in reasons if reason is not None), None)
        if reason is not None:
            self._guard.refused(self._host, reason)
        else:
            for address in self._addresses:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()
