"""Counts days and indexes texts that are behind: after an upgrade all of them, beside the crawls, a batch at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from crawler.archive.database.store import Archive
from crawler.archive.rollup.read_days import is_counted
from crawler.archive.rollup.recount_days import recount_stale_days
from crawler.archive.search.find_texts import is_searchable
from crawler.archive.search.index_texts import index_stale_texts
from crawler.archive.tables.days import DAY
from crawler.model.errors import ArchiveUnavailable

log = logging.getLogger(__name__)

INTERVAL = 10.0
"""Seconds between two checks of the daemon whether anything is behind."""

PAUSE = 0.05
"""Seconds between two batches, in which others write."""

AFTER_CRAWL = 2.0
"""Seconds that a crawl without a daemon gives to what is behind."""


async def catch_up(archive: Archive, *, before: int | None = None, seconds: float | None = None) -> bool:
    """Count stale days and index stale texts.

    :param before: only days before this one (since 1970): the last are counted when their runs end
    :param seconds: after which no further batch is begun; None: all of it
    :returns: whether nothing is behind
    :raises ArchiveUnavailable: the rest is done another time
    """
    until = None if seconds is None else time.monotonic() + seconds
    indexed = counted = False
    while not (indexed and counted):
        indexed = indexed or not await archive.run(index_stale_texts)
        counted = counted or not await archive.run(recount_stale_days, None, before=before)
        if until is not None and time.monotonic() > until:
            break
        await asyncio.sleep(0 if indexed and counted else PAUSE)
    return indexed and counted


async def keep_caught_up(archive: Archive) -> None:
    """Do so for as long as the daemon runs, but for today, which is counted as runs end."""
    told = False
    while True:
        with suppress(ArchiveUnavailable):  # crawls say so already
            if not told and not (await archive.load(is_counted) and await archive.load(is_searchable)):
                log.info("days are counted and texts are indexed, beside the crawls; until then figures take longer")
                told = True
            if await catch_up(archive, before=int(archive.clock()) // DAY) and told:
                log.info("all days are counted, and all texts can be searched")
                told = False
        await asyncio.sleep(INTERVAL)
