"""Opening an archive: new, up to date, older, newer, in use, and not there at all."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from crawler.archive.database.store import Archive
from crawler.archive.runs.record_runs import list_sources_with_articles
from crawler.model.errors import ArchiveUnavailable


@contextmanager
def opened(folder: Path) -> Iterator[Archive]:
    with closing(Archive.in_folder(folder)) as archive:
        yield archive


def file(folder: Path) -> Path:
    return folder / "archive.db"


def test_an_archive_opens_again_with_what_it_had(tmp_path: Path) -> None:
    for expected in ([], ["herald"]):
        with opened(tmp_path) as archive:
            assert archive.read(list_sources_with_articles) == expected
            archive.call(_add_article)


def _add_article(connection: Connection) -> None:
    values = "(source, key, first_seen, story) VALUES ('herald', (SELECT count(*) FROM articles), 0, 1)"
    connection.execute(text(f"INSERT INTO articles {values}"))


def test_an_archive_of_a_newer_mirrorfold_is_refused_and_left_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.call(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    before = file(tmp_path).read_bytes()
    with pytest.raises(ArchiveUnavailable, match="newer Mirrorfold"):
        Archive.in_folder(tmp_path)
    assert file(tmp_path).read_bytes() == before


def test_a_reader_waits_for_no_writer(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.call(_add_article)
    with closing(sqlite3.connect(file(tmp_path), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM articles")
        with opened(tmp_path) as archive:
            assert archive.read(list_sources_with_articles) == ["herald"]


def test_a_reading_command_loads_no_migration_tool(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    look = (
        "import sys; from pathlib import Path; from crawler.archive.database.store import Archive;"
        f"Archive.in_folder(Path({str(tmp_path)!r})).close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


def test_two_that_open_a_new_archive_at_once_make_it_once(tmp_path: Path) -> None:
    look = (
        f"from pathlib import Path; from crawler.archive.database.store import Archive;"
        f"Archive.in_folder(Path({str(tmp_path)!r})).close()"
    )
    processes = [subprocess.Popen([sys.executable, "-c", look]) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]


def test_a_file_that_is_no_archive_is_told_with_a_cure(tmp_path: Path) -> None:
    file(tmp_path).write_bytes(b"no database at all" * 100)
    with pytest.raises(ArchiveUnavailable, match="not a database") as failure:
        Archive.in_folder(tmp_path)
    assert "archive.db" in failure.value.where
    assert "mirrorfold restore" in failure.value.cure


def test_another_programs_database_is_refused_and_gets_no_tables_of_ours(tmp_path: Path) -> None:
    with closing(sqlite3.connect(file(tmp_path))) as other:
        other.execute("create table bookmarks (address text)")
    with pytest.raises(ArchiveUnavailable, match="another program's database"):
        Archive.in_folder(tmp_path)
    with closing(sqlite3.connect(file(tmp_path))) as other:
        assert other.execute("select name from sqlite_master").fetchall() == [("bookmarks",)]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnavailable, match="unable to open"):
        Archive.open(f"sqlite:///{tmp_path / 'nowhere' / 'archive.db'}")


def test_the_databases_password_stands_in_no_message() -> None:
    with pytest.raises(ArchiveUnavailable) as failure:
        Archive.open("sqlite://reader:sesame@host/archive.db")
    assert "sesame" not in str(failure.value)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    def fail(connection: Connection) -> None:
        _add_article(connection)
        raise ZeroDivisionError

    with opened(tmp_path) as archive:
        with pytest.raises(ZeroDivisionError):
            archive.call(fail)
        assert archive.read(list_sources_with_articles) == []


def test_a_commit_survives_a_power_cut_unless_nobody_would_miss_it(tmp_path: Path) -> None:
    def how(archive: Archive) -> tuple[object, object]:
        ask = "SELECT * FROM pragma_synchronous, pragma_journal_mode"
        row = archive.read(lambda c: c.execute(text(ask)).one())
        return row[0], row[1]

    with opened(tmp_path) as archive:
        assert how(archive) == (2, "wal")  # FULL
    with closing(Archive.throwaway(tmp_path)) as archive:
        assert how(archive) == (0, "memory")  # OFF, and no log on the disk


def test_what_only_reads_cannot_write(archive: Archive) -> None:
    def write(connection: Connection) -> None:
        connection.execute(text("insert into sources (source, paused, merged) values ('herald', true, 0)"))

    async def load() -> None:
        await archive.load(write)

    for attempt in (lambda: archive.read(write), lambda: asyncio.run(load())):
        with pytest.raises(ArchiveUnavailable, match=r"readonly|read-only"):
            attempt()
    archive.call_for("herald", write)
    assert archive.read(lambda c: c.execute(text("select source from sources")).scalar()) == "herald"
