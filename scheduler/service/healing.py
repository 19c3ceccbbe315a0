"""Stores that went away, processes that broke down: crawls wait for them. An index that comes back empty is made anew
from the archive."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import Connection, text

from crawler.archive.database.store import Archive
from crawler.index.client import Index
from crawler.model.errors import ArchiveUnavailable, IndexUnavailable, Refused
from crawler.reading.pool import ExtractionPool, PageCrash, PageTimeout, PoolBroken
from crawler.settings import Configuration
from scheduler.service.services import prepare_index

log = logging.getLogger(__name__)

INTERVAL = 1.0
"""Seconds between two checks of a store that is away."""

MOST_PAUSE = 60.0
"""Seconds of politeness after a rebuild, at most: an emptied index forgot when each host was asked last."""


class Healing:
    """Waits for archive, index and extraction pool on behalf of all crawls of a process.

    :param configuration: the one in force, asked anew each time
    """

    def __init__(
        self, archive: Archive, index: Index, pool: ExtractionPool, configuration: Callable[[], Configuration]
    ) -> None:
        self._archive, self._index, self._pool, self._configuration = archive, index, pool, configuration
        self._lock = asyncio.Lock()

    async def restored(self) -> None:
        """Return when all can be used; log once when something cannot, and once when it can again."""
        async with self._lock:
            away = ""
            while (error := await self._trouble()) is not None:
                if not away:
                    away = "the processes that read pages" if isinstance(error, PoolBroken) else "archive and index"
                    waits_for = away if isinstance(error, PoolBroken) else "a store"
                    log.warning("crawls wait for %s: %s", waits_for, error)
                await asyncio.sleep(INTERVAL)
            if away:
                log.info("%s can be used again", away)

    async def _trouble(self) -> Exception | None:
        configuration = self._configuration()
        try:
            await self._archive.run_for((), _touch)
            await self._index.try_to_write()
            await self._pool.warm()
            made = await prepare_index(self._index, self._archive, configuration)
        except (ArchiveUnavailable, IndexUnavailable, Refused, PoolBroken, PageTimeout, PageCrash) as error:
            return error
        if made.whole:
            log.warning("the index had been emptied: it was made anew from the archive")
            await asyncio.sleep(min(MOST_PAUSE, max((source.delay for source in configuration.sources), default=0.0)))
        return None


def _touch(connection: Connection) -> None:
    """Begin to write, and wait for no other writer on a server."""
    connection.execute(text("SELECT 1"))
