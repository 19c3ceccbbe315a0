"""Building of parts of the index: from when their marks are taken until one has written it all, in one history."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.index import keys, marks
from crawler.index.client import Index
from crawler.model.errors import IndexUnavailable


async def begin_building(index: Index, partitions: Sequence[str], build: str) -> None:
    """Take the marks from partitions: until ``end_building`` their answers do not count.

    :param build: 16 hex digits that no other building has
    """
    await index.execute([("EVAL", marks.BEGIN, 1, keys.mark(partition), build) for partition in partitions], [])


async def end_building(index: Index, partitions: Sequence[str], build: str) -> None:
    """Mark what was built.

    :raises IndexUnavailable: when somebody else began to build meanwhile, or a server was replaced: what this one wrote
        may not all be there
    """
    ended = await index.execute(
        [("EVAL", marks.END, 1, keys.mark(partition), index.archive, build) for partition in partitions], []
    )
    await index.expect(partitions)
    if not all(ended):
        raise IndexUnavailable(
            "The index was emptied or replaced in part while it was made anew",
            where=index.name,
            cure="Nothing is lost: it is made anew by the next crawl, or by mirrorfold reindex",
        )


async def let_rest(index: Index, partitions: Sequence[str], seconds: float) -> None:
    """Let no host be asked whose slots are on some servers: these may have lost who asked it last.

    :param partitions: the servers' own; others are left out
    """
    own = [partition for partition in partitions if keys.is_primary_partition(partition)]
    life = int(seconds * 1000)
    if own and life:
        await index.execute([("SET", keys.rest(partition), 1, "PX", life) for partition in own], [])
