"""Opens the archive: one engine, one thread for its blocking calls, one seam where SQL errors get a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

from crawler.archive.database.engines import bounded_reading, make_engine
from crawler.archive.database.upgrade import upgrade_schema
from crawler.model.errors import ArchiveUnavailable

P = ParamSpec("P")
T = TypeVar("T")


class Archive:
    """The archive behind one connection at a time.

    Functions of this package take a ``Connection`` first; ``run`` calls one in a transaction, in the archive's own
    thread, so that the event loop never waits for a disk. ``call`` is its blocking twin for the command line.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")

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
        """The database's URL without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    def call(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``function(connection, …)`` in one transaction.

        :raises ArchiveUnavailable: when the database refuses; nothing of the transaction stays
        """
        with _sentences(self.name), self._engine.begin() as connection:
            return function(connection, *args, **kwargs)

    def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like ``call`` for a function that only reads: it never waits for a writer.

        :raises ArchiveUnavailable: when the database refuses
        """
        with _sentences(self.name), self._engine.connect() as connection:
            connection.execution_options(readonly=True)
            return function(connection, *args, **kwargs)

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
        with _sentences(self.name), self._engine.connect() as connection:
            connection.execution_options(readonly=True)
            with bounded_reading(connection, seconds, is_over):
                return function(connection, *args, **kwargs)

    async def run(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like ``call``, in the archive's thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: self.call(function, *args, **kwargs))

    def close(self) -> None:
        """Wait for what is under way and close every connection."""
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
        cause = (str(getattr(error, "orig", None) or error) or type(error).__name__).splitlines()[0]
        timed_out = "statement timeout" in cause
        cure = _SERVER_CURE if name.startswith("postgresql") and not timed_out else _cure(cause)
        raise ArchiveUnavailable(f"The archive cannot be used: {cause}", where=name, cure=cure) from error


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
