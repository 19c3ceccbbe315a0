"""A real PostgreSQL of the tests' own: in a temporary folder, behind a password, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

PASSWORD = "sesame"
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50", "shared_buffers=32MB")


def binaries() -> Path | None:
    """The folder of the server's programs, the newest where there are several; None where there is none.

    Those on the path may be wrappers; Debian keeps the programs themselves beside each version.
    """
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@dataclass(frozen=True)
class PostgresServer:
    """A server with databases that are empty when they are asked for."""

    folder: Path
    port: int
    _numbers: Iterator[int]
    _control: tuple[Path | str, ...] = ()
    """The command that starts and stops it, but for what it is to do."""

    def url(self, database: str) -> str:
        return f"postgresql://mirrorfold:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database and return its URL."""
        name = f"test{next(self._numbers)}"
        self.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return self.url(name)

    def start(self) -> None:
        """Start it where it stands, with all that it holds."""
        _as_nobody([*self._control, "start"])

    def stop(self, how: str = "fast") -> None:
        """Stop it; every connection is cut off."""
        _as_nobody([*self._control[:-2], "-m", how, "stop"])

    def execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def let_in(self, url: str, open_: bool) -> None:
        """Open a database to new connections, or cut off every one that it has and let nobody in."""
        name = url.rpartition("/")[2]
        allowed = sql.Literal(open_)
        self.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(sql.Identifier(name), allowed))
        if not open_:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
            self.execute(sql.SQL(cut).format(sql.Literal(name)))

    def drop(self, url: str) -> None:
        name = url.rpartition("/")[2]
        self.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def running_server(programs: Path) -> Iterator[PostgresServer]:
    """Start a server, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="mf-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "password").write_text(PASSWORD)
        _hand_over(folder)
        rights = ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--username=mirrorfold"]
        _as_nobody([programs / "initdb", "-N", "-E", "UTF8", "--locale=C", *rights, "-D", folder / "data"])
        port = _free_port()
        words = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), *(f"-c {one}" for one in SETTINGS)]
        control = (programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", " ".join(words))
        server = PostgresServer(folder, port, count(), control)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


def _hand_over(folder: Path) -> None:
    """The server refuses to be root."""
    if os.geteuid() == 0:
        for path in (folder, folder / "password"):
            shutil.chown(path, "nobody")


def _as_nobody(command: list[Path | str]) -> None:
    user = "nobody" if os.geteuid() == 0 else None
    done = subprocess.run(command, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
