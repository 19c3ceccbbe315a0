"""The few files beside the pages, read once and served from memory under names that change with their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "static"

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file: its address, its media type, its bytes."""

    address: str
    kind: str
    body: bytes


def load_static_files() -> dict[str, StaticFile]:
    """Name of a file → the file."""
    return {path.name: _load(path) for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES}


def _load(path: Path) -> StaticFile:
    body = path.read_bytes()
    mark = hashlib.sha256(body).hexdigest()[:12]
    return StaticFile(f"/static/{path.stem}.{mark}{path.suffix}", TYPES[path.suffix], body)
