"""The life of the pages' server beside the crawls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from scheduler.web.guard import SECURITY_HEADERS
from scheduler.web.listener import Listener
from scheduler.web.uvicorn_internals import make_server

STOP = 1.5
"""Seconds that answers under way have when the daemon stops."""


@asynccontextmanager
async def serve_application(application: Any, listener: Listener) -> AsyncIterator[None]:
    """Answer on a listener for as long as the body runs; what is under way then has ``STOP`` seconds."""
    server = make_server(application, SECURITY_HEADERS, STOP)
    serving = asyncio.create_task(server.serve(sockets=[listener.listening]), name="serve the pages")
    try:
        yield
    finally:
        server.should_exit = True
        with suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(serving, STOP + 1)
        listener.close()
