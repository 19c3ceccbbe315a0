"""Whose turn it is to drop old records: one run of a source an hour."""

from __future__ import annotations

from crawler.index import keys
from crawler.index.client import Index

HOUR = 3600


async def claim_upkeep(index: Index, source: str) -> bool:
    """Say whether nobody has dropped a source's old records within the hour; from now on somebody has.

    :raises IndexUnavailable: when the index cannot tell
    """
    question = ("SET", keys.upkeep(source), 1, "NX", "EX", HOUR)
    (answer,) = await index.execute([question], [keys.source_partition(source)])
    return answer is not None
