"""Triggers that write into ``stale_days`` which days a change concerns, in the change's own transaction.

So no function that changes rows has to know of the roll-up, and none can forget it. A migration that copies a table
(Alembic's batch mode) has to call ``create_stale_marks`` afterwards: the copy has no triggers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, event

from crawler.archive.tables.articles import metadata

_STANDS = "{row}.folded_into IS NULL AND {row}.revision_id IS NOT NULL"

_MARK = "INSERT INTO stale_days (source, day, mirror) {rows} ON CONFLICT DO NOTHING;"

_OF_ARTICLE = "SELECT {row}.source, {row}.first_seen / 86400, '' WHERE {row}.folded_into IS NULL"

_NEXT_IN_STORY = """
SELECT source, day, '' FROM (SELECT source, first_seen / 86400 AS day FROM articles
  WHERE story = {row}.story AND +folded_into IS NULL AND +revision_id IS NOT NULL AND ({stands}){same}
  AND (+first_seen > {row}.first_seen OR (+first_seen = {row}.first_seen AND +id > {row}.id))
  ORDER BY +first_seen, +id LIMIT 1) AS following WHERE true
"""
"""A story counts on the day of its first article: where that comes or goes, the next one's day changes too. The signs
keep SQLite to the index of stories.
"""

_OF_SIGHTING = "SELECT source, {row}.first_seen / 86400, {row}.mirror FROM articles WHERE id = {row}.article_id"

_OF_ITS_ARTICLE = "SELECT source, first_seen / 86400, '' FROM articles WHERE id = {row}.article_id"

_OF_PAGE = "SELECT {row}.source, {row}.fetched_at / 86400, '' WHERE true"

_OF_RUN = "SELECT {row}.source, coalesce({row}.ended, {row}.started) / 86400, 'runs' WHERE true"

_OF_COST = "SELECT source, coalesce(ended, started) / 86400, 'runs' FROM runs WHERE id = {row}.run_id"


@dataclass(frozen=True, slots=True)
class _Mark:
    """Changes of a table, and whose days they concern.

    :ivar rows: queries of ``source``, ``day`` and ``mirror``, with ``{row}`` for the row as it was and as it is
    :ivar columns: whose change counts
    :ivar told_by: expressions of which one differs when the row counts otherwise than before
    """

    table: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    told_by: tuple[str, ...] = ()
    name: str = ""
    on_updates_alone: bool = False

    def triggers(self) -> Iterator[tuple[str, str, str, str]]:
        """Name, event, condition and statements of each trigger."""
        name = self.name or self.table
        expressions = self.told_by or tuple(f"{{row}}.{column}" for column in self.columns)
        differs = " OR ".join(
            f"({one.format(row='OLD')}) IS DISTINCT FROM ({one.format(row='NEW')})" for one in expressions
        )
        yield f"mark_{name}_update", f"UPDATE OF {', '.join(self.columns)}", differs, self._statements("OLD", "NEW")
        if not self.on_updates_alone:
            yield f"mark_{name}_insert", "INSERT", "true", self._statements("NEW")
            yield f"mark_{name}_delete", "DELETE", "true", self._statements("OLD")

    def _statements(self, *rows: str) -> str:
        return " ".join(_MARK.format(rows=self._fill(query, row)) for row in rows for query in self.rows)

    @staticmethod
    def _fill(query: str, row: str) -> str:
        return " ".join(query.format(row=row, stands=_STANDS.format(row=row)).split())


_MARKS = (
    _Mark(
        "articles",
        (
            _OF_ARTICLE,
            _NEXT_IN_STORY.replace("{same}", ""),
            _NEXT_IN_STORY.replace("{same}", " AND source || '' = {row}.source"),
        ),
        ("source", "first_seen", "story", "folded_into", "revision_id"),
        (
            "{row}.source", "{row}.first_seen", "{row}.story", "{row}.folded_into IS NULL", "{row}.revision_id IS NULL",
        ),
    ),
    _Mark("sightings", (_OF_SIGHTING, _OF_ITS_ARTICLE), ("article_id", "mirror", "first_seen", "first_run")),
    _Mark(
        "sightings",
        (_OF_SIGHTING,),
        ("fetched_at",),
        ("{row}.fetched_at IS NULL",),
        name="fetched",
        on_updates_alone=True,
    ),
    _Mark("pages", (_OF_PAGE,), ("source", "mirror", "fetched_at", "verdict", "pending_since")),
    _Mark("runs", (_OF_RUN,), ("source", "started", "ended", "outcome", "report"), (
        "{row}.source", "{row}.started", "{row}.ended", "{row}.outcome", "{row}.report IS NULL",
    )),
    _Mark("run_mirrors", (_OF_COST,), (
        "run_id", "mirror", "requests", "bytes", "bodies", "revisits", "failures",
    )),
)  # fmt: skip


def create_stale_marks(connection: Connection) -> None:
    """Create the triggers, in place of those that are there."""
    on_sqlite = connection.dialect.name == "sqlite"
    for mark in _MARKS:
        for name, change, condition, statements in mark.triggers():
            for statement in (_on_sqlite if on_sqlite else _on_server)(mark.table, name, change, condition, statements):
                connection.exec_driver_sql(statement)


def _on_sqlite(table: str, name: str, change: str, condition: str, statements: str) -> Iterator[str]:
    condition = condition.replace("IS DISTINCT FROM", "IS NOT")
    yield f"DROP TRIGGER IF EXISTS {name}"
    yield f"CREATE TRIGGER {name} AFTER {change} ON {table} WHEN {condition} BEGIN {statements} END"


def _on_server(table: str, name: str, change: str, condition: str, statements: str) -> Iterator[str]:
    body = f"BEGIN {statements} RETURN NULL; END"
    yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield (f"CREATE TRIGGER {name} AFTER {change} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()")


@event.listens_for(metadata, "after_create")
def _create_with_tables(_: MetaData, connection: Connection, **__: object) -> None:
    create_stale_marks(connection)
