"""Refuses servers that may forget what they were told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from crawler.model.errors import Refused
from crawler.settings.cluster_url import names_cluster, parse_cluster_url

MOST_LAG = 10
"""Seconds that a replica may be silent before its primary takes no more writes."""


def check_servers(name: str, facts: dict[str, Any]) -> None:
    """Refuse a server, or any primary of a cluster, that may forget what it was told.

    :param facts: what ``Index.facts`` says
    :raises Refused: with the setting that has to change
    """
    if not facts["shards"]:
        _check_memory(name, facts)
    for shard in facts["shards"]:
        where = f"{shard['primary']} of {name}"
        _check_memory(where, shard)
        if shard["min_replicas"] == 0 or shard["max_lag"] == 0:
            raise Refused(
                "A primary of the index takes writes though no replica has them: a failover loses them all",
                where=where,
                cure="Set min-replicas-to-write 1 and min-replicas-max-lag 10 at every node of the cluster",
            )
        if (shard["max_lag"] or 0) > MOST_LAG:
            raise Refused(
                f"A primary of the index takes writes for {shard['max_lag']} s while its replicas are silent",
                where=where,
                cure=f"Set min-replicas-max-lag to {MOST_LAG} or less at every node of the cluster",
            )


def _check_memory(where: str, facts: dict[str, Any]) -> None:
    if facts["policy"] not in ("noeviction", None):
        raise Refused(
            f"The index server drops keys when its memory is full (maxmemory-policy {facts['policy']})",
            where=where,
            cure="Set maxmemory-policy noeviction: a forgotten key is an article fetched twice",
        )
    if facts["appendonly"] == "no":
        raise Refused(
            "The index server keeps no append-only file",
            where=where,
            cure="Set appendonly yes: without it every restart empties the index",
        )


def find_open_host(url: str) -> str | None:
    """The host of a server beyond this machine that asks nobody who he is; None where whoever reaches it is known.

    >>> find_open_host("redis://10.0.0.7:6379/0"), find_open_host("redis+cluster://127.0.0.1:7000,10.0.0.7")
    ('10.0.0.7', '10.0.0.7')
    >>> find_open_host("redis://127.0.0.1:6379/0"), find_open_host("redis://:word@10.0.0.7:6379/0"), find_open_host("unix:///a.sock")
    (None, None, None)
    """
    if names_cluster(url):
        cluster = parse_cluster_url(url)
        hosts, password = [host for host, _ in cluster.nodes], urlsplit(cluster.first).password
    else:
        parts = urlsplit(url)
        hosts, password = [parts.hostname or ""] if parts.scheme not in ("", "unix") else [], parts.password
    beyond = [host for host in hosts if not (host in ("localhost", "::1") or host.startswith("127."))]
    return None if password or not beyond else beyond[0]
