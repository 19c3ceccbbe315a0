"""Sightings: which mirror showed or served which article, and at which address; and further keys, whose pages have no
text of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, case, func, or_, select, update

from crawler.archive.queries import in_ids, insert, split_batches
from crawler.archive.runs.record_runs import check_fence
from crawler.archive.stored_page import FetchedPage
from crawler.archive.tables.articles import articles
from crawler.archive.tables.sightings import sightings
from crawler.model.article import Sighting

HOUR = 3600

MirrorAddress = tuple[str, str]
"""Origin of a mirror, and the canonical URL of an article there."""


@dataclass(frozen=True, slots=True)
class SeenArticle:
    """An article that was seen on a mirror.

    :ivar article: its id; one that was folded hands its sightings on
    :ivar at: seconds since 1970
    :ivar run: the run that saw it; None where that is not known
    :ivar alternate: whether the address is that of another face of the article, such as its AMP page
    """

    article: int
    sighting: Sighting
    at: int
    run: int | None = None
    alternate: bool = False


def record_sightings(connection: Connection, seen: Iterable[SeenArticle]) -> set[int]:
    """Write that articles were seen on mirrors. ``first_seen`` is kept to the second, ``last_seen`` by the hour.

    :returns: articles that are not in the archive: their sightings are not written
    """
    rows = list(seen)
    named = {row.article for row in rows}
    home = _homes(connection, named)
    values = _merge([row for row in rows if row.article in home], home)
    if values:
        _write(connection, values)
    return named - home.keys()


def _merge(rows: Iterable[SeenArticle], home: Mapping[int, int]) -> list[dict[str, object]]:
    """A row for each address, though several listings of a mirror show it; a link to its own host is its own."""
    merged: dict[tuple[int, str, str], SeenArticle] = {}
    for row in rows:
        place = (home[row.article], row.sighting.mirror, row.sighting.url)
        before = merged.get(place)
        if before is None or _link_rank(row.sighting) < _link_rank(before.sighting):
            merged[place] = row
    return [
        {
            "article_id": article,
            "mirror": mirror,
            "url": url,
            "named_host": row.sighting.named_host,
            "listed": row.sighting.listed,
            "first_seen": row.at,
            "first_run": row.run,
            "last_seen": row.at - row.at % HOUR,
            "alternate": row.alternate,
        }
        for (article, mirror, url), row in merged.items()
    ]


def _link_rank(sighting: Sighting) -> tuple[bool, str]:
    return (not sighting.listed, sighting.named_host)


def _write(connection: Connection, values: Sequence[Mapping[str, object]]) -> None:
    statement = insert(connection, sightings)
    there, new = sightings.c, statement.excluded
    later = func.max if connection.dialect.name == "sqlite" else func.greatest
    statement = statement.on_conflict_do_update(
        index_elements=["article_id", "mirror", "url"],
        set_={
            "last_seen": later(there.last_seen, new.last_seen),
            "named_host": case((new.listed, new.named_host), else_=there.named_host),
            "listed": or_(there.listed, new.listed),
            "alternate": or_(there.alternate, new.alternate),
        },
    )
    connection.execute(statement, list(values))


def load_sighting_ids(
    connection: Connection, source: str, places: Collection[MirrorAddress]
) -> dict[MirrorAddress, int]:
    """Find the sightings of a source on mirrors at canonical URLs: mirror and URL → id."""
    ids: dict[MirrorAddress, int] = {}
    for batch in split_batches(sorted({url for _, url in places})):
        rows = connection.execute(
            select(sightings.c.mirror, sightings.c.url, sightings.c.id)
            .join(articles, articles.c.id == sightings.c.article_id)
            .where(articles.c.source == source, sightings.c.url.in_(batch))
        )
        ids.update({(row.mirror, row.url): row.id for row in rows})
    return {place: ids[place] for place in places if place in ids}


def load_article_ids(connection: Connection, ids: Sequence[int]) -> set[int]:
    """The articles that some sightings belong to."""
    theirs = select(sightings.c.article_id).where(in_ids(sightings.c.id, ids))
    return set(connection.execute(theirs.distinct()).scalars())


class ListedSightings(NamedTuple):
    """What the archive knows of the links on a run's listings.

    :ivar ids: mirror and canonical URL → sighting
    :ivar newest: mirror → when the newest of the articles that it lists was first seen; 0 for none
    :ivar unchanged: the articles that stand on unchanged listings
    """

    ids: dict[MirrorAddress, int]
    newest: dict[str, int]
    unchanged: set[int]


def load_listed_sightings(
    connection: Connection, source: str, unchanged: Sequence[int], urls: Mapping[str, Collection[str]]
) -> ListedSightings:
    """Look up what a run's listings showed.

    :param unchanged: sightings on unchanged listings
    :param urls: mirror → canonical URLs at which its other listings show articles
    """
    ids = load_sighting_ids(connection, source, {(mirror, url) for mirror, on in urls.items() for url in on})
    newest = {
        mirror: find_newest_first_seen(connection, [ids[mirror, url] for url in on if (mirror, url) in ids])
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


def record_served(
    connection: Connection, fetched: Sequence[tuple[int, FetchedPage]], *, alternate: bool = False
) -> None:
    """Write that pages were served: where each was fetched, and where listings showed its article in its run.

    :param fetched: article and page of each
    :param alternate: whether they are other faces of their articles
    """
    seen = [
        SeenArticle(article=article, sighting=sighting, at=page.fetched_at, run=page.run, alternate=alternate)
        for article, page in fetched
        for sighting in page.seen
    ]
    record_sightings(connection, seen)
    _mark_fetched(connection, fetched)


def _mark_fetched(connection: Connection, fetched: Sequence[tuple[int, FetchedPage]]) -> None:
    """Write that pages were fetched where their articles were sighted: what answers is not gone."""
    there = [{"home": article, "place": page.url} for article, page in fetched]
    served = [{"host": page.mirror, "fetched_at": page.fetched_at} for _, page in fetched]
    connection.execute(_MARK_FETCHED, [here | by for here, by in zip(there, served, strict=True)])
    connection.execute(_MARK_ANSWERING, there)


_HERE = (sightings.c.article_id == bindparam("home")) & (sightings.c.url == bindparam("place"))
_MARK_FETCHED = update(sightings).where(_HERE, sightings.c.mirror == bindparam("host"))
_MARK_ANSWERING = update(sightings).where(_HERE, sightings.c.gone_at.is_not(None)).values(gone_at=None)


def record_gone(connection: Connection, source: str, urls: Collection[str], now: int) -> None:
    """Write that addresses of a source answered that they are gone; the first time counts until a page is there."""
    theirs = select(articles.c.id).where(articles.c.id == sightings.c.article_id, articles.c.source == source)
    there = sightings.c.url.in_(urls) & sightings.c.gone_at.is_(None)
    connection.execute(update(sightings).where(there, theirs.exists()).values(gone_at=now))


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
    record_served(connection, [(home.id, replace(page, fetched_at=now))], alternate=True)
    return True
