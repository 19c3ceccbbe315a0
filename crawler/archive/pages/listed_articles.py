"""Which articles a mirror lists: the one place that says what that means."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from crawler.archive.tables.articles import articles
from crawler.archive.tables.sightings import sightings


def is_listed_by(mirror: str) -> ColumnElement[bool]:
    """The condition that an article stood on the listings of a mirror, or was fetched there."""
    its = select(sightings.c.id).where(sightings.c.article_id == articles.c.id, sightings.c.mirror == mirror)
    return its.exists()
