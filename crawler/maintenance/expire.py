"""What leaves with time: articles nobody shows any more, and the records of how things went. Under the source's lease.

A run does it at its end, at most once an hour: nobody else writes of the source then, and readers wait for one batch.
Raw pages are not looked for by source: in each hour one run drops those of all.
"""

from __future__ import annotations

from crawler.archive.raw_pages import BATCH as RAW_BATCH
from crawler.archive.raw_pages import drop_raw_pages
from crawler.archive.removal.expire import (
    BATCH,
    drop_articles,
    drop_mirror_events,
    drop_quarantine,
    drop_runs,
    drop_unchanged_pages,
    load_old_articles,
    load_old_quarantine,
)
from crawler.context.run_context import Run
from crawler.index import keys
from crawler.index.known_keys import forget_keys
from crawler.index.leases import claim_upkeep

DAY = 86400

MOST_BATCHES = 100
"""Batches of one kind that one run drops: the rest leaves in the next hours, and the lease is not held for them."""


async def drop_expired(run: Run) -> None:
    """Drop what is older than the settings keep.

    :raises ArchiveUnavailable, IndexUnavailable: the rest leaves another time
    """
    if not await claim_upkeep(run.services.index, run.source.id):
        return
    kept = run.services.settings.archive
    if await claim_upkeep(run.services.index, keys.ALL):
        await _drop_raw(run, run.now() - kept.raw_days * DAY)
    await _drop_records(run, run.now() - kept.log_days * DAY)
    if kept.keep_days:
        await _drop_articles(run, run.now() - kept.keep_days * DAY)


async def _drop_raw(run: Run, before: int) -> None:
    for _ in range(MOST_BATCHES):
        if await run.services.archive.run(drop_raw_pages, before) < RAW_BATCH:
            return


async def _drop_records(run: Run, before: int) -> None:
    for drop in (drop_unchanged_pages, drop_runs, drop_mirror_events):
        for _ in range(MOST_BATCHES):
            if await run.services.archive.run_for(run.source.id, drop, run.source.id, before) < BATCH:
                break
    for _ in range(MOST_BATCHES):
        leaving = await run.services.archive.load(load_old_quarantine, run.source.id, before)
        await forget_keys(run.services.index, run.source.id, leaving.keys)
        await run.services.archive.run_for(run.source.id, drop_quarantine, leaving.ids)
        if len(leaving.ids) < BATCH:
            return


async def _drop_articles(run: Run, before: int) -> None:
    for _ in range(MOST_BATCHES):
        leaving = await run.services.archive.load(load_old_articles, run.source.id, before)
        if not leaving.ids:
            return
        await forget_keys(run.services.index, run.source.id, leaving.keys)
        await run.services.archive.run(drop_articles, run.source.id, run.id, leaving.ids)
