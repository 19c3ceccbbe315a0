"""A source leaves the archive with every row that is about it, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, Table, delete, false, or_, select, tuple_, update

from crawler.archive.rollup.recount_days import recount_stale_days
from crawler.archive.search.index_texts import forget_texts
from crawler.archive.tables import metadata
from crawler.archive.tables.articles import articles, runs
from crawler.archive.tables.days import day_sums, days, stale_days
from crawler.archive.tables.searched_texts import searched_texts
from crawler.archive.tables.text_dictionaries import text_dictionaries

MOST_ROWS = 500
"""Rows that leave in one transaction."""


def drop_rows(connection: Connection, source: str) -> int:
    """Drop some rows of a source, those that others point to last; its runs by which it is known at the very end.
    Its days are counted anew then, which leaves nothing of them.

    :returns: how many; 0 where nothing is left
    """
    home = articles.c.source == source
    connection.execute(update(articles).where(home, articles.c.folded_into.is_not(None)).values(folded_into=None))
    kept = (text_dictionaries, runs, days, day_sums, stale_days)
    others = (table for table in reversed(metadata.sorted_tables) if table not in kept)
    for table in [*others, text_dictionaries, runs]:
        key = list(table.primary_key.columns)
        rows = connection.execute(select(*key).where(_is_of(table, source)).limit(MOST_ROWS)).all()
        if rows:
            if table is searched_texts:
                forget_texts(connection, [row.article_id for row in rows])
            connection.execute(delete(table).where(tuple_(*key).in_([tuple(row) for row in rows])))
            return len(rows)
    return int(recount_stale_days(connection, source))


def _is_of(table: Table, source: str) -> ColumnElement[bool]:
    """Whether a row is about a source: it names it, or belongs to a row that does."""
    if "source" in table.c:
        return table.c.source == source
    return or_(false(), *_belongs(table, source))


def _belongs(table: Table, source: str) -> Iterator[ColumnElement[bool]]:
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        parent = key.column.table
        if parent is not table:
            yield key.parent.in_(select(key.column).where(_is_of(parent, source)))
