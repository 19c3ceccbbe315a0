"""Which article keys of a source are known. A known key costs no request, only a sighting."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xxhash

from crawler.index import keys
from crawler.index.client import Index

_PACKED = struct.Struct("<QII")


@dataclass(frozen=True, slots=True)
class Known:
    """What the index remembers of a key.

    :ivar article: its id in the archive; 0 for a page in quarantine
    :ivar listed: hash of what a listing last said of it, title and date; 0 when none did
    :ivar retry_at: for a page in quarantine, when it may be tried again (seconds since 1970)
    """

    article: int
    listed: int = 0
    retry_at: int = 0


def _address(key: str) -> tuple[int, bytes]:
    digest = xxhash.xxh3_128_digest(key.encode("utf-8", "surrogatepass"))
    return digest[0], digest[1:12]


async def look_up(index: Index, source: str, wanted: Sequence[str]) -> list[Known | None]:
    """Ask which keys are known: one pipelined question, one answer per key, None for unknown.

    :raises IndexUnavailable: when the index cannot tell; never an empty answer instead
    """
    buckets: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for place, key in enumerate(wanted):
        bucket, field = _address(key)
        buckets[bucket].append((place, field))
    commands = [("HMGET", keys.known(source, bucket), *(f for _, f in items)) for bucket, items in buckets.items()]
    answers = await index.execute(commands, [keys.source_partition(source)])
    found: list[Known | None] = [None] * len(wanted)
    for items, values in zip(buckets.values(), answers, strict=True):
        for (place, _), value in zip(items, values, strict=True):
            found[place] = Known(*_PACKED.unpack(value)) if value else None
    return found


async def remember(index: Index, source: str, entries: Mapping[str, Known]) -> None:
    """Write what is known of keys; the answer means that all of it is acknowledged.

    :raises IndexUnavailable: when it may not all stand there
    """
    commands = remember_commands(source, entries)
    await index.execute(commands, [keys.source_partition(source)])


async def forget(index: Index, source: str, gone: Sequence[str]) -> None:
    """Let keys be unknown again.

    :raises IndexUnavailable: when some may still stand there
    """
    commands = [("HDEL", keys.known(source, bucket), field) for bucket, field in map(_address, gone)]
    await index.execute(commands, [keys.source_partition(source)])


def remember_commands(source: str, entries: Mapping[str, Known]) -> list[tuple[object, ...]]:
    """The commands of ``remember``, to be sent along with others."""
    buckets: dict[int, list[bytes]] = defaultdict(list)
    for key, known in entries.items():
        bucket, field = _address(key)
        buckets[bucket] += [field, _PACKED.pack(known.article, known.listed, known.retry_at)]
    commands: list[tuple[object, ...]] = []
    for bucket, values in buckets.items():
        name = keys.known(source, bucket)
        commands += [("HSET", name, *values), ("EXPIRE", name, keys.FOREVER)]
    return commands
