"""The addresses at which mirrors showed articles, as they are ranked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, select

from crawler.archive.queries import in_ids
from crawler.archive.tables.sightings import sightings
from crawler.mirrors.addresses import SightedAddress


def load_addresses(connection: Connection, ids: Collection[int]) -> dict[int, list[SightedAddress]]:
    """Load the addresses at which mirrors showed some articles: article → addresses, by the order of their rows."""
    by_article: dict[int, list[SightedAddress]] = {}
    mine = select(sightings).where(in_ids(sightings.c.article_id, ids)).order_by(sightings.c.id)
    for row in connection.execute(mine):
        by_article.setdefault(row.article_id, []).append(_make_address(row))
    return by_article


def _make_address(row: Row[Any]) -> SightedAddress:
    return SightedAddress(
        mirror=row.mirror,
        url=row.url,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        first_run=row.first_run,
        listed=row.listed,
        named_host=row.named_host,
        fetched_at=row.fetched_at,
        gone_at=row.gone_at,
        alternate=row.alternate,
    )
