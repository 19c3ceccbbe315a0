"""The full-text index of the texts that stand: an index of its own of each database, beside two tables of ours.

SQLite's (FTS5, contentless) is told of words alone and gives numbers back, so that texts that are kept as differences
stand in it as well; it forgets a text only when it is told its words again. PostgreSQL's holds vectors of positions.
Both are given words in one spelling (``crawler.canonical.search_words``) and make nothing more of them.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKey, Index, MetaData, Table, event

from crawler.archive.tables.articles import metadata

INDEX = "search_words"
"""The index, by article; what SQLite makes beside it is named likewise."""

searched_texts = Table(
    "searched_texts",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("revision_id", ForeignKey("revisions.id"), nullable=False),
    Index(None, "revision_id"),
    comment="which text of an article the full-text index has: none can be deleted before it is told",
)

stale_texts = Table(
    "stale_texts",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    comment="articles under which another text stands than the full-text index has: a trigger writes them",
)

_CHANGED = "OLD.revision_id {differs} NEW.revision_id OR (OLD.folded_into IS NULL) {differs} (NEW.folded_into IS NULL)"
_MARK = "INSERT INTO stale_texts (article_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;"
_NAME = "mark_texts_update"

_ON_SQLITE = (
    f"""CREATE VIRTUAL TABLE {INDEX} USING fts5(title, text, content='', tokenize="ascii tokenchars '_'")""",
    f"CREATE TRIGGER {_NAME} AFTER UPDATE OF revision_id, folded_into ON articles"
    f" WHEN {_CHANGED.format(differs='IS NOT')} BEGIN {_MARK} END",
)
_ON_SERVER = (
    f"CREATE TABLE {INDEX} (article_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    f"CREATE INDEX ix_{INDEX}_words ON {INDEX} USING gin (words)",
    f"CREATE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {_MARK} RETURN NULL; END$$",
    f"CREATE TRIGGER {_NAME} AFTER UPDATE OF revision_id, folded_into ON articles FOR EACH ROW"
    f" WHEN ({_CHANGED.format(differs='IS DISTINCT FROM')}) EXECUTE FUNCTION {_NAME}()",
)


def create_search_index(connection: Connection) -> None:
    """Create the index, empty, and the trigger that says what it lacks."""
    for statement in _ON_SQLITE if connection.dialect.name == "sqlite" else _ON_SERVER:
        connection.exec_driver_sql(statement)


@event.listens_for(metadata, "after_create")
def _create_with_tables(_: MetaData, connection: Connection, **__: object) -> None:
    create_search_index(connection)
