"""A proxy of the operator's: where it listens, and how it is spoken to."""

from __future__ import annotations

from dataclasses import dataclass, field

SOCKS = "socks5h"
"""SOCKS 5, with names looked up at its far end: curl's word for it."""

HTTP = "http"
"""A tunnel by CONNECT."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy.

    :ivar scheme: ``SOCKS`` or ``HTTP``
    :ivar host: a name of this network or an address; an IPv6 address without brackets
    :ivar user: empty where it asks nobody who they are; as secret as ``password``
    """

    scheme: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Its URL without what is secret.

        >>> Proxy(SOCKS, "::1", 9050, user="someone", password="hunter2").name
        'socks5h://[::1]:9050'
        """
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"
