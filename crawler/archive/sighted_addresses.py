"""The addresses at which mirrors showed articles, as they are ranked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields

from sqlalchemy import Connection, select

from crawler.archive.queries import in_ids
from crawler.archive.tables.mirrors import mirror_health
from crawler.archive.tables.sightings import sightings
from crawler.mirrors.addresses import SightedAddress, find_owners


def load_addresses(connection: Connection, ids: Collection[int]) -> dict[int, list[SightedAddress]]:
    """Load the addresses at which mirrors showed some articles: article → addresses, by the order of their rows."""
    by_article: dict[int, list[SightedAddress]] = {}
    folders = connection.execute(_FOLDERS).scalars().all()
    mine = select(sightings.c.article_id, *_COLUMNS).where(in_ids(sightings.c.article_id, ids)).order_by(sightings.c.id)
    for article, *values in connection.execute(mine):
        by_article.setdefault(article, []).append(SightedAddress(*values))
    return {article: find_owners(seen, folders) for article, seen in by_article.items()} if folders else by_article


_COLUMNS = [sightings.c[field.name] for field in fields(SightedAddress) if field.name != "owner"]
_FOLDERS = select(mirror_health.c.mirror).where(mirror_health.c.mirror.like("%://%/%")).distinct()
"""Mirrors that are folders of their hosts."""
