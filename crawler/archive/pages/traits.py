"""What pages have beside their texts: each combination of traits is kept once, for most pages of a mirror share one."""

from __future__ import annotations

from collections.abc import Collection

import xxhash
from sqlalchemy import Connection, select

from crawler.archive.queries import insert
from crawler.archive.tables.alarms import traits
from crawler.mirrors.trust.traits import Traits


def record_traits(connection: Connection, lines: Collection[str]) -> dict[str, int]:
    """Write traits, given as lines, where they are not there yet: line → id."""
    if not lines:
        return {}
    digests = {xxhash.xxh3_128_digest(line.encode()): line for line in sorted(lines)}
    rows = [{"digest": digest, "facts": line} for digest, line in digests.items()]
    connection.execute(insert(connection, traits).on_conflict_do_nothing(index_elements=["digest"]), rows)
    recorded = connection.execute(select(traits.c.digest, traits.c.id).where(traits.c.digest.in_(digests)))
    return {digests[row.digest]: row.id for row in recorded}


def load_traits(connection: Connection, ids: Collection[int]) -> dict[int, Traits]:
    """Load traits by their ids."""
    rows = connection.execute(select(traits.c.id, traits.c.facts).where(traits.c.id.in_(sorted(set(ids)))))
    return {row.id: Traits.of_line(row.facts) for row in rows}
