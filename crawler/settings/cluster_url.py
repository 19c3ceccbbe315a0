"""The URL of a Redis Cluster: several nodes to begin with, between commas, where another URL has one host."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

CLUSTER = "+cluster"
"""What the scheme of such a URL ends with."""

PORT = 6379


@dataclass(frozen=True, slots=True)
class ClusterUrl:
    """What such a URL says.

    :ivar nodes: host and port of each node that is asked for the others
    :ivar first: the URL of the first of them alone: how all are spoken to
    """

    nodes: tuple[tuple[str, int], ...]
    first: str


def names_cluster(url: str) -> bool:
    """Tell whether a URL is that of a cluster.

    >>> names_cluster("rediss+cluster://h1:7000,h2"), names_cluster("redis://h1:7000/0")
    (True, False)
    """
    return url.partition("://")[0].endswith(CLUSTER)


def parse_cluster_url(url: str) -> ClusterUrl:
    """Read such a URL.

    >>> parse_cluster_url("redis+cluster://:word@h1:7000,[::1]:7001,h3")
    ClusterUrl(nodes=(('h1', 7000), ('::1', 7001), ('h3', 6379)), first='redis://:word@h1:7000')

    :raises ValueError: when a node's host or port cannot be, or a database other than 0 is named
    """
    scheme, _, rest = url.partition("://")
    address, question, query = rest.partition("?")
    user, at, places = address.rpartition("@")
    places, _, database = places.partition("/")
    if database not in ("", "0"):
        raise ValueError("a cluster has no other database than 0")
    parts = [urlsplit(f"//{place}") for place in places.split(",")]
    nodes = tuple((part.hostname or "", part.port or PORT) for part in parts)
    if not all(host for host, _ in nodes):
        raise ValueError("a node has no host")
    first = f"{scheme.removesuffix(CLUSTER)}://{user}{at}{places.split(',')[0]}{question}{query}"
    return ClusterUrl(nodes, first)
