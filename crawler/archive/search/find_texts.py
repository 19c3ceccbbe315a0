"""Asks the full-text index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, column, literal_column, select, table
from sqlalchemy import text as sql

from crawler.archive.tables.articles import articles
from crawler.archive.tables.searched_texts import INDEX, searched_texts, stale_texts
from crawler.canonical.search_words import Phrase


class FoundArticle(NamedTuple):
    """An article in which all that was asked for stands, with the text that has it."""

    id: int
    source: str
    story: int
    first_seen: int
    revision: int


def find_articles(
    connection: Connection,
    phrases: Sequence[Phrase],
    *,
    source: str | None = None,
    since: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[FoundArticle]:
    """Find the articles in whose title or standing text all phrases are, the newest first.

    :param source: only of this one
    :param since: only those first seen then or later, in seconds since 1970
    :param before: only those with a smaller number: the last one of the page before
    """
    on_sqlite = connection.dialect.name == "sqlite"
    a, s = articles.c, searched_texts.c
    number: ColumnElement[int] = literal_column(f"{INDEX}.{'rowid' if on_sqlite else 'article_id'}")
    if on_sqlite:
        has, asked = sql(f"{INDEX} MATCH :asked"), " AND ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
    else:
        has, asked = sql(f"{INDEX}.words @@ CAST(:asked AS tsquery)"), " & ".join(map(_query, phrases))
    wanted = (
        select(a.id, a.source, a.story, a.first_seen, a.revision_id)
        .select_from(table(INDEX, column("rowid")))
        .join(articles, a.id == number)
        .join(searched_texts, (s.article_id == a.id) & (s.revision_id == a.revision_id))
        .where(has.bindparams(bindparam("asked", asked)), (a.folded_into + 0).is_(None))
        .order_by(number.desc())
        .limit(limit)
    )
    wanted = wanted if before is None else wanted.where(number < before)
    wanted = wanted if source is None else wanted.where(a.source.concat("") == source)
    wanted = wanted if since is None else wanted.where(a.first_seen + 0 >= since)
    return [FoundArticle(*row) for row in connection.execute(wanted)]


def _query(phrase: Phrase) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in phrase) + ")"


def is_searchable(connection: Connection) -> bool:
    """Whether the index has every text that stands: after an upgrade it is filled first, the newest articles before."""
    return connection.execute(select(stale_texts.c.article_id).limit(1)).scalar() is None
