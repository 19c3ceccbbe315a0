"""The server that the pool's processes are forked from: it has imported every library once, and has no threads."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver

PRELOADED = (
    "crawler.extraction.page",
    "crawler.reading.compress_raw",
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
