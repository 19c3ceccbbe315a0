"""The server that the pool's processes are forked from: it has imported every library once, and has no threads.

Names of CPython's that are not documented stand here alone; Python is bounded in pyproject.toml.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import forkserver
from threading import Timer

log = logging.getLogger(__name__)

PRELOADED = (
    "crawler.extraction.page",
    "crawler.reading.compress_raw",
    "crawler.reading.probe_page",
    "crawler.reading.worker",
    "crawler.discovery.listing_kinds",
    "crawler.reading.tasks",
)
"""Modules that the server imports before it forks a worker; they import every library that a task needs."""


def start_fork_server() -> None:
    """Start the server that workers are forked from; it imports its libraries while the caller goes on."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    forkserver.ensure_running()


def let_fork_server_go() -> None:
    """In a worker: close the pipe by which the server learns that nobody needs it.

    Every worker is forked with it; as long as one holds it, both live on when the main process is killed.
    """
    os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]


@contextmanager
def fork_server_answers(within: float) -> Iterator[None]:
    """Kill the server when what waits for it takes too long: it is frozen, and nothing else ends that wait.

    Whoever starts a worker waits until the server says its number, and whoever ends one until the server says how it
    ended, both without a limit. When the server is gone the first is told of an error, and the second that it is over;
    ``start_fork_server`` starts another.

    :param within: seconds
    """
    timer = Timer(within, _kill_fork_server, [within])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _kill_fork_server(waited: float) -> None:
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    if server is not None:
        log.warning("the process that starts those that read pages has not answered for %g s: it is killed", waited)
        with suppress(ProcessLookupError):
            os.kill(server, signal.SIGKILL)
