"""An empty archive for each test, on each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from crawler.archive.database.store import Archive
from crawler.archive.tables import metadata
from crawler.archive.tables.searched_texts import INDEX
from tests.desk.fetched_pages import open_archive
from tests.desk.postgres import PostgresServer


@pytest.fixture(scope="session")
def made_database(postgres: PostgresServer) -> str:
    """The URL of a database with an archive in it: migrations take a while, so that it is only emptied."""
    url = postgres.new_database()
    Archive.open(url).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    if request.param == "sqlite":
        with closing(open_archive(tmp_path)) as opened:
            yield opened
        return
    with closing(Archive.open(request.getfixturevalue("made_database"))) as opened:
        opened.call(empty_archive)
        yield opened


def empty_archive(connection: Connection) -> None:
    """Leave no row in any table; ids begin anew."""
    connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)}, {INDEX} RESTART IDENTITY"))
