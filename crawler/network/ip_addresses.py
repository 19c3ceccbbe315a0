"""Which addresses may be dialled. Pure.

An own table: Python before 3.11.10 and 3.12.4 answers ``is_global`` wrongly for some of these. From the IANA
special-purpose registries (RFC 6890 and its updates); an address that carries an IPv4 address is as bad as that one.
"""

from __future__ import annotations

import ipaddress

_PRIVATE_4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private use, RFC 1918
        "100.64.0.0/10",  # shared address space, RFC 6598
        "127.0.0.0/8",  # loopback, RFC 1122
        "169.254.0.0/16",  # link local, RFC 3927: cloud metadata too
        "172.16.0.0/12",  # private use, RFC 1918
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.88.99.0/24",  # 6to4 relay, RFC 7526
        "192.168.0.0/16",  # private use, RFC 1918
        "198.18.0.0/15",  # benchmarking, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved and broadcast, RFC 1112
    )
]

_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
"""Global unicast, RFC 4291: what is not in it is not public."""

_PRIVATE_6 = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001:2::/48",  # benchmarking, RFC 5180
        "2001:10::/28",  # ORCHID, RFC 4843
        "2001:20::/28",  # ORCHIDv2, RFC 7343
        "2001:db8::/32",  # documentation, RFC 3849
        "3fff::/20",  # documentation, RFC 9637
    )
]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215

Pair = tuple[str, int]
"""An address and a port."""


def refusal(address: str, port: int, allowed: frozenset[Pair] = frozenset()) -> str | None:
    """Return why an address may not be dialled; None when it may.

    :param allowed: exact pairs on loopback that the settings open

    >>> refusal("127.0.0.1", 80)
    '127.0.0.1 is not a public address'
    >>> refusal("127.0.0.1", 8001, frozenset({("127.0.0.1", 8001)})) is None
    True
    >>> refusal("::ffff:10.0.0.1", 80)
    '::ffff:10.0.0.1 carries 10.0.0.1: 10.0.0.1 is not a public address'
    >>> refusal("93.184.216.34", 443) is None
    True
    """
    if (address, port) in allowed:
        return None
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is no address"
    if isinstance(parsed, ipaddress.IPv4Address):
        private = any(parsed in network for network in _PRIVATE_4)
        return f"{address} is not a public address" if private else None
    return _refusal_6(parsed, address)


def _refusal_6(parsed: ipaddress.IPv6Address, address: str) -> str | None:
    for inner in _embedded(parsed):
        reason = refusal(str(inner), 0)
        if reason is not None:
            return f"{address} carries {inner}: {reason}"
    if parsed in _NAT64:
        return None
    if parsed not in _PUBLIC_6 or any(parsed in network for network in _PRIVATE_6):
        return f"{address} is not a public address"
    return None


def _embedded(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses that an IPv6 address leads to: mapped, NAT64, 6to4, Teredo."""
    embedded = [inner for inner in (address.ipv4_mapped, address.sixtofour) if inner is not None]
    if address.teredo is not None:
        embedded += address.teredo
    if address in _NAT64:
        embedded.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address in _LOCAL_NAT64:
        embedded.append(ipaddress.IPv4Address("127.0.0.1"))
    return embedded
