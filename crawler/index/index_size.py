"""How large the index is: what it holds, and the memory that this takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.index import keys
from crawler.index.client import Index

_SAMPLES = 50
"""Buckets of a table that the server looks at to estimate its size; looking at all of a large one takes it a while."""


@dataclass(frozen=True, slots=True)
class IndexSize:
    """What stands in the index.

    :ivar keys: known article keys, :ivar key_bytes: their memory, as the server estimates it
    :ivar entries: postings of near-duplicates, :ivar entry_bytes: likewise
    :ivar server_bytes: memory of the server, whatever else it holds
    """

    keys: int
    key_bytes: int
    entries: int
    entry_bytes: int
    server_bytes: int

    @property
    def bytes_per_article(self) -> float | None:
        """Memory that an article takes, its key and its postings; None without articles."""
        return (self.key_bytes + self.entry_bytes) / self.keys if self.keys else None


async def measure_index(index: Index, sources: Iterable[str]) -> IndexSize:
    """Measure the index.

    :param sources: whose keys are counted
    :raises IndexUnavailable: when it does not answer
    """
    # each table is measured where it lies: a cluster's commands are split by key
    counts = await index.execute([("HGETALL", keys.posting_counts(n)) for n in range(keys.PARTITIONS)], [])
    postings = [keys.postings(n, name.decode()) for n, tables in enumerate(counts) for name in tables]
    known = [keys.known(source) for source in sources]
    memory = [("MEMORY", "USAGE", name, "SAMPLES", _SAMPLES) for name in (*known, *postings)]
    records = [("HGET", name, "n") for name in (*known, *postings)]
    answers = [int(answer or 0) for answer in await index.execute([*memory, *records], [])]
    many = len(known)
    sizes, held = answers[: len(memory)], answers[len(memory) :]
    server = int((await index.facts())["memory"])
    return IndexSize(
        keys=sum(held[:many]),
        key_bytes=sum(sizes[:many]),
        entries=sum(held[many:]),
        entry_bytes=sum(sizes[many:]),
        server_bytes=server,
    )
