"""Opens the archive: one engine, threads for its blocking calls, one seam where SQL errors get a sentence."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, Transaction, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from crawler.archive.database.engines import ABORTED, OF_SOURCES, ask_time, bounded_reading, make_engine, only_read
from crawler.archive.database.server_clock import ServerClock
from crawler.archive.database.upgrade import upgrade_schema
from crawler.model.errors import ArchiveUnavailable

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

TRIES = 5
"""How often a transaction is tried that the server ends because of another one."""

READERS = 4
"""Reads of a process at once, on a server."""


class Archive:
    """The archive.

    Functions of this package take a ``Connection`` first, and are called in a transaction of their own, in the
    archive's threads, so that the event loop never waits for a disk. What a function may do, its caller says:

    * ``load``: it only reads. It waits for no writer, and cannot write.
    * ``run_for``: it writes rows of some sources only. On a server it waits for writers of these, and of stories.
    * ``run``: it may write anything, stories above all. It waits for every other writer, and every other one for it.

    ``read``, ``call_for`` and ``call`` are their blocking twins, for the command line. A function that writes may be
    called anew when the server ended its transaction because of another one: nothing of the first time stays.

    :ivar retried: how often that was so
    :ivar clock: seconds since 1970: what is written, and what is compared with it, is by this clock. It is that of the
        machine, and for an archive on a server the server's, so that machines which share it agree
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._readers = self._thread  # a file's pages are in the memory of the one connection that writes it
        if engine.dialect.name == "postgresql":
            self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="archive-reads")
        self._server_clock = ServerClock() if engine.dialect.name == "postgresql" else None
        self.clock: Callable[[], float] = self._server_clock or time.time
        self.retried = 0

    @classmethod
    def throwaway(cls, folder: Path) -> Archive:
        """Open an archive that no one will miss: it never waits for the disk."""
        archive = cls.open(f"sqlite:///{folder / 'archive.db'}")
        event.listen(archive._engine, "connect", _forget_the_disk)
        archive._engine.dispose()
        return archive

    @classmethod
    def open(cls, url: str) -> Archive:
        """Connect to a database URL and bring its schema up to date.

        :raises ArchiveUnavailable: when it cannot be opened, or was written by a newer Mirrorfold
        """
        archive = cls(_engine(url))
        with ExitStack() as stack:
            stack.callback(archive.close)
            with _sentences(archive.name):
                upgrade_schema(archive._engine)
            if archive._server_clock is not None:
                archive.read(lambda _: None)  # its clock is known from now on
            stack.pop_all()
        return archive

    @classmethod
    def in_folder(cls, state: Path, url: str = "") -> Archive:
        """Open the archive of a state folder: ``archive.db`` in it, or the server at ``url``."""
        if url:
            return cls.open(url)
        state.mkdir(parents=True, exist_ok=True)
        return cls.open(f"sqlite:///{state / 'archive.db'}")

    @property
    def name(self) -> str:
        """The database's URL without its password and its driver."""
        url = self._engine.url
        return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)

    def call(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``function(connection, …)`` in one transaction.

        :raises ArchiveUnavailable: when the database refuses; nothing of the transaction stays
        """
        return self._write(None, lambda connection: function(connection, *args, **kwargs))

    def call_for(
        self,
        sources: str | Collection[str],
        function: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Like ``call`` for a function that writes rows of some sources only, and changes no story.

        :param sources: the id of one, or of several
        :raises ArchiveUnavailable: when the database refuses; nothing of the transaction stays
        """
        names = {sources} if isinstance(sources, str) else set(sources)
        return self._write(names, lambda connection: function(connection, *args, **kwargs))

    def _write(self, sources: set[str] | None, function: Callable[[Connection], T]) -> T:
        with _sentences(self.name):
            for tries in range(1, TRIES + 1):
                try:
                    return self._write_once(sources, function)
                except DBAPIError as error:
                    if tries == TRIES or getattr(error.orig, "sqlstate", None) not in ABORTED:
                        raise
                    self.retried += 1
                    log.warning("a transaction gave way to another one, and is tried again: %s", _cause(error))
        raise AssertionError

    def _write_once(self, sources: set[str] | None, function: Callable[[Connection], T]) -> T:
        with self._begun(sources) as (connection, transaction), transaction:
            return function(connection)

    @contextmanager
    def _begun(self, sources: set[str] | None) -> Iterator[tuple[Connection, Transaction]]:
        """Begin a transaction. A server may have been started anew while nobody asked: what shows that a connection is
        cut is the first question that is put to it, that for the locks; another one is made then.
        """
        for anew in (True, False):
            with self._engine.connect() as connection:
                connection.execution_options(**{OF_SOURCES: sources})
                try:
                    transaction = connection.begin()
                except DBAPIError as error:
                    if anew and error.connection_invalidated:
                        continue
                    raise
                self._look_at_clock(connection)
                yield connection, transaction
                return

    def _look_at_clock(self, connection: Connection) -> None:
        if self._server_clock is not None and self._server_clock.is_due():
            self._server_clock.ask(lambda: ask_time(connection))

    def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like ``call`` for a function that only reads: it never waits for a writer, and what it writes is refused.

        On a connection that was cut while nobody asked it is called anew.

        :raises ArchiveUnavailable: when the database refuses
        """
        return self._read(lambda connection: function(connection, *args, **kwargs))

    def _read(self, function: Callable[[Connection], T]) -> T:
        with _sentences(self.name):
            for anew in (True, False):
                with self._engine.connect() as connection:
                    only_read(connection)
                    try:
                        self._look_at_clock(connection)
                        return function(connection)
                    except DBAPIError as error:
                        if not (anew and error.connection_invalidated):
                            raise
        raise AssertionError

    def read_within(
        self,
        seconds: float,
        is_over: Callable[[], bool],
        function: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Like ``read``, but given up after a time.

        :param is_over: asked now and then while the database works, in the thread that reads; what it says counts on
            SQLite, ``seconds`` on PostgreSQL
        :raises ArchiveUnavailable: when it was given up, or the database refuses
        """

        def bounded(connection: Connection) -> T:
            with bounded_reading(connection, seconds, is_over):
                return function(connection, *args, **kwargs)

        return self._read(bounded)

    async def run(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like ``call``, in the archive's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: self.call(function, *args, **kwargs))

    async def run_beside(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like ``run``, beside other writers and in another thread: for rows that belong to one process alone, such as
        its sign of life, which must not wait for anybody's work.
        """
        return await asyncio.to_thread(lambda: self.call_for((), function, *args, **kwargs))

    async def run_for(
        self,
        sources: str | Collection[str],
        function: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Like ``call_for``, in the archive's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: self.call_for(sources, function, *args, **kwargs))

    async def load(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like ``read``, in a thread of the archive; what was awaited before, it sees."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: self.read(function, *args, **kwargs))

    def close(self) -> None:
        """Wait for what is under way and close every connection."""
        self._readers.shutdown(wait=True)
        self._thread.shutdown(wait=True)
        self._engine.dispose()


def _engine(url: str) -> Engine:
    with _sentences("database.url"):
        place = make_url(url)
    with _sentences(place.render_as_string(hide_password=True)):
        return make_engine(place)


def _forget_the_disk(connection: object, _: object) -> None:
    for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


@contextmanager
def _sentences(name: str) -> Iterator[None]:
    """Turn SQLAlchemy's errors into ours, here and nowhere else."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = _cause(error)
        timed_out = "statement timeout" in cause
        cure = _SERVER_CURE if name.startswith("postgresql") and not timed_out else _cure(cause)
        raise ArchiveUnavailable(f"The archive cannot be used: {cause}", where=name, cure=cure) from error


def _cause(error: SQLAlchemyError) -> str:
    return (str(getattr(error, "orig", None) or error) or type(error).__name__).splitlines()[0]


_SERVER_CURE = "Check that the server runs and has room, that database.url is right, and what the server's log says"


def _cure(cause: str) -> str:
    """What to do about SQLite's words.

    >>> _cure("database disk image is malformed")
    'The file is damaged: put a copy back with mirrorfold restore FILE --replace'
    """
    if "interrupted" in cause or "statement timeout" in cause:
        return "It took too long: ask for less, or on the command line, which waits"
    if "malformed" in cause or "not a database" in cause:
        return "The file is damaged: put a copy back with mirrorfold restore FILE --replace"
    if "readonly" in cause or "unable to open" in cause:
        return "Check that the folder exists, and that this user may write in it and in the archive's files"
    return "Check that the folder has room, that no other program holds the file, or database.url"
