"""How a pool of pebble's ends, whether its workers are locked out, and what it says of what it met.

Names that pebble does not document stand here alone; the versions they were seen in are bounded.
"""

from __future__ import annotations

import logging
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from crawler.reading.fork_server import fork_server_answers

log = logging.getLogger(__name__)

MOST_ENDING = 4.0
"""Seconds that the end of each of a pool's processes may take; pebble gives it three to end by itself."""


def describe_error(error: BaseException) -> str:
    """Describe an error; pebble packs some into a ``BrokenProcessPool`` that says nothing."""
    cause = error.__cause__ if isinstance(error, BrokenProcessPool) and not str(error) else None
    return f"{type(cause or error).__name__}: {cause or error}"[:300]


def end_processes(pool: Any) -> None:
    """End a pool's processes and threads, whatever state it is in."""
    try:
        pool.stop()
        with fork_server_answers(MOST_ENDING * pool._context.workers):
            pool.join()
    except Exception as error:  # noqa: BLE001 - pebble raises what it meets; there is nobody to mend it
        log.warning("processes that read pages did not end as they should: %s", describe_error(error))


def is_locked(pool: Any) -> bool:
    """Say whether one of the locks that workers hold while they take up a task, or answer, is held just now.

    A worker holds them for a moment; one that is killed meanwhile holds them for good, and all others wait.
    """
    channel = pool._pool_manager.worker_manager.workers_channel
    try:
        with channel.lock(block=False) as taken:
            return not taken
    except AttributeError:  # it was stopped this very moment, and has no locks any more
        if pool.active:
            raise
        return False
