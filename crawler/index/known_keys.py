"""Which article keys of a source are known. A known key costs no request, only a sighting."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import xxhash

from crawler.canonical.known_key import Known
from crawler.index import keys
from crawler.index import packed_tables as tables
from crawler.index.client import Index

_PACKED = struct.Struct("<QI?")

_TAG = 11
_WIDTH = _TAG + _PACKED.size


def _tag(key: str) -> bytes:
    return xxhash.xxh3_128_digest(key.encode("utf-8", "surrogatepass"))[:_TAG]


async def look_up_keys(index: Index, source: str, wanted: Sequence[str]) -> list[Known | None]:
    """Ask which keys are known: one pipelined question, one answer per key, None for unknown.

    :raises IndexUnavailable: when the index cannot tell; never an empty answer instead
    """
    commands = _commands(tables.FIND, source, [_tag(key) for key in wanted])
    answers = await index.execute(commands, [keys.source_partition(source)])
    return [Known(*_PACKED.unpack(value)) if value else None for answer in answers for value in answer]


async def remember_keys(index: Index, source: str, entries: Mapping[str, Known]) -> None:
    """Write what is known of keys; the answer means that all of it is acknowledged.

    :raises IndexUnavailable: when it may not all stand there
    """
    commands = build_remember_commands(source, entries)
    await index.execute(commands, [keys.source_partition(source)])


async def forget_keys(index: Index, source: str, gone: Sequence[str]) -> None:
    """Let keys be unknown again.

    :raises IndexUnavailable: when some may still stand there
    """
    commands = _commands(tables.REMOVE, source, [_tag(key) for key in gone])
    await index.execute(commands, [keys.source_partition(source)])


async def forget_all_keys(index: Index, source: str) -> None:
    """Let a source be as if it had never had an article.

    :raises IndexUnavailable: when its keys may still stand there
    """
    await index.execute([("UNLINK", keys.known(source))], [keys.source_partition(source)])


def build_remember_commands(source: str, entries: Mapping[str, Known]) -> list[tuple[object, ...]]:
    """The commands of ``remember_keys``, to be sent along with others."""
    records = [_tag(key) + _PACKED.pack(known.article, known.retry_at, known.removed) for key, known in entries.items()]
    return _commands(tables.REPLACE, source, records, keys.FOREVER)


def _commands(script: str, source: str, records: Sequence[bytes], *more: object) -> list[tuple[object, ...]]:
    """Commands that call a script of ``packed_tables`` for some records or tags, each with a batch of them."""
    batches = (records[first : first + tables.MOST_RECORDS] for first in range(0, len(records), tables.MOST_RECORDS))
    return [("EVAL", script, 1, keys.known(source), b"".join(batch), _WIDTH, _TAG, *more) for batch in batches]
