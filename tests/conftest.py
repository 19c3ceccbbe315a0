"""A PostgreSQL server for the tests that ask for one: started once for each process of the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import PostgresServer, binaries, running_server


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
