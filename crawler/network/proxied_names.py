"""Which hosts may be asked for through a proxy, as they are written: no address is looked up here that could be judged.

What a name leads to at the proxy's far end is the proxy's affair. Pure.
"""

from __future__ import annotations

import ipaddress

from crawler.network.ip_addresses import refusal

ONION = ".onion"
"""End of the names of onion services: no resolver may ever be asked for one (RFC 7686)."""

INNER = ("local", "internal", "localhost", "localdomain", "home.arpa")
"""Ends of names that are some private network's own (RFC 6761, 6762, 8375; ICANN's reservation of .internal)."""


def is_onion(host: str) -> bool:
    """Whether a host is an onion service.

    >>> is_onion("Example.ONION."), is_onion("onion.example")
    (True, False)
    """
    return host.lower().rstrip(".").endswith(ONION)


def inner_refusal(host: str) -> str | None:
    """Return why a host may not be asked for through a proxy; None when it may.

    :param host: as it is written, an IPv6 address without brackets

    >>> inner_refusal("127.0.0.1")
    '127.0.0.1 is not a public address'
    >>> inner_refusal("printer"), inner_refusal("router.local.")
    ('printer is a name of a private network', 'router.local. is a name of a private network')
    >>> inner_refusal("www.example.org") is None, inner_refusal("9.9.9.9") is None
    (True, True)
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        bare = host.lower().rstrip(".")
        if "." not in bare or any(bare == end or bare.endswith(f".{end}") for end in INNER):
            return f"{host} is a name of a private network"
        return None
    return refusal(host, 0)
