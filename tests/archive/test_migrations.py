"""The migrations make the tables that the code declares; a later one keeps what an archive holds in all its tables."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from crawler.archive.database import upgrade
from crawler.archive.database.integrity import check_archive
from crawler.archive.database.store import Archive
from crawler.archive.database.upgrade import MIGRATIONS
from crawler.archive.pages.record_pages import load_known_texts
from crawler.archive.tables import metadata
from crawler.archive.tables.articles import VERSION
from crawler.archive.tables.searched_texts import INDEX
from tests.archive.filled import ROWS, fill, text_of
from tests.desk.fetched_pages import begin, judge_alone, page, words

OWN_TABLES = (
    "select name from sqlite_master where type = 'table' and name != 'alembic_version' and name not like 'sqlite%'"
    f" and name not like '{INDEX}%'"
)

TRIGGERS = "select name, sql from sqlite_master where type = 'trigger' and tbl_name = ?"


def is_declared(name: str | None, kind: str, _: object) -> bool:
    """Whether a table is one of those that the code declares: the full-text index is each database's own."""
    return kind != "table" or not (name or "").startswith(INDEX)


Rows = dict[str, list[dict[str, Any]]]


def all_rows(file: Path) -> Rows:
    """Every table but Alembic's own, in the order of its rows."""
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in database.execute(f'select * from "{table}" {order(database, table)}')]
            for (table,) in database.execute(OWN_TABLES).fetchall()
        }


def order(database: sqlite3.Connection, table: str) -> str:
    (sql,) = database.execute("select sql from sqlite_master where name = ?", [table]).fetchone()
    return "" if "WITHOUT ROWID" in sql else "order by rowid"


def schema(file: Path) -> dict[str, Any]:
    """What SQLite holds a table to: columns, keys, references, indexes with their conditions."""
    with closing(sqlite3.connect(file)) as database:
        return {table: facts(database, table) for (table,) in database.execute(OWN_TABLES).fetchall()}


def facts(database: sqlite3.Connection, table: str) -> dict[str, Any]:
    columns = database.execute(f'pragma table_info("{table}")').fetchall()
    keys = database.execute(f'pragma foreign_key_list("{table}")').fetchall()
    indexes = database.execute(f'pragma index_list("{table}")').fetchall()
    (sql,) = database.execute("select sql from sqlite_master where name = ?", [table]).fetchone()
    return {
        "columns": {name: (kind, bool(needed), plain(default), key) for _, name, kind, needed, default, key in columns},
        "references": {(own, far, column, *rules) for _, _, far, own, column, *rules in keys},
        "indexes": {index_facts(database, name, unique, origin) for _, name, unique, origin, _ in indexes},
        "ids are given out once": "AUTOINCREMENT" in sql,
        "rows stand in their key": "WITHOUT ROWID" in sql,
        "triggers": set(database.execute(TRIGGERS, [table]).fetchall()),
    }


def index_facts(database: sqlite3.Connection, name: str, unique: int, origin: str) -> tuple[Any, ...]:
    columns = tuple(column for _, _, column in database.execute(f'pragma index_info("{name}")'))
    sql = database.execute("select sql from sqlite_master where name = ? and sql is not null", [name]).fetchone()
    condition = (sql[0] if sql else "").partition(" WHERE ")[2].lower()
    return (name if origin == "c" else "", bool(unique), origin, columns, condition)


def plain(default: str | None) -> str | None:
    return None if default is None else default.strip("'()").lower()


def test_a_new_archive_has_the_tables_that_the_code_knows(archive: Archive) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_name": is_declared})
        return list(compare_metadata(context, metadata))

    assert archive.call(differences) == []


def test_the_migrations_make_all_that_sqlite_holds_a_table_to(tmp_path: Path) -> None:
    """The comparison above sees neither constraints without a name nor conditions of indexes."""
    fill(tmp_path / "archive.db")
    Archive.in_folder(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(engine)
    engine.dispose()
    assert schema(tmp_path / "archive.db") == schema(tmp_path / "declared.db")


def test_a_new_archive_stands_at_the_last_migration(archive: Archive) -> None:
    stamp = text("select version_num from alembic_version")
    assert archive.read(lambda connection: connection.execute(stamp).scalars().all()) == [VERSION]


def test_the_version_in_the_code_is_the_last_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [VERSION]


def test_no_delete_of_a_row_scans_the_tables_that_refer_to_it(archive: Archive) -> None:
    def unindexed(connection: Connection) -> list[tuple[str, str]]:
        look = inspect(connection)
        lacking = []
        for table in metadata.sorted_tables:
            leading = {next(iter(index["column_names"])) for index in look.get_indexes(table.name)}
            leading |= {unique["column_names"][0] for unique in look.get_unique_constraints(table.name)}
            leading |= {*look.get_pk_constraint(table.name)["constrained_columns"][:1]}
            own = [key["constrained_columns"][0] for key in look.get_foreign_keys(table.name)]
            lacking += [(table.name, column) for column in own if column not in leading]
        return lacking

    assert archive.read(unindexed) == []


LATER = f"""
from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "9999"
down_revision = "{VERSION}"


def upgrade():
    op.add_column("articles", Column("rank", Integer, nullable=False, server_default="3"))
    op.create_index("ix_articles_rank", "articles", ["rank"])
    op.create_table("notes", Column("text", Text))
"""


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Mirrorfold with one more migration."""
    shutil.copytree(MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "migrations" / "versions" / "9999_later.py").write_text(LATER)
    monkeypatch.setattr(upgrade, "MIGRATIONS", tmp_path / "migrations")
    monkeypatch.setattr(upgrade, "VERSION", "9999")


@pytest.mark.usefixtures("later")
def test_a_later_migration_keeps_what_an_archive_holds(tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    fill(file)
    before = all_rows(file)
    assert {table: len(rows) for table, rows in before.items()} == dict.fromkeys(before, ROWS)
    with closing(Archive.in_folder(tmp_path)) as archive:
        assert archive.read(check_archive).findings == ()
        assert [text.text for text in archive.read(load_known_texts, [1, 2, 3]).values()] == [
            text_of(n) for n in (1, 2, 3)
        ]
        judged = judge_alone(archive, page(begin(archive), "/fresh", words("fresh")))
        assert judged.article > ROWS
        assert archive.read(check_archive).findings == ()
    after = all_rows(file)
    assert [row["id"] for row in before.pop("sightings")] == [row["id"] for row in after["sightings"]][:ROWS]
    del before["sighting_listings"]  # what became of them stands in test_upgrades
    kept = {
        table: [{column: row[column] for column in old} for old, row in zip(rows, after[table], strict=False)]
        for table, rows in before.items()
    }
    assert kept == before
    assert {row["rank"] for row in after["articles"]} == {3}
    assert after["notes"] == []
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("pragma foreign_key_check").fetchall() == []
        assert database.execute("select version_num from alembic_version").fetchall() == [("9999",)]


@pytest.mark.usefixtures("later")
def test_a_migration_that_fails_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    fill(file)
    with (tmp_path / "migrations" / "versions" / "9999_later.py").open("a") as migration:
        migration.write("    1 / 0\n")
    before = schema(file), all_rows(file)
    with pytest.raises(ZeroDivisionError):
        Archive.in_folder(tmp_path)
    assert (schema(file), all_rows(file)) == before
