"""An empty archive for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive.store import Archive
from tests.archive.fetched import open_archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(open_archive(tmp_path)) as opened:
        yield opened
