"""An archive of every version there ever was, with rows in all its tables, is brought up to date and loses nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from crawler.archive.database.integrity import check
from crawler.archive.database.store import Archive
from crawler.archive.pages.record_pages import known_texts
from crawler.archive.tables.all_tables import metadata
from crawler.archive.tables.articles import VERSION
from tests.archive.fetched import begin, judge_alone, page, words
from tests.archive.filled import ROWS, fill, text_of, versions

Rows = dict[str, list[dict[str, Any]]]


def all_rows(file: Path) -> Rows:
    """Every table but Alembic's own, in the order of its rows."""
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        named = database.execute("select name from sqlite_master where type = 'table' and name != 'alembic_version'")
        return {
            table: [dict(row) for row in database.execute(f'select * from "{table}" order by rowid')]
            for (table,) in named.fetchall()
        }


def schema(file: Path) -> dict[str, Any]:
    """What SQLite holds a table to: columns, keys, references, indexes with their conditions."""
    with closing(sqlite3.connect(file)) as database:
        named = database.execute("select name from sqlite_master where type = 'table' and name != 'alembic_version'")
        return {table: facts(database, table) for (table,) in named.fetchall()}


def facts(database: sqlite3.Connection, table: str) -> dict[str, Any]:
    columns = database.execute(f'pragma table_info("{table}")').fetchall()
    keys = database.execute(f'pragma foreign_key_list("{table}")').fetchall()
    indexes = database.execute(f'pragma index_list("{table}")').fetchall()
    return {
        "columns": {name: (kind, bool(needed), plain(default), key) for _, name, kind, needed, default, key in columns},
        "references": {(own, far, column, *rules) for _, _, far, own, column, *rules in keys},
        "indexes": {index_facts(database, name, unique, origin) for _, name, unique, origin, _ in indexes},
    }


def index_facts(database: sqlite3.Connection, name: str, unique: int, origin: str) -> tuple[Any, ...]:
    columns = tuple(column for _, _, column in database.execute(f'pragma index_info("{name}")'))
    (sql,) = database.execute("select sql from sqlite_master where name = ?", [name]).fetchone()
    condition = (sql or "").partition(" WHERE ")[2].lower()
    return (name if origin == "c" else "", bool(unique), origin, columns, condition)


def plain(default: str | None) -> str | None:
    return None if default is None else default.strip("'()").lower()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The schema as the code declares it, made without any migration."""
    file = tmp_path_factory.mktemp("fresh") / "archive.db"
    engine = create_engine(f"sqlite:///{file}")
    metadata.create_all(engine)
    engine.dispose()
    return schema(file)


@pytest.mark.parametrize("version", versions())
def test_a_filled_archive_of_any_version_is_brought_up_to_date_and_loses_nothing(
    version: str, tmp_path: Path, fresh: dict[str, Any]
) -> None:
    file = tmp_path / "archive.db"
    fill(file, version)
    before = all_rows(file)
    assert {table: len(rows) for table, rows in before.items()} == dict.fromkeys(before, ROWS)
    with closing(Archive.in_folder(tmp_path)) as archive:
        assert archive.read(check).findings == ()
        assert [one.text for one in archive.read(known_texts, [1, 2, 3]).values()] == [text_of(n) for n in (1, 2, 3)]
    after = all_rows(file)
    kept = {
        table: [{column: row[column] for column in old} for old, row in zip(rows, after[table], strict=True)]
        for table, rows in before.items()
    }
    assert kept == before
    assert schema(file) == fresh
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("pragma foreign_key_check").fetchall() == []
        assert database.execute("select version_num from alembic_version").fetchall() == [(VERSION,)]


@pytest.mark.parametrize("version", versions())
def test_work_goes_on_in_an_archive_of_any_version(version: str, tmp_path: Path) -> None:
    fill(tmp_path / "archive.db", version)
    with closing(Archive.in_folder(tmp_path)) as archive:
        judged = judge_alone(archive, page(begin(archive), "/fresh", words("fresh")))
        assert judged.article > ROWS
        assert archive.read(check).findings == ()
