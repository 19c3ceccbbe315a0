"""What the index's servers say of themselves, put together; and whether one keeps all that it acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crawler.index.servers import Told

SETTINGS = ("appendfsync", "min-replicas-*")
"""Settings that are asked for; patterns as the server reads them."""


def combine_facts(told: Sequence[Told], *, one: bool) -> dict[str, Any]:
    """Put together what all primaries say.

    :returns: name and version of the first, bytes of memory of all, the worst eviction policy, whether all keep an
        append-only file; and ``shards``, each with its primary, its replicas, their lag, and the settings that bound it
    """
    policies = [each.info.get("maxmemory_policy") for each in told]
    first = told[0].info
    version = f"Valkey {first['valkey_version']}" if "valkey_version" in first else f"Redis {first['redis_version']}"
    return {
        "server": version,
        "memory": sum(int(each.info.get("used_memory", 0)) for each in told),
        "policy": next((policy for policy in policies if policy not in ("noeviction", None)), policies[0]),
        "appendonly": "yes" if all(each.info.get("aof_enabled") for each in told) else "no",
        "shards": [] if one else [_describe_shard(each) for each in told],
    }


def _describe_shard(told: Told) -> dict[str, Any]:
    info = told.info
    replicas = [value for name, value in sorted(info.items()) if _names_replica(name) and isinstance(value, dict)]
    return {
        "primary": told.name,
        "memory": int(info.get("used_memory", 0)),
        "policy": info.get("maxmemory_policy"),
        "appendonly": "yes" if info.get("aof_enabled") else "no",
        "min_replicas": _number(told.config.get("min-replicas-to-write")),
        "max_lag": _number(told.config.get("min-replicas-max-lag")),
        "replicas": [
            {
                "address": f"{replica.get('ip')}:{replica.get('port')}",
                "state": str(replica.get("state")),
                "lag": _number(replica.get("lag")),
                "behind": int(info.get("master_repl_offset", 0)) - int(replica.get("offset", 0)),
            }
            for replica in replicas
        ],
    }


def _names_replica(name: str) -> bool:
    """Say whether a field of INFO is about one replica.

    >>> _names_replica("slave0"), _names_replica("slave_expires_tracked_keys")
    (True, False)
    """
    return name.removeprefix("slave").isdigit()


def _number(text: object) -> int | None:
    return None if text is None else int(str(text))


def keeps_all(told: Told) -> bool:
    """Say whether one server has, when it begins anew, all that it ever acknowledged: it waits for its disk each time,
    and was no replica before, which may have lagged."""
    info = told.info
    return (
        bool(info.get("aof_enabled"))
        and told.config.get("appendfsync") == "always"
        and info.get("role") == "master"
        and set(str(info.get("master_replid2", ""))) == {"0"}
    )
