"""The shards of an index on a cluster: each primary, its replicas, and how long ago these were heard."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawler.index.client import Index
from crawler.model.errors import IndexUnavailable
from crawler.settings.cluster_url import names_cluster
from crawler.settings.sections import Redis
from scheduler.reports.formats.text_format import format_count, format_size


def load_shards(settings: Redis) -> Sequence[Mapping[str, Any]] | str:
    """Ask a cluster for its shards; none where the index is on one server, a sentence where it does not answer."""
    if not names_cluster(str(settings.url)):
        return []
    try:
        return asyncio.run(_ask(Index.at(str(settings.url), settings.prefix)))
    except IndexUnavailable as error:
        return error.what


async def _ask(index: Index) -> Sequence[Mapping[str, Any]]:
    try:
        shards: Sequence[Mapping[str, Any]] = (await index.facts())["shards"]
    finally:
        await index.close()
    return shards


def describe_shard(shard: Mapping[str, Any]) -> str:
    """One shard in words.

    >>> replica = {"address": "h:2", "state": "online", "lag": 0}
    >>> describe_shard({"primary": "h:1", "memory": 2_000_000, "replicas": [replica]})
    'primary h:1, 2.0 MB; replica h:2, online, heard 0 s ago'
    >>> describe_shard({"primary": "h:1", "memory": 0, "replicas": []})
    'primary h:1, 0 B; no replica'
    """
    replicas = [f"replica {each['address']}, {each['state']}, heard {each['lag']} s ago" for each in shard["replicas"]]
    return f"primary {shard['primary']}, {format_size(shard['memory'])}; {'; '.join(replicas) or 'no replica'}"


def shard_lines(shards: Sequence[Mapping[str, Any]] | str) -> Iterator[str]:
    """The shards for people."""
    if isinstance(shards, str):
        yield f"index   {shards}"
    elif shards:
        yield f"index   a cluster of {format_count(len(shards), 'shard')}"
        yield from (f"  {describe_shard(shard)}" for shard in shards)
