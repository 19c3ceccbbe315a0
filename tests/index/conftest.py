"""A server for each test, in its own folder; a key that would live forever fails the test that left it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.index_servers import Server, answers, kinds, lifetimes, plain


@pytest.fixture(scope="module", params=list(kinds()))
def lasting_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of a module, of each kind."""
    server = _made(request.param, tmp_path_factory.mktemp("index"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(lasting_server: Server) -> Iterator[Server]:
    """An empty server that is never killed."""
    with plain(lasting_server) as client:
        client.flushall()
    yield lasting_server
    _all_keys_die(lasting_server)


@pytest.fixture(params=list(kinds()))
def mortal_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server of one test, which may kill it and start it again."""
    server = _made(request.param, tmp_path)
    server.start()
    yield server
    if answers(server):
        _all_keys_die(server)
    server.stop()


def _made(kind: str, folder: Path) -> Server:
    make = kinds()[kind]
    if make is None:
        pytest.skip(f"{kind}-server is not installed")
    return make(folder)


def _all_keys_die(server: Server) -> None:
    immortal = sorted(key for key, seconds in lifetimes(server).items() if seconds == -1)
    assert not immortal, f"keys without a lifetime: {immortal}"
