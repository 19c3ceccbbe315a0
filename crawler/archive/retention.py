"""What leaves the archive with time."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from crawler.archive.schema import raw_pages

BATCH = 500
"""Rows that leave in one transaction: writers wait no longer than that."""


def drop_raw_pages(connection: Connection, before: int) -> int:
    """Delete a batch of raw pages fetched before a time.

    :returns: how many left; call again while it is the whole batch
    """
    oldest = select(raw_pages.c.page_id).where(raw_pages.c.fetched_at < before).limit(BATCH)
    return connection.execute(delete(raw_pages).where(raw_pages.c.page_id.in_(oldest))).rowcount
