"""What an archive on a PostgreSQL server keeps as SQLite does: one writer at a time, one state for a reader."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, inspect, select, text, update

from crawler.archive.database import engines
from crawler.archive.database.store import Archive
from crawler.archive.pages.start_articles import NewArticle, start_articles
from crawler.archive.runs.record_runs import (
    Worker,
    begin_run,
    check_fence,
    end_run,
    list_sources_with_articles,
    load_heard_meanwhile,
)
from crawler.archive.tables import metadata
from crawler.archive.tables.articles import articles
from crawler.model.errors import ArchiveUnavailable
from tests.archive.first_schema import make_first_schema
from tests.desk.desk import wait_until
from tests.desk.fetched_pages import NOW
from tests.desk.postgres import PASSWORD, PostgresServer

WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"


@pytest.fixture
def server(database: str) -> Iterator[Archive]:
    """An archive on a server, with two articles of two sources."""
    with closing(Archive.open(database)) as archive:
        archive.call(start_articles, [NewArticle("herald", "/1", 0, NOW), NewArticle("courier", "/1", 0, NOW)])
        yield archive


def _shape(connection: Connection) -> dict[str, object]:
    """What stands in the database: columns, keys and indexes of every table."""
    look = inspect(connection)
    shape: dict[str, object] = {}
    for table in metadata.tables:
        columns = [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in look.get_columns(table)]
        uniques = sorted(str(one["name"]) for one in look.get_unique_constraints(table))
        keys = sorted(str(one["name"]) for one in look.get_foreign_keys(table))
        indexes = sorted(
            (str(i["name"]), str(i["column_names"]), str(i["dialect_options"])) for i in look.get_indexes(table)
        )
        shape[table] = (sorted(columns, key=str), uniques, keys, indexes, look.get_pk_constraint(table)["name"])
    return shape


def test_the_migrations_make_all_that_a_server_holds_a_table_to(server: Archive, postgres: PostgresServer) -> None:
    url = postgres.new_database()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        make_first_schema(connection)
    engine.dispose()
    with closing(Archive.open(url)) as migrated:
        made = migrated.read(_shape)
    postgres.drop(url)
    assert server.read(_shape) == made


def test_two_that_open_a_new_archive_at_once_make_it_once(database: str) -> None:
    look = f"from crawler.archive.database.store import Archive; Archive.open({database!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", look]) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]


def test_an_archive_of_a_newer_mirrorfold_is_refused(server: Archive, database: str) -> None:
    server.call(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(ArchiveUnavailable, match="newer Mirrorfold"):
        Archive.open(database)


def _retell(connection: Connection, first: int, then: int, begun: Event, go_on: Event) -> None:
    """Change two articles one after the other, as stories across sources are told."""
    for number in (first, then):
        connection.execute(update(articles).where(articles.c.id == number).values(story=first))
        begun.set()
        assert go_on.wait(30)


def test_two_writers_of_each_others_rows_take_turns(server: Archive, database: str) -> None:
    begun, go_on = Event(), Event()
    with closing(Archive.open(database)) as other, ThreadPoolExecutor(2) as threads:
        one = threads.submit(server.call, _retell, 1, 2, begun, go_on)
        assert begun.wait(30)
        two = threads.submit(other.call, _retell, 2, 1, Event(), go_on)
        wait_until(lambda: server.read(lambda c: c.execute(text(WAITING)).scalar_one()) == 1, "the other one waits")
        go_on.set()
        one.result()
        two.result()
    assert server.read(lambda c: list(c.execute(select(articles.c.story)).scalars())) == [2, 2]


def test_a_writer_that_waits_too_long_is_told(server: Archive, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "WAIT", 1)

    def meanwhile(connection: Connection) -> None:
        with closing(Archive.open(database)) as other, pytest.raises(ArchiveUnavailable, match="lock timeout"):
            other.call(begin_run, "herald", NOW)

    server.call(meanwhile)


def test_a_reader_waits_for_no_writer_and_sees_one_state(server: Archive, database: str) -> None:
    def meanwhile(connection: Connection) -> None:
        connection.execute(articles.delete())
        with closing(Archive.open(database)) as other:
            assert other.read(list_sources_with_articles) == ["courier", "herald"]

    def twice(connection: Connection) -> tuple[list[str], list[str]]:
        before = list_sources_with_articles(connection)
        with closing(Archive.open(database)) as other:
            other.call(lambda c: c.execute(articles.delete()))
        return before, list_sources_with_articles(connection)

    with pytest.raises(ZeroDivisionError):
        server.call(lambda c: (meanwhile(c), 1 / 0))
    assert server.read(twice) == (["courier", "herald"], ["courier", "herald"])
    assert server.read(list_sources_with_articles) == []


def test_the_server_may_cut_every_connection_between_two_calls(server: Archive, database: str) -> None:
    run = server.call(begin_run, "herald", NOW)
    with psycopg.connect(database, autocommit=True) as other:
        cut = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
        other.execute(f"{cut} and pid <> pg_backend_pid()")
    server.call(check_fence, "herald", run)


def test_a_connection_that_is_cut_in_the_middle_is_told_and_leaves_nothing(server: Archive, database: str) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(articles.delete())
        number = connection.execute(text("select pg_backend_pid()")).scalar_one()
        with psycopg.connect(database, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s, 5000)", [number])
        connection.execute(articles.delete())

    with pytest.raises(ArchiveUnavailable, match=r"terminat|closed"):
        server.call(fail)
    assert server.read(list_sources_with_articles) == ["courier", "herald"]


def test_a_report_with_what_no_database_takes_can_be_looked_into(server: Archive) -> None:
    said = {"answers": 3, "warning": "a\0b \ud800"}
    run = server.call(begin_run, "herald", NOW)
    server.call(end_run, run, now=NOW, outcome="done", problem="c\0", report=said, mirrors={})
    silent = server.call(begin_run, "courier", NOW)
    assert server.read(load_heard_meanwhile, "courier", silent) == [True]


def test_what_another_machine_hears_says_nothing_of_this_ones_uplink(server: Archive) -> None:
    def heard(host: str) -> int:
        run = server.call(begin_run, "herald", NOW, Worker("x", host))
        server.call(end_run, run, now=NOW, outcome="done", problem=None, report={"answers": 3}, mirrors={})
        return run

    silent = server.call(begin_run, "courier", NOW, Worker("y", "here"))
    heard("elsewhere")
    assert server.read(load_heard_meanwhile, "courier", silent) == []
    heard("here")
    assert server.read(load_heard_meanwhile, "courier", silent) == [True]


def test_a_wrong_password_is_told_without_it(database: str) -> None:
    with pytest.raises(ArchiveUnavailable, match="password authentication failed") as failure:
        Archive.open(database.replace(PASSWORD, "opensesame"))
    assert "opensesame" not in str(failure.value)


def test_a_missing_driver_is_told_with_a_cure() -> None:
    """In a process of its own, where the driver cannot be imported."""
    look = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from crawler.archive.database.store import Archive; from crawler.model.errors import ArchiveUnavailable\n"
        "try: Archive.open('postgresql://reader:sesame@127.0.0.1/none')\n"
        "except ArchiveUnavailable as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert "driver for PostgreSQL is not installed" in done.stdout
    assert "pip install" in done.stdout
    assert "sesame" not in done.stdout
