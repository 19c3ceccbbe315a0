"""Every key in the index: its name, its shape, its lifetime.

Names are written with the prefix "mf" here; on the way to the server (``crawler.index.client``) each ``Key`` gets the
prefix of the installation in its place. It stands before the hash tag and has no braces.

A key's hash tag (the part in braces) names its partition. No command and no script touches two partitions, so the
same code runs on a Redis Cluster. Each partition has a mark (``marks``); without it the partition is unavailable.
"""

from __future__ import annotations

from binascii import crc_hqx
from functools import cache
from itertools import count

PREFIX = "mf"
"""What a key begins with where ``redis.prefix`` says nothing else."""


class Key(str):
    """The name of a key, or a pattern of such names: told from other words, for it takes the installation's prefix.

    >>> lease("presstv").under("paper")
    'paper:{s:presstv}:lease'
    """

    __slots__ = ()

    def under(self, prefix: str) -> str:
        """The name that it has on the server."""
        return prefix + self[len(PREFIX) :]


DAY = 86400
FOREVER = 400 * DAY
"""Lifetime of what is as large as the archive: renewed whenever it is written."""

PARTITIONS = 8
"""Partitions of the near-duplicate postings; each source is a partition of its own."""

PARTS = 4
"""Parts of an epoch of postings."""


def source_partition(source: str) -> str:
    return f"s:{source}"


SLOTS = 16384
"""Hash slots of a cluster; each of its primaries has some."""


def hash_slot(partition: str) -> int:
    """The slot of a cluster that a partition's keys fall into: CRC-16 of the hash tag, as the servers compute it.

    >>> hash_slot("123456789"), hash_slot("s:presstv")
    (12739, 9012)
    """
    return crc_hqx(partition.encode(), 0) % SLOTS


@cache
def posting_partition(number: int) -> str:
    """Name a partition of the postings, so that all of them lie evenly over the slots: on three primaries 8 of them
    fall 3, 3 and 2, where their numbers alone fell 4, 2 and 2."""
    names = (f"p:{number:x}.{attempt:x}" for attempt in count())
    return next(name for name in names if hash_slot(name) * PARTITIONS // SLOTS == number)


def find_source(partition: str) -> str | None:
    """The source whose partition one is; None: nobody's.

    >>> find_source("s:presstv"), find_source("p:0.a")
    ('presstv', None)
    """
    return partition[2:] if partition.startswith("s:") else None


def posting_partitions() -> list[str]:
    return [posting_partition(number) for number in range(PARTITIONS)]


def primary_partition(number: int) -> str:
    """A partition that holds nothing but its mark and, after a failover, a rest: each primary has one of them."""
    return f"n:{number:x}"


def is_primary_partition(partition: str) -> bool:
    return partition.startswith("n:")


LAYOUT = 7
"""Version of what keys hold. It stands in the marks, so an index of another layout bears none, and is rebuilt."""


def mark(partition: str) -> Key:
    """String: ``marks.Mark``, whose index it is, what was built, and in which server's history. ``FOREVER``."""
    return Key(f"{PREFIX}:{{{partition}}}:mark:{LAYOUT}")


def rest(partition: str) -> Key:
    """String, of a primary's own partition: until it ends no host whose slots are there is asked. Seconds."""
    return Key(f"{PREFIX}:{{{partition}}}:rest")


def known(source: str) -> Key:
    """Table (``packed_tables``): 11 bytes of a key's XXH3-128 → a packed ``canonical.known_key.Known``. ``FOREVER``."""
    return Key(f"{PREFIX}:{{{source_partition(source)}}}:known")


def postings(partition: int, name: str) -> Key:
    """Table: 40 bits of a shingle's hash → a revision's id (40 bits) and size (8). The near-duplicate window.

    Its name is ``epoch:part``.

    Of revisions under one hash the earliest stay, so an epoch's tables follow from what was published.
    """
    return Key(f"{PREFIX}:{{{posting_partition(partition)}}}:postings:{name}")


def posting_counts(partition: int) -> Key:
    """Hash: ``epoch:part`` → records in that table of the partition's postings. ``FOREVER``."""
    return Key(f"{PREFIX}:{{{posting_partition(partition)}}}:counts")


def listing(source: str, url_hash: str) -> Key:
    """Hash: what one listing's URL said last, field by field (``listing_states``). ``FOREVER``."""
    return Key(f"{PREFIX}:{{{source_partition(source)}}}:listing:{url_hash}")


def listing_names(source: str) -> Key:
    """Hash: its fields are the hashes of the URLs of all listings of a source. ``FOREVER``."""
    return Key(f"{PREFIX}:{{{source_partition(source)}}}:listings")


ALL = ":all"
"""In place of a source, for the lease of whoever makes the index anew, and for the upkeep of what is not looked for by
source: no source has such an id."""


def lease(source: str) -> Key:
    """String: holder of the source's crawl. Lifetime: the lease, renewed while the crawl lives."""
    return Key(f"{PREFIX}:{{{source_partition(source)}}}:lease")


def upkeep(source: str) -> Key:
    """String: old records of the source were dropped lately. An hour."""
    return Key(f"{PREFIX}:{{{source_partition(source)}}}:upkeep")


def probe(partition: str) -> Key:
    """String: written to see whether a primary takes writes at all. A minute."""
    return Key(f"{PREFIX}:{{{partition}}}:probe")


def robots(origin: str) -> Key:
    """String: ``status`` and body of an origin's robots.txt. A day at most (RFC 9309, 2.4)."""
    return Key(f"{PREFIX}:{{r:{origin}}}:robots")


def everything() -> Key:
    """A pattern of all keys of the installation."""
    return Key(f"{PREFIX}:*")


def outlives_rebuilding(key: str) -> bool:
    """Say whether a key stays when the index is made anew: politeness and leases hold meanwhile.

    >>> outlives_rebuilding(lease("presstv")), outlives_rebuilding(known("presstv"))
    (True, False)
    """
    return key.endswith((":lease", ":slots", ":rest"))


def busy(politeness_key: str) -> Key:
    """String: how often in a row the host was too busy, without saying for how long. Four times the last wait."""
    return Key(f"{PREFIX}:{{h:{politeness_key}}}:busy")


def slots(politeness_key: str) -> Key:
    """Hash: ``next`` (earliest start of the next request, ms) and a field per request in flight (``slot_scripts``).

    Lifetime: until the last of these has passed.
    """
    return Key(f"{PREFIX}:{{h:{politeness_key}}}:slots")
