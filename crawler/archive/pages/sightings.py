"""Sightings: where articles were seen, kept to the hour."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from crawler.archive.queries.in_clauses import split_batches
from crawler.archive.queries.upsert import insert
from crawler.archive.tables.articles import articles, sighting_listings, sightings
from crawler.model.article import Sighting

HOUR = 3600


def record_sightings(connection: Connection, seen: Iterable[tuple[int, Sighting]], now: int) -> set[int]:
    """Write that articles were seen on mirrors.

    :param seen: article ids with where they were seen; an article that was folded hands its sightings on
    :returns: articles that are not in the archive: their sightings are not written
    """
    rows = list(seen)
    named = {article for article, _ in rows}
    home = _homes(connection, named)
    rows = [row for row in rows if row[0] in home]
    if rows:
        _write(connection, rows, home, now)
    return named - home.keys()


def _write(connection: Connection, rows: Sequence[tuple[int, Sighting]], home: Mapping[int, int], now: int) -> None:
    hour = now - now % HOUR
    values = {
        (home[article], sighting.url): {
            "article_id": home[article],
            "mirror": sighting.mirror,
            "url": sighting.url,
            "first_seen": hour,
            "last_seen": hour,
        }
        for article, sighting in rows
    }
    statement = insert(connection, sightings)
    later = func.max if connection.dialect.name == "sqlite" else func.greatest
    statement = statement.on_conflict_do_update(
        index_elements=["article_id", "url"],
        set_={"last_seen": later(sightings.c.last_seen, statement.excluded.last_seen)},
    )
    returning = statement.returning(sightings.c.id, sightings.c.article_id, sightings.c.url)
    written = connection.execute(returning, list(values.values()))
    ids = {(row.article_id, row.url): row.id for row in written}
    listed = [
        {"sighting_id": ids[home[article], sighting.url], "listed_on": sighting.listed_on}
        for article, sighting in rows
        if sighting.listed_on is not None
    ]
    if listed:
        connection.execute(insert(connection, sighting_listings).on_conflict_do_nothing(), listed)


def load_sighting_ids(connection: Connection, source: str, urls: Sequence[str]) -> dict[str, int]:
    """Find the sightings of a source at some canonical URLs: URL → id."""
    by_url: dict[str, int] = {}
    for batch in split_batches(urls):
        rows = connection.execute(
            select(sightings.c.url, sightings.c.id)
            .join(articles, articles.c.id == sightings.c.article_id)
            .where(articles.c.source == source, sightings.c.url.in_(batch))
        )
        by_url.update({row.url: row.id for row in rows})
    return by_url


def load_article_ids(connection: Connection, ids: Sequence[int]) -> set[int]:
    """The articles that some sightings belong to."""
    article_ids: set[int] = set()
    for batch in split_batches(ids):
        theirs = select(sightings.c.article_id).where(sightings.c.id.in_(batch))
        article_ids.update(connection.execute(theirs.distinct()).scalars())
    return article_ids


class ListedSightings(NamedTuple):
    """What the archive knows of the links on a run's listings.

    :ivar ids: canonical URL → sighting
    :ivar newest: mirror → when the newest of the articles that it lists was first seen; 0 for none
    :ivar unchanged: the articles that stand on unchanged listings
    """

    ids: dict[str, int]
    newest: dict[str, int]
    unchanged: set[int]


def load_listed_sightings(
    connection: Connection, source: str, unchanged: Sequence[int], urls: Mapping[str, Collection[str]]
) -> ListedSightings:
    """Look up what a run's listings showed.

    :param unchanged: sightings on unchanged listings
    :param urls: mirror → canonical URLs on its other listings
    """
    ids = load_sighting_ids(connection, source, sorted(set().union(*urls.values())))
    newest = {
        mirror: find_newest_first_seen(connection, [ids[url] for url in on if url in ids])
        for mirror, on in urls.items()
    }
    return ListedSightings(ids, newest, load_article_ids(connection, unchanged))


def find_newest_first_seen(connection: Connection, ids: Sequence[int]) -> int:
    """When the newest of the articles that some sightings belong to was first seen; 0 for none."""
    newest = 0
    for batch in split_batches(ids):
        theirs = select(sightings.c.article_id).where(sightings.c.id.in_(batch))
        first = select(func.max(articles.c.first_seen)).where(articles.c.id.in_(theirs))
        newest = max(newest, connection.execute(first).scalar() or 0)
    return newest


def renew_sightings(connection: Connection, ids: Sequence[int], now: int) -> None:
    """Move sightings' last time to this hour: their listing stands unchanged."""
    hour = now - now % HOUR
    for batch in split_batches(ids):
        connection.execute(
            update(sightings).where(sightings.c.id.in_(batch), sightings.c.last_seen < hour).values(last_seen=hour)
        )


def mark_fetched(connection: Connection, fetched: Sequence[tuple[int, str, int]]) -> None:
    """Write that articles were fetched at URLs where they were sighted.

    :param fetched: article, canonical URL, seconds since 1970
    """
    rows = [{"home": article, "place": url, "at": at} for article, url, at in fetched]
    connection.execute(_MARK, rows)


_MARK = (
    update(sightings)
    .where(sightings.c.article_id == bindparam("home"), sightings.c.url == bindparam("place"))
    .values(fetched_at=bindparam("at"))
)


def _homes(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """Article → the one whose sightings it has, itself unless it was folded; those that are gone are left out."""
    homes: dict[int, int] = {}
    for batch in split_batches(sorted(ids)):
        rows = connection.execute(select(articles.c.id, articles.c.folded_into).where(articles.c.id.in_(batch)))
        homes.update({row.id: row.id if row.folded_into is None else row.folded_into for row in rows})
    return homes
