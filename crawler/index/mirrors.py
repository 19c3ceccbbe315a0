"""The health of each mirror, as the last run left it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from crawler.index import keys
from crawler.index.client import Index
from crawler.mirrors.health import Health, State


async def load(index: Index, source: str) -> dict[str, Health]:
    """Read the health of a source's mirrors by origin; a mirror never asked is not among them.

    :raises IndexUnavailable: when the index cannot tell
    """
    (answer,) = await index.execute([("HGETALL", keys.health(source))], [keys.source_partition(source)])
    flat = answer.items() if isinstance(answer, dict) else zip(answer[::2], answer[1::2], strict=True)
    return {origin.decode(): _health(json.loads(value)) for origin, value in flat}


def _health(row: dict[str, object]) -> Health:
    return Health(**{**row, "state": State(str(row["state"]))})  # type: ignore[arg-type]


async def save(index: Index, source: str, health: Mapping[str, Health]) -> None:
    """Write the health of a source's mirrors.

    :raises IndexUnavailable: when it may not all stand there
    """
    flat = [part for origin, one in health.items() for part in (origin, json.dumps(asdict(one)))]
    if flat:
        name = keys.health(source)
        commands = [("HSET", name, *flat), ("EXPIRE", name, keys.FOREVER)]
        await index.execute(commands, [keys.source_partition(source)])
