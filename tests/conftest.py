"""What every folder may ask for: newsrooms with a configuration, daemons, and a PostgreSQL server."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.desk.daemons import start_daemon
from tests.desk.desk import open_room
from tests.desk.file_site import open_site
from tests.desk.postgres import PostgresServer, binaries, running_server

__all__ = ["open_room", "open_site", "start_daemon"]

collect_ignore_glob = ["desk/stumbling_*.py"]  # they spoil what imports them, on purpose


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector of garbage need not walk half a million objects each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    if (programs := binaries()) is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    with running_server(programs) as server:
        yield server


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """The URL of an empty database."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)
