"""Where articles stand: their sightings, and which of these to show first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from crawler.archive.tables.articles import sighting_listings, sightings
from scheduler.reports.formats.text_format import parse_moment, parse_optional_moment


@dataclass(frozen=True, slots=True)
class ArticleSighting:
    """One sighting.

    :ivar mirror: origin
    :ivar last_seen: to the hour, as is ``first_seen``
    :ivar fetched_at: None when it was listed only
    :ivar listed_on: origins whose listings had it, sorted
    """

    mirror: str
    url: str
    first_seen: datetime
    last_seen: datetime
    fetched_at: datetime | None
    listed_on: tuple[str, ...]


def load_sightings(connection: Connection, ids: Sequence[int]) -> Mapping[int, list[ArticleSighting]]:
    """Load the sightings of some articles: article → sightings, oldest first; at most some hundred ids at once."""
    mine = sightings.c.article_id.in_(ids)
    listed: dict[int, list[str]] = defaultdict(list)
    for number, origin in connection.execute(
        select(sighting_listings.c.sighting_id, sighting_listings.c.listed_on)
        .join(sightings, sightings.c.id == sighting_listings.c.sighting_id)
        .where(mine)
        .order_by(sighting_listings.c.listed_on)
    ):
        listed[number].append(origin)
    by_article: dict[int, list[ArticleSighting]] = defaultdict(list)
    for row in connection.execute(select(sightings).where(mine).order_by(sightings.c.id)):
        sighting = ArticleSighting(
            mirror=row.mirror,
            url=row.url,
            first_seen=parse_moment(row.first_seen),
            last_seen=parse_moment(row.last_seen),
            fetched_at=parse_optional_moment(row.fetched_at),
            listed_on=tuple(listed[row.id]),
        )
        by_article[row.article_id].append(sighting)
    return by_article


def choose_url(seen: Sequence[ArticleSighting], mirrors: Sequence[str]) -> str | None:
    """The URL to show: on the mirror preferred most, there one that was fetched; ties go to the earliest.

    :param mirrors: origins in the order of preference; others come last
    """
    place = {origin: number for number, origin in enumerate(mirrors)}
    best = min(
        seen, key=lambda sighting: (place.get(sighting.mirror, len(place)), sighting.fetched_at is None), default=None
    )
    return best.url if best else None
