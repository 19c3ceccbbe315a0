"""The articles of pages: found by their keys, or started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from crawler.archive.queries import PairQuery, insert, select_pairs
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


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article that is to be started: its columns."""

    source: str
    key: str
    part: int
    first_seen: int
    listed_title: str | None = None

    @classmethod
    def of(cls, page: FetchedPage) -> NewArticle:
        """The first one of a page's key."""
        return cls(source=page.source, key=page.key, part=0, first_seen=page.fetched_at, listed_title=page.listed_title)


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
