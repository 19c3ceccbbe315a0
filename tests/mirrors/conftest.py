"""The shared data, where it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))


@pytest.fixture
def shared_article() -> str:
    """The article of the shared data, as plain text."""
    path = SHARED / "presstv" / "article.txt"
    if not path.exists():
        pytest.skip(f"no shared data at {path}")
    return path.read_text()


@pytest.fixture
def shared_pages() -> Path:
    path = SHARED / "extraction" / "cases.jsonl"
    if not path.exists():
        pytest.skip(f"no shared data at {path}")
    return path
