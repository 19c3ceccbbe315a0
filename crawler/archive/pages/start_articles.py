"""The articles of pages: found by their keys, or started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from crawler.archive.queries import PairQuery, in_ids, insert, select_pairs, split_batches
from crawler.archive.stored_page import FetchedPage
from crawler.archive.tables.articles import articles


def find_or_start_articles(connection: Connection, fetched: Sequence[FetchedPage]) -> list[int]:
    """Find the article of each key, the last one where a key was reused, or start it."""
    wanted = [(page.source, page.key) for page in fetched]
    rows = select_pairs(connection, _ARTICLES_BY_KEY, wanted)
    ids = {(row.source, row.key): row.folded_into or row.id for row in rows}
    missing = {(page.source, page.key): page for page in fetched if (page.source, page.key) not in ids}
    if missing:
        started = start_articles(connection, [NewArticle.of(page) for page in missing.values()])
        ids |= dict(zip(missing, started, strict=True))
    return [ids[pair] for pair in wanted]


_ARTICLES_BY_KEY = PairQuery(
    "select source, key, id, folded_into from wanted join articles on source = one and key = other order by part",
    "text", "text",
)  # fmt: skip


def describe_listed_date(published: datetime | None, first_seen: int) -> str | None:
    """Return a listing's date of an article as it is kept; None for one that is later than the article was seen.

    :param first_seen: seconds since 1970

    >>> from datetime import UTC
    >>> [describe_listed_date(datetime(2026, 8, 15, tzinfo=UTC), first_seen) for first_seen in (1786752000, 0)]
    ['2026-08-15T00:00:00+00:00', None]
    """
    return published.isoformat() if published is not None and published.timestamp() <= first_seen else None


def record_listed_dates(connection: Connection, dates: Mapping[int, datetime]) -> None:
    """Write when listings say that known articles came out, where none of them said so before.

    :param dates: article → what its listing says
    """
    for batch in split_batches(sorted(dates)):
        undated = select(articles.c.id, articles.c.first_seen).where(
            in_ids(articles.c.id, batch), articles.c.listed_published.is_(None)
        )
        rows = connection.execute(undated).all()
        kept = [{"article": row.id, "date": describe_listed_date(dates[row.id], row.first_seen)} for row in rows]
        kept = [row for row in kept if row["date"] is not None]
        if kept:
            connection.execute(_DATE_ARTICLE, kept)


_DATE_ARTICLE = update(articles).where(articles.c.id == bindparam("article")).values(listed_published=bindparam("date"))


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article that is to be started: its columns."""

    source: str
    key: str
    part: int
    first_seen: int
    listed_title: str | None = None
    listed_published: str | None = None

    @classmethod
    def of(cls, page: FetchedPage) -> NewArticle:
        """The first one of a page's key."""
        return cls(
            source=page.source,
            key=page.key,
            part=0,
            first_seen=page.fetched_at,
            listed_title=page.listed_title,
            listed_published=describe_listed_date(page.listed_published, page.fetched_at),
        )


def start_articles(connection: Connection, wanted: Sequence[NewArticle]) -> list[int]:
    """Insert articles that are, for now, alone in their stories.

    :returns: their ids, in order
    """
    a = articles.c
    rows = [asdict(new) | {"story": 0} for new in wanted]
    fresh = insert(connection, articles).returning(a.source, a.key, a.part, a.id)
    written = connection.execute(fresh, rows)
    numbers = {(source, key, part): number for source, key, part, number in written}
    connection.execute(articles.update().where(a.id.in_(numbers.values())).values(story=a.id))
    return [numbers[new.source, new.key, new.part] for new in wanted]
