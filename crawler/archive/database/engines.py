"""Engines for the two databases, which keep the same rules: stories have one writer at a time, and a reader sees one
state.

On PostgreSQL a transaction says what it changes, as an option of its connection, before it begins. Who changes stories
holds ``_STORIES`` alone. Who changes rows of some sources only holds it together with others of that kind, and then
each source's own lock alone. Nobody asks for ``_STORIES`` who holds a source's, sources are asked for in one order, and
what ``crawler.archive.queries`` asks for comes last: so nobody can wait for who waits for him.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from hashlib import blake2b

from sqlalchemy import URL, Connection, Engine, create_engine, event

from crawler.archive.tables.plain_text import dump_storable_json
from crawler.model.errors import ArchiveUnavailable

WAIT = 10
"""Seconds that a writer waits for another one, and that a connection may take."""

_STORIES = 0x6D6972726F72
"""The name of the writers' lock within a PostgreSQL database: any number that nobody else has."""

_SOURCES = 0x6D6972
"""The class of the sources' locks: PostgreSQL keeps names of two numbers apart from those of one."""

READ_ONLY = "readonly"
"""Option of a connection: nothing can be written through it."""

OF_SOURCES = "of_sources"
"""Option of a connection: the ids of the sources whose rows alone are written; without it stories are."""

ABORTED = frozenset({"40001", "40P01"})
"""What PostgreSQL calls a transaction that it ended because of another one: the same may go well the next time."""


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
    """The driver is named: which one stands behind a bare ``postgresql://`` differs between versions of SQLAlchemy."""
    driven = url.set(drivername="postgresql+psycopg")
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": WAIT}
    try:
        return create_engine(driven, json_serializer=dump_storable_json, connect_args=patience)
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
    reads = _only_reads(connection)
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA query_only={int(reads)}")  # before the transaction: the last one left it as it liked
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    """Sources link to each other's articles: two writers at once would part one family into different stories, and
    each wait for rows of the other. So writers of stories take turns, as all do on SQLite, and nobody writes beside
    them.
    """
    if _only_reads(connection):
        return
    patience = f"set_config('lock_timeout', '{WAIT}s', true)"
    sources = connection.get_execution_options().get(OF_SOURCES)
    if sources is None:
        connection.exec_driver_sql(f"SELECT {patience}, pg_advisory_xact_lock({_STORIES})")
    else:
        locks = f"pg_advisory_xact_lock_shared({_STORIES}), pg_advisory_xact_lock({_SOURCES}, source)"
        turns = f"SELECT {patience}, {locks} FROM unnest(%s::int[]) AS source"  # noqa: S608 - numbers of ours
        connection.exec_driver_sql(turns, (lock_numbers(sources),))


def only_read(connection: Connection) -> None:
    """Let nothing be written through a connection, and one state be seen; before its transaction begins."""
    on_server = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    connection.execution_options(**{READ_ONLY: True}, **(on_server if connection.dialect.name == "postgresql" else {}))


def lock_numbers(sources: Collection[str]) -> list[int]:
    """The names of sources' locks, in the order in which everybody asks for them.

    Two sources may share one; they then take turns.

    >>> lock_numbers(["herald", "courier", "herald"])
    [474578486, 1332333127]
    """
    digests = {blake2b(source.encode(), digest_size=4).digest() for source in sources}
    return sorted(int.from_bytes(digest, "big", signed=True) for digest in digests)


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
    return bool(connection.get_execution_options().get(READ_ONLY, False))


def ask_time(connection: Connection) -> float:
    """Seconds since 1970 by a server's clock, as it goes on within a transaction."""
    return float(connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar_one())


def measure_archive(connection: Connection) -> int:
    """Bytes of the database, without SQLite's write-ahead log."""
    if connection.dialect.name == "postgresql":
        return int(connection.exec_driver_sql("select pg_database_size(current_database())").scalar_one())
    pages = int(connection.exec_driver_sql("pragma page_count").scalar_one())
    return pages * int(connection.exec_driver_sql("pragma page_size").scalar_one())
