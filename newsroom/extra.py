"""A folder of files as extra content: the name of a file is its path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from newsroom.order_errors import Mistake
from newsroom.wire import HTML

CONTENT_TYPES: Mapping[str, str] = {
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}
"""By the end of the name; anything else is HTML, since slugs hold dots too."""


def load_folder(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Read every file below a folder: path → (content type, bytes). ``index.html`` stands for its folder too.

    :raises Mistake: there is no such folder
    """
    if not folder.is_dir():
        raise Mistake(f"there is no folder {folder} to serve")
    found: dict[str, tuple[str, bytes]] = {}
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        path = "/" + file.relative_to(folder).as_posix()
        found[path] = (CONTENT_TYPES.get(file.suffix.lower(), HTML), file.read_bytes())
        if file.name == "index.html":
            found[path.removesuffix("index.html")] = found[path]
    return found
