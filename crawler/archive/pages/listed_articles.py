"""Which articles a mirror lists: the one place that says what that means."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from crawler.archive.tables.articles import articles, sighting_listings, sightings


def is_listed_by(mirror: str) -> ColumnElement[bool]:
    """The condition that an article stood on the listings of a mirror, under whatever host's address, or was fetched
    there.
    """
    on_its_listings = select(sighting_listings.c.sighting_id).where(
        sighting_listings.c.sighting_id == sightings.c.id, sighting_listings.c.listed_on == mirror
    )
    its = or_(sightings.c.mirror == mirror, on_its_listings.exists())
    return select(sightings.c.id).where(sightings.c.article_id == articles.c.id, its).exists()
