"""An empty archive for each test, on each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive.store import Archive
from tests.archive.fetched import open_archive
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def made_database(postgres: PostgresServer) -> str:
    """The name of a database with an empty archive in it, for copies: migrations take a while."""
    url = postgres.new_database()
    Archive.open(url).close()
    return url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    if request.param == "sqlite":
        with closing(open_archive(tmp_path)) as opened:
            yield opened
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database(request.getfixturevalue("made_database"))
    with closing(Archive.open(url)) as opened:
        yield opened
    server.drop(url)
