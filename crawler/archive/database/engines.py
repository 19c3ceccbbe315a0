"""Engines for the two databases, which keep the same rules: one writer at a time, and a reader sees one state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, event

from crawler.archive.tables.plain_text import dump_storable_json
from crawler.model.errors import ArchiveUnavailable

WAIT = 10
"""Seconds that a writer waits for another one, and that a connection may take."""

_ONE_WRITER = 0x6D6972726F72
"""The name of the writers' lock within a PostgreSQL database: any number that nobody else has."""


def make_engine(url: URL) -> Engine:
    """Make the engine of a database; it is not connected yet.

    :raises ArchiveUnavailable: when the driver of the database is not installed
    :raises SQLAlchemyError: when the URL is no database's
    """
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, json_serializer=dump_storable_json)
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = _server_engine(url)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _server_engine(url: URL) -> Engine:
    """A server may be started anew while nobody asks: each connection is looked at before it is used."""
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": WAIT}
    try:
        return create_engine(url, json_serializer=dump_storable_json, pool_pre_ping=True, connect_args=patience)
    except ImportError as error:
        where = url.render_as_string(hide_password=True)
        cure = "Install it next to Mirrorfold: python -m pip install 'psycopg[binary]'"
        raise ArchiveUnavailable("The driver for PostgreSQL is not installed", where=where, cure=cure) from error


def _configure_sqlite(connection: object, _: object) -> None:
    """WAL lets ``stats`` read while a crawl writes; FULL makes a commit survive a power cut."""
    connection.isolation_level = None  # type: ignore[attr-defined]  # transactions are begun below
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={WAIT}000"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _begin_sqlite(connection: Connection) -> None:
    """A reader that turns writer half-way cannot wait for the lock: say at once what it is."""
    connection.exec_driver_sql("BEGIN" if _only_reads(connection) else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    """Sources link to each other's articles: two writers at once would part one family into different stories, and
    each wait for rows of the other. So they take turns, as they do on SQLite.
    """
    if _only_reads(connection):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    else:
        turn = f"set_config('lock_timeout', '{WAIT}s', true), pg_advisory_xact_lock({_ONE_WRITER})"
        connection.exec_driver_sql(f"SELECT {turn}")


STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: a fraction of a millisecond."""


@contextmanager
def bounded_reading(connection: Connection, seconds: float, is_over: Callable[[], bool]) -> Iterator[None]:
    """Let what is read in the body be interrupted: on SQLite when ``is_over``, on PostgreSQL after ``seconds`` each."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.set_progress_handler(is_over, STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def _only_reads(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("readonly", False))


def measure_archive(connection: Connection) -> int:
    """Bytes of the database, without SQLite's write-ahead log."""
    if connection.dialect.name == "postgresql":
        return int(connection.exec_driver_sql("select pg_database_size(current_database())").scalar_one())
    pages = int(connection.exec_driver_sql("pragma page_count").scalar_one())
    return pages * int(connection.exec_driver_sql("pragma page_size").scalar_one())
