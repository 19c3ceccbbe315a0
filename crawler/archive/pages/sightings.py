"""Sightings: where articles were seen, kept to the hour; and further keys, whose pages have no text of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from crawler.archive.queries import in_ids, insert, split_batches
from crawler.archive.runs.record_runs import check_fence
from crawler.archive.stored_page import FetchedPage
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
    theirs = select(sightings.c.article_id).where(in_ids(sightings.c.id, ids))
    return set(connection.execute(theirs.distinct()).scalars())


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
    theirs = select(sightings.c.article_id).where(in_ids(sightings.c.id, ids))
    first = select(func.max(articles.c.first_seen)).where(articles.c.id.in_(theirs))
    return connection.execute(first).scalar() or 0


def renew_sightings(connection: Connection, ids: Sequence[int], now: int) -> None:
    """Move sightings' last time to this hour: their listing stands unchanged."""
    hour = now - now % HOUR
    earlier = in_ids(sightings.c.id, ids) & (sightings.c.last_seen < hour)
    connection.execute(update(sightings).where(earlier).values(last_seen=hour))


def mark_fetched(connection: Connection, fetched: Sequence[tuple[int, str, int]]) -> None:
    """Write that articles were fetched at URLs where they were sighted.

    :param fetched: article, canonical URL, seconds since 1970
    """
    rows = [{"home": article, "place": url, "fetched_at": at} for article, url, at in fetched]
    connection.execute(_MARK, rows)


_MARK = update(sightings).where(sightings.c.article_id == bindparam("home"), sightings.c.url == bindparam("place"))


def _homes(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """Article → the one whose sightings it has, itself unless it was folded; those that are gone are left out."""
    home = func.coalesce(articles.c.folded_into, articles.c.id)
    return dict(connection.execute(select(articles.c.id, home).where(in_ids(articles.c.id, ids))).all())


def record_alias(connection: Connection, page: FetchedPage, article: int, now: int) -> bool:
    """Let the key of a page lead to an article, as if one with that key had been folded into it; doing it twice is
    doing it once.

    A key that is an article's already stays so: what was judged is not undone by a later claim.

    :returns: False when the article is not in the archive: then nothing is written
    :raises LeaseLost: when the run was replaced
    """
    check_fence(connection, page.source, page.run)
    lives_on = func.coalesce(articles.c.folded_into, articles.c.id).label("id")
    home = connection.execute(select(lives_on, articles.c.story).where(articles.c.id == article)).first()
    if home is None:
        return False
    values = {"source": page.source, "key": page.key, "story": home.story, "folded_into": home.id, "alternate": True}
    row = insert(connection, articles).values(**values, part=0, first_seen=now)
    connection.execute(row.on_conflict_do_nothing())
    record_sightings(connection, [(home.id, sighting) for sighting in page.seen], now)
    mark_fetched(connection, [(home.id, page.url, now)])
    return True
