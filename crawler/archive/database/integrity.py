"""What an archive can be checked for: the file's own integrity, references, rows that lead nowhere, digests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, func, select, text, true

from crawler.archive.tables import metadata
from crawler.archive.tables.articles import articles, pages, revisions
from crawler.archive.tables.text_dictionaries import text_dictionaries
from crawler.archive.tables.tombstones import tombstone_keys, tombstones
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.text import digest, former_digest, tokens

BATCH = 200
"""Texts that are in memory at once."""

MOST_LISTED = 20
"""Findings of one kind that are listed one by one."""


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """Something that should not be.

    :ivar table: where
    :ivar says: what, a sentence without a full stop
    """

    table: str
    says: str


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """How many rows and texts were checked, and what was found."""

    rows: int
    texts: int
    findings: tuple[IntegrityFinding, ...]


def check_archive(connection: Connection) -> IntegrityReport:
    """Look at everything; reads only."""
    findings = [*_file(connection), *_references(connection), *_dangling(connection)]
    findings += _digests(connection)
    rows = {table.name: _count(connection, table, true()) for table in metadata.sorted_tables}
    return IntegrityReport(sum(rows.values()), rows["revisions"], tuple(findings))


def _file(connection: Connection) -> Iterator[IntegrityFinding]:
    """SQLite's own check of pages, indexes and constraints; a server has its own tools."""
    if connection.dialect.name == "sqlite":
        for (problem,) in connection.execute(text(f"PRAGMA integrity_check({MOST_LISTED})")):
            if problem != "ok":
                yield IntegrityFinding("the file", str(problem))


def _references(connection: Connection) -> Iterator[IntegrityFinding]:
    """Rows whose foreign key leads to no row, found by asking: SQLite writes them where its check is off."""
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            far = key.column.table.alias("far")
            lost = key.parent.is_not(None) & ~select(far).where(far.c[key.column.name] == key.parent).exists()
            if number := _count(connection, table, lost):
                yield IntegrityFinding(
                    table.name, f"{number} rows whose {key.parent.name} leads to no {key.column.table.name}"
                )


def _dangling(connection: Connection) -> Iterator[IntegrityFinding]:
    """Rows that nothing declares and everything relies on."""
    r, a = revisions.alias("r"), articles.alias("a")
    none_such = {
        "stand under a text that is gone": articles.c.revision_id.is_not(None)
        & ~select(r).where(r.c.id == articles.c.revision_id).exists(),
        "stand under a text of another article": articles.c.folded_into.is_(None)
        & select(r).where(r.c.id == articles.c.revision_id, r.c.article_id != articles.c.id).exists(),
        "belong to a story whose founder is gone": ~select(a).where(a.c.id == articles.c.story).exists(),
        "are judged and stand under no text": articles.c.revision_id.is_(None)
        & articles.c.folded_into.is_(None)
        & select(pages).where(pages.c.article_id == articles.c.id, pages.c.verdict == "new").exists(),
    }
    for says, lost in none_such.items():
        if number := _count(connection, articles, lost):
            yield IntegrityFinding("articles", f"{number} rows {says}")
    buried = (
        select(tombstone_keys)
        .join(tombstones, tombstones.c.id == tombstone_keys.c.tombstone_id)
        .where(
            tombstones.c.source == articles.c.source,
            tombstone_keys.c.key == articles.c.key,
            tombstones.c.lifted_at.is_(None),
            tombstones.c.at < articles.c.first_seen,
        )
    )
    if number := _count(connection, articles, buried.exists()):
        yield IntegrityFinding("articles", f"{number} rows came under the key of an article that was removed")
    based = revisions.c.base_id.is_not(None) & ~select(r).where(r.c.id == revisions.c.base_id).exists()
    if number := _count(connection, revisions, based):
        yield IntegrityFinding("revisions", f"{number} rows are differences to a text that is gone")
    d, used = text_dictionaries.c.id, revisions.c.dictionary_id
    if number := _count(connection, revisions, used.is_not(None) & ~select(d).where(d == used).exists()):
        yield IntegrityFinding("revisions", f"{number} rows are compressed with a dictionary that is gone")


def _count(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def _digests(connection: Connection) -> Iterator[IntegrityFinding]:
    """Texts whose digest is another one than their words have."""
    last = 0
    while rows := connection.execute(
        select(revisions.c.id, revisions.c.digest, revisions.c.same_as)
        .where(revisions.c.id > last)
        .order_by(revisions.c.id)
        .limit(BATCH)
    ).all():
        last = rows[-1].id
        merged = {row.id for row in rows if row.same_as is not None}
        yield from _wrong(connection, {row.id: row.digest for row in rows}, merged)


def _wrong(connection: Connection, digests: dict[int, bytes], merged: set[int]) -> Iterator[IntegrityFinding]:
    """
    :param merged: texts that are the same as another one: they may have kept the digest of 0.1.0
    """
    for number, expected in digests.items():
        try:
            texts = load_texts(connection, [number])
        except (KeyError, ValueError) as error:
            yield IntegrityFinding("revisions", f"text {number} cannot be put together: {error}")
            continue
        text = texts[number]
        if digest(tokens(text)) != expected and not (number in merged and former_digest(text) == expected):
            yield IntegrityFinding("revisions", f"text {number} does not have the digest that stands beside it")
