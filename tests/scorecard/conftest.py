"""Rows of the reliability scorecard: raw counts, kept as JSON lines where SCORECARD_OUT names a file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import pytest

from tests.crawl.conftest import open_room as open_room

Score = Callable[..., None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a row, or a part of one."""
    for item in items:
        if "/tests/scorecard/" in str(item.path):
            item.add_marker(pytest.mark.scorecard)


@pytest.fixture
def score() -> Score:
    """Put down what was reached, of how many, against which bar; it is no assertion."""

    def put(row: str, what: str, reached: float, of: float, bar: float | str, seed: int | None = None) -> None:
        line = {"row": row, "what": what, "reached": reached, "of": of, "bar": bar, "seed": seed}
        print(json.dumps(line))
        if path := os.environ.get("SCORECARD_OUT"):
            with open(path, "a") as out:
                out.write(json.dumps(line) + "\n")

    return put
