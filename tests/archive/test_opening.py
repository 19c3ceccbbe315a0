"""Opening an archive: new, up to date, older, newer, in use, and not there at all."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from crawler.archive.database.store import Archive
from crawler.archive.database.upgrade import MIGRATIONS
from crawler.archive.pages.record_pages import known_texts
from crawler.archive.runs.record_runs import begin_run, sources_with_articles
from crawler.archive.stories.story_links import tell_stories
from crawler.archive.tables.all_tables import metadata
from crawler.archive.tables.articles import VERSION, articles, revisions
from crawler.archive.texts.boilerplate import masks_of
from crawler.model.errors import ArchiveUnavailable
from tests.archive.fetched import column, page, record, words


@contextmanager
def opened(folder: Path) -> Iterator[Archive]:
    with closing(Archive.in_folder(folder)) as archive:
        yield archive


def file(folder: Path) -> Path:
    return folder / "archive.db"


def test_the_migrations_from_nothing_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    with opened(tmp_path) as archive:
        assert archive.call(differences) == []


def test_the_migrations_make_the_constraints_that_the_code_knows(tmp_path: Path) -> None:
    """The comparison above sees no named constraint on SQLite; what the database refuses is what counts."""

    def uniques(path: Path) -> set[tuple[str, ...]]:
        found = set()
        with closing(sqlite3.connect(path)) as database:
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for _, name, unique, *_ in database.execute(f"PRAGMA index_list({table})").fetchall():
                    if unique:
                        columns = database.execute(f"PRAGMA index_info({name})").fetchall()
                        found.add((table, *(column for _, _, column in columns)))
        return found

    with opened(tmp_path):
        pass
    engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    metadata.create_all(engine)
    engine.dispose()
    made = uniques(tmp_path / "made.db")
    assert ("revisions", "article_id", "digest") in made
    assert uniques(file(tmp_path)) - {("alembic_version", "version_num")} == made


def test_the_version_in_the_code_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [VERSION]


def test_an_archive_opens_again_with_what_it_had(tmp_path: Path) -> None:
    for expected in ([], ["herald"]):
        with opened(tmp_path) as archive:
            assert archive.read(sources_with_articles) == expected
            archive.call(_add_article)


def _add_article(connection: Connection) -> None:
    values = "(source, key, first_seen, story) VALUES ('herald', (SELECT count(*) FROM articles), 0, 1)"
    connection.execute(text(f"INSERT INTO articles {values}"))


def test_an_older_archive_is_brought_up_to_date(tmp_path: Path) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{file(tmp_path)}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        _add_article(connection)
    engine.dispose()
    with opened(tmp_path) as archive:
        assert archive.read(sources_with_articles) == ["herald"]
        version = archive.read(lambda c: c.execute(text("SELECT version_num FROM alembic_version")).scalar())
    assert version == VERSION


FILLED = """
INSERT INTO runs (id, source, started) VALUES (1, 'herald', 5);
INSERT INTO sources (source, run_id) VALUES ('herald', 1);
INSERT INTO articles (id, source, key, first_seen, revision_id, story) VALUES (1, 'herald', '/1', 5, 1, 1);
INSERT INTO articles (id, source, key, first_seen, revision_id, story) VALUES (2, 'herald', '/2', 5, 2, 1);
INSERT INTO revisions (id, article_id, digest, text, authors, thin, first_seen) VALUES (1, 1, x'01', 'one', '[]', 0, 5);
INSERT INTO revisions (id, article_id, digest, text, authors, thin, first_seen) VALUES (2, 2, x'02', 'two', '[]', 0, 5);
INSERT INTO showings (revision_id, mirror, first_seen, last_seen) VALUES (1, 'https://m1.example', 5, 5);
INSERT INTO pages (id, run_id, source, mirror, url, key, fetched_at, status, size, article_id, revision_id)
VALUES (1, 1, 'herald', 'https://m1.example', 'https://m1.example/1', '/1', 5, 200, 3, 1, 1);
INSERT INTO story_links (earlier, later, kind, jaccard, containment) VALUES (1, 2, 'jaccard', 0.6, 0.7)
"""


def test_what_an_archive_of_the_first_schema_holds_is_read_and_added_to(tmp_path: Path) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{file(tmp_path)}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in FILLED.split(";\n"):
            connection.execute(text(statement))
    engine.dispose()
    longer = words("three", 300)
    with opened(tmp_path) as archive:
        known = archive.read(known_texts, [1, 2])
        assert [(one.article, one.text) for one in known.values()] == [(1, "one"), (2, "two")]
        assert archive.read(masks_of, ["herald"]).of("herald").newest.version == 0
        run = archive.call(begin_run, "herald", 6)
        for number, said in enumerate([longer, longer + " more"]):
            (opened_page,) = record(archive, page(run, "/1", said, url=f"https://m1.example/{number}"))
            assert opened_page.text == said
            assert len(opened_page.shown) == 1
        assert column(archive, revisions, "mask_version") == [0, 0, 0, 0]
        archive.call(tell_stories, [1])
        assert column(archive, articles, "story") == [1, 1]


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
            assert archive.read(sources_with_articles) == ["herald"]


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
        assert archive.read(sources_with_articles) == []


def test_a_commit_survives_a_power_cut_unless_nobody_would_miss_it(tmp_path: Path) -> None:
    def how(archive: Archive) -> tuple[object, object]:
        ask = "SELECT * FROM pragma_synchronous, pragma_journal_mode"
        row = archive.read(lambda c: c.execute(text(ask)).one())
        return row[0], row[1]

    with opened(tmp_path) as archive:
        assert how(archive) == (2, "wal")  # FULL
    with closing(Archive.throwaway(tmp_path)) as archive:
        assert how(archive) == (0, "memory")  # OFF, and no log on the disk
