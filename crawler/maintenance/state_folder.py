"""The state folder: one process at a time may write in it, and its name survives restarts."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.model.errors import Refused


@contextmanager
def lock_state_folder(state: Path) -> Iterator[str]:
    """Hold the folder's lock; the kernel frees it whatever way the process ends.

    :returns: the folder's identity: who holds a lease, before and after a restart
    :raises Refused: when another process holds it
    """
    try:
        state.mkdir(parents=True, exist_ok=True)
        file = (state / "daemon.lock").open("a+")
    except OSError as error:
        cure = "Name a folder that can be written, with --state"
        raise Refused(f"The state folder cannot be used: {error.strerror}", where=str(state), cure=cure) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            cure = "Wait until it has ended, or name another folder with --state"
            raise Refused(f"Process {holder} works in this state folder", where=str(state), cure=cure) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield _identity(state)


def _identity(state: Path) -> str:
    path = state / "identity"
    if not path.exists():
        fresh = state / "identity.new"
        fresh.write_text(secrets.token_hex(8))
        fresh.replace(path)
    return path.read_text().strip()
