"""Pages that are no articles, with the reason."""

from __future__ import annotations

from sqlalchemy import Connection

from crawler.archive.schema import quarantine
from crawler.archive.upsert import insert
from crawler.article import Rejection


def record_quarantine(
    connection: Connection, source: str, key: str, mirror: str, url: str, rejection: Rejection, now: int
) -> int:
    """Put a page away.

    :returns: how often this key was tried on this mirror
    """
    values = {"url": url, "reason": rejection.reason.value, "evidence": rejection.evidence, "last_seen": now}
    statement = insert(connection, quarantine).values(
        source=source, key=key, mirror=mirror, tries=1, first_seen=now, **values
    )
    statement = statement.on_conflict_do_update(
        index_elements=["source", "key", "mirror"], set_={**values, "tries": quarantine.c.tries + 1}
    )
    return int(connection.execute(statement.returning(quarantine.c.tries)).scalar_one())
