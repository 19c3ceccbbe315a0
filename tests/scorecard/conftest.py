"""What the rows of the scorecard share: the marker, the raw counts, and how much of a row is counted."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

FULL = os.environ.get("SCORECARD") == "full"
"""Whether the full counts are asked for (``make scorecard``) or the smaller part that stays in ``make test``."""

full_only = pytest.mark.skipif(not FULL, reason="counted by make scorecard; a smaller test of it stands elsewhere")

SEED = int(os.environ.get("SCORECARD_SEED", "20261124"))

Score = Callable[..., None]
"""``score(row, what, reached, of, bar)``: so many of so many; ``bar`` says in words what is to be reached."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a row, or a part of one."""
    for item in items:
        if "/tests/scorecard/" in str(item.path):
            item.add_marker(pytest.mark.scorecard)


@pytest.fixture
def score() -> Score:
    """Report raw counts to the file that SCORECARD_OUT names, a JSON line each, with the seed and the seconds taken."""
    begun = time.perf_counter()

    def report(row: str, what: str, reached: float, of: float, bar: float | str, seed: int | None = SEED) -> None:
        line = {"row": row, "what": what, "reached": reached, "of": of, "bar": bar, "seed": seed}
        line["seconds"] = round(time.perf_counter() - begun, 1)
        print("SCORE", json.dumps(line))
        if out := os.environ.get("SCORECARD_OUT"):
            with Path(out).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")

    return report
