"""Kept connections of one proxy, and of no other way to the same hosts."""

from __future__ import annotations

import asyncio
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import wrapClientTLS
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.internet.protocol import Factory
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from crawler.model.proxy import Proxy
from crawler.network.proxy_connection import open_through

PATIENCE = 5.0
"""Seconds within which a proxy has to take a connection; half of the time-out where that is less."""


class ProxiedPool(HTTPConnectionPool):
    """Connects through a proxy, whatever endpoint it is handed; TLS is spoken with the host, end to end.

    :param policy: makes TLS connections, as ``Agent`` takes it
    :param timeout: seconds that one response may take
    """

    def __init__(self, reactor: Any, proxy: Proxy, policy: Any, timeout: float) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]
        self._reactor_of_proxy, self._proxy, self._policy = reactor, proxy, policy
        self._patience = min(PATIENCE, timeout / 2)

    def getConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: N802 - Twisted's name
        """Connect to the host of a key: scheme, host and port, which ``Agent`` makes of the URL."""
        scheme, host, port = key[:3]
        through: Any = _Through(self._reactor_of_proxy, self._proxy, (host.decode("ascii"), port), self._patience)
        if scheme == b"https":
            through = wrapClientTLS(self._policy.creatorForNetloc(host, port), through)
        return super().getConnection(key, through)


@implementer(IStreamClientEndpoint)
class _Through:
    """One connection to a host, through a proxy."""

    def __init__(self, reactor: Any, proxy: Proxy, place: tuple[str, int], patience: float) -> None:
        self._reactor, self._proxy, self._place, self._patience = reactor, proxy, place, patience

    def connect(self, factory: Any) -> Any:
        """Connect; cancelling closes what was opened."""
        return Deferred.fromFuture(asyncio.ensure_future(self._connect(factory)))

    async def _connect(self, factory: Any) -> Any:
        with await open_through(self._proxy, *self._place, self._patience) as connection:
            kept = _Keeping(factory)
            self._reactor.adoptStreamConnection(connection.fileno(), connection.family, kept)  # it takes a copy
        return kept.made


class _Keeping(Factory):  # type: ignore[misc,unused-ignore]
    """Keeps the protocol that another factory makes."""

    noisy = False

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.made: Any = None

    def buildProtocol(self, address: Any) -> Any:  # noqa: N802 - Twisted's name
        self.made = self._inner.buildProtocol(address)
        return self.made
