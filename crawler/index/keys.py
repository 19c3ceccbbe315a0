"""Every key in the index: its name, its shape, its lifetime.

A key's hash tag (the part in braces) names its partition. No command and no script touches two partitions, so the
same code runs on a Redis Cluster. Each partition has a ``generation`` mark; without it the partition is unavailable.
"""

from __future__ import annotations

PREFIX = "mf"

DAY = 86400
FOREVER = 400 * DAY
"""Lifetime of what is as large as the archive: renewed whenever it is written."""

PARTITIONS = 8
"""Partitions of the near-duplicate postings; each source is a partition of its own."""

PARTS = 4
"""Parts of an epoch of postings."""


def source_partition(source: str) -> str:
    return f"s:{source}"


def posting_partition(number: int) -> str:
    return f"p:{number:x}"


def posting_partitions() -> list[str]:
    return [posting_partition(number) for number in range(PARTITIONS)]


LAYOUT = 5
"""Version of what keys hold. It stands in the marks, so an index of another layout bears none, and is rebuilt."""


def generation(partition: str) -> str:
    """String: the index's generation, 16 hex digits. ``FOREVER``."""
    return f"{PREFIX}:{{{partition}}}:generation:{LAYOUT}"


def known(source: str) -> str:
    """Table (``packed_tables``): 11 bytes of a key's XXH3-128 → a packed ``canonical.known_key.Known``. ``FOREVER``."""
    return f"{PREFIX}:{{{source_partition(source)}}}:known"


def postings(partition: int, name: str) -> str:
    """Table: 40 bits of a shingle's hash → a revision's id (40 bits) and size (8). The near-duplicate window.

    Its name is ``epoch:part``.

    Of revisions under one hash the earliest stay, so an epoch's tables follow from what was published.
    """
    return f"{PREFIX}:{{{posting_partition(partition)}}}:postings:{name}"


def posting_counts(partition: int) -> str:
    """Hash: ``epoch:part`` → records in that table of the partition's postings. ``FOREVER``."""
    return f"{PREFIX}:{{{posting_partition(partition)}}}:counts"


def listing(source: str, url_hash: str) -> str:
    """Hash: what one listing's URL said last, field by field (``listing_states``). ``FOREVER``."""
    return f"{PREFIX}:{{{source_partition(source)}}}:listing:{url_hash}"


ALL = ":all"
"""In place of a source, for the lease of whoever makes the index anew: no source has such an id."""


def lease(source: str) -> str:
    """String: holder of the source's crawl. Lifetime: the lease, renewed while the crawl lives."""
    return f"{PREFIX}:{{{source_partition(source)}}}:lease"


def upkeep(source: str) -> str:
    """String: old records of the source were dropped lately. An hour."""
    return f"{PREFIX}:{{{source_partition(source)}}}:upkeep"


def probe() -> str:
    """String: written to see whether the server takes writes at all. A minute."""
    return f"{PREFIX}:{{probe}}:probe"


def robots(origin: str) -> str:
    """String: ``status`` and body of an origin's robots.txt. A day at most (RFC 9309, 2.4)."""
    return f"{PREFIX}:{{r:{origin}}}:robots"


def outlives_rebuilding(key: str) -> bool:
    """Say whether a key stays when the index is made anew: politeness and leases hold meanwhile.

    >>> outlives_rebuilding(lease("presstv")), outlives_rebuilding(known("presstv"))
    (True, False)
    """
    return key.endswith((":lease", ":slots"))


def busy(politeness_key: str) -> str:
    """String: how often in a row the host was too busy, without saying for how long. Four times the last wait."""
    return f"{PREFIX}:{{h:{politeness_key}}}:busy"


def slots(politeness_key: str) -> str:
    """Hash: ``next`` (earliest start of the next request, ms) and a field per request in flight (``slot_scripts``).

    Lifetime: until the last of these has passed.
    """
    return f"{PREFIX}:{{h:{politeness_key}}}:slots"
