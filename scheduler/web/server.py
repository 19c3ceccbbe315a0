"""The life of the pages' server beside the crawls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from scheduler.web.guard import SECURITY_HEADERS
from scheduler.web.listener import Listener
from scheduler.web.uvicorn_internals import make_server

log = logging.getLogger(__name__)

STOP = 1.5
"""Seconds that answers under way have when the daemon stops."""


@asynccontextmanager
async def serve_application(application: Any, listener: Listener) -> AsyncIterator[None]:
    """Answer on a listener for as long as the body runs; what is under way then has ``STOP`` seconds."""
    server = make_server(application, SECURITY_HEADERS, STOP)
    serving = asyncio.create_task(server.serve(sockets=[listener.listening]), name="serve the pages")
    serving.add_done_callback(_tell_end)
    try:
        yield
    finally:
        server.should_exit = True
        with suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(serving, STOP + 1)
        listener.close()


def _tell_end(serving: asyncio.Task[None]) -> None:
    if not serving.cancelled() and (error := serving.exception()) is not None:
        log.error("the pages are served no more, by an error of ours: restart the daemon", exc_info=error)
