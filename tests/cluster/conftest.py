"""An archive on a real PostgreSQL, and stores for whole processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive.database.store import Archive
from tests.desk.index_servers import DebianRedis
from tests.desk.installation import Installation, open_installation
from tests.desk.postgres import PostgresServer


@pytest.fixture
def archive(database: str) -> Iterator[Archive]:
    with closing(Archive.open(database)) as opened:
        yield opened


@pytest.fixture
def installation(postgres: PostgresServer, database: str, tmp_path: Path) -> Iterator[Installation]:
    """Two sources on three mirrors each, due every hour; nobody runs yet."""
    redis = DebianRedis(tmp_path)
    redis.start()
    try:
        with open_installation(tmp_path, database, redis.url, articles=4, mirrors=6) as made:
            made.configure(2, 3, "1h", "[runs]\nconcurrency = 2\nlease = 5\n")
            yield made
    finally:
        redis.stop()
