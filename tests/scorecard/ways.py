"""Ways to an address inside: spellings, names, and what a hostile server points to."""

from __future__ import annotations

import socket

SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "127.000.000.001",
    "0.0.0.0",
    "0",
    "localhost",
    "localhost.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    socket.gethostname(),
]

NAMES = {
    "loopback": ["127.0.0.1"],
    "loopback-too": ["127.9.9.9"],
    "this-network": ["0.0.0.0"],
    "private-10": ["10.0.0.1"],
    "private-172": ["172.16.0.1"],
    "private-192": ["192.168.1.1"],
    "shared": ["100.64.0.1"],
    "metadata": ["169.254.169.254"],
    "multicast": ["224.0.0.1"],
    "broadcast": ["255.255.255.255"],
    "loopback-6": ["::1"],
    "unspecified-6": ["::"],
    "link-local-6": ["fe80::1"],
    "unique-local-6": ["fd00:ec2::254"],
    "mapped": ["::ffff:127.0.0.1"],
    "mapped-metadata": ["::ffff:169.254.169.254"],
    "compatible": ["::7f00:1"],
    "nat64": ["64:ff9b::7f00:1"],
    "nat64-metadata": ["64:ff9b::a9fe:a9fe"],
    "local-nat64": ["64:ff9b:1::7f00:1"],
    "6to4": ["2002:7f00:1::1"],
    "teredo-server": ["2001:0:7f00:1::1"],
    "teredo-client": ["2001:0:4136:e378:8000:63bf:80ff:fffe"],
    "one-of-two": ["93.184.216.34", "127.0.0.1"],
    "one-of-two-6": ["2606:2800:220:1::1", "::1"],
}


def all_ways(inside: int, own: int) -> list[str]:
    """Locations that lead to the internal port, or pretend not to."""
    return [
        f"http://127.0.0.1:{inside}/",
        f"//127.0.0.1:{inside}/",
        f"///127.0.0.1:{inside}/",
        f"/\\127.0.0.1:{inside}/",
        f"\\\\127.0.0.1:{inside}\\",
        f"http:\\\\127.0.0.1:{inside}/",
        f"http:/127.0.0.1:{inside}/",
        f"http://127.1:{inside}/",
        f"http://[::1]:{inside}/",
        f"http://[::ffff:7f00:1]:{inside}/",
        f"http://localhost:{inside}/",
        f"http://127.0.0.1:{own}@127.0.0.1:{inside}/",
        f"http://127.0.0.1:{own}\\@127.0.0.1:{inside}/",
        f"http://127.0.0.1:{own}#@127.0.0.1:{inside}/",
        f"ht\ttp://127.0.0.1:{inside}/",
        f"http://%31%32%37.0.0.1:{inside}/",
        f"http://127.0.0.1%2f:{inside}/",
        f"ftp://127.0.0.1:{inside}/",
        f"gopher://127.0.0.1:{inside}/_GET",
        "file:///etc/passwd",
    ]
