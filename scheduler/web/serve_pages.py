"""From settings to served pages: gate, guard, application, server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path

from crawler.archive.database.store import Archive
from crawler.settings.sections import Web
from scheduler.web.guard import Gate, Guard, allowed_names
from scheduler.web.listener import Listener
from scheduler.web.routes import Pages
from scheduler.web.server import serve_application
from scheduler.web.view import DaemonPort


@asynccontextmanager
async def serve_pages(
    daemon: DaemonPort, archive: Archive, state: Path, web: Web, listener: Listener
) -> AsyncIterator[None]:
    """Serve the pages for as long as the body runs."""
    here = listener.path is not None or ip_address(web.host).is_loopback
    loopback = here and not web.names  # by another name a proxy asks, for readers who are anywhere
    names = allowed_names(web.port, web.names, "" if listener.path is not None else web.host)
    gate = Gate(names=names, token=str(web.token), root_path=web.root_path, read_only=web.read_only)
    pages = Pages(daemon, archive, state, gate, on_loopback=loopback)
    async with serve_application(Guard(pages.application(), gate, pages.feed_door.admits), listener):
        try:
            yield
        finally:
            await pages.stop()
