"""Where the embedded index of a state folder listens."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

SOCKET_PATH_LIMIT = 100
"""Bytes in a unix socket's path: the kernel takes 107, some systems 103."""


def socket_path(state: Path) -> Path:
    """Where the folder's server listens: inside it, or in the runtime folder when that path would be too long."""
    inside = (state / "index" / "valkey.sock").absolute()
    if len(os.fsencode(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    name = hashlib.sha256(os.fsencode(state.resolve())).hexdigest()[:16]
    return runtime / f"mirrorfold-{os.getuid()}" / f"{name}.sock"
