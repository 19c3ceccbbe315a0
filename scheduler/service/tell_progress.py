"""Tells now and then how far a run is: to the log of a daemon, to whoever waits for a crawl."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from crawler.context.run_context import Run
from crawler.crawl.run import Watch
from crawler.model.verdict import STARTS_ARTICLE
from scheduler.reports.formats.run_progress import format_progress

log = logging.getLogger(__name__)


def describe_progress(run: Run) -> str:
    """Say how far a run is, and how long it will take."""
    limit = run.services.settings.runs.time_limit
    return format_progress(
        run=run.id,
        source=run.source.id,
        listings=run.tally.listings_read + run.tally.listings_unchanged,
        progress=run.progress,
        now=run.services.clock(),
        ends=run.began + limit,
    )


def run_facts(run: Run) -> dict[str, Any]:
    """How far a run is, in figures and in words."""
    tally, progress = run.tally, run.progress
    costs = [*tally.mirrors.values(), tally.elsewhere]
    return {
        "run": run.id,
        "source": run.source.id,
        "began": run.began,
        "planned": progress.planned,
        "done": progress.done,
        "new": sum(tally.verdicts[kind.value] for kind in STARTS_ARTICLE),
        "known": tally.known,
        "requests": sum(cost.requests for cost in costs),
        "bytes": sum(cost.bytes for cost in costs),
        "says": describe_progress(run),
    }


@contextmanager
def telling_progress(tell: Callable[[str], None]) -> Iterator[Watch]:
    """Tell of the run that is watched every ``runs.progress`` seconds, for as long as the body runs; 0: never."""
    tasks: list[asyncio.Task[None]] = []

    def watch(run: Run) -> None:
        if run.services.settings.runs.progress > 0:
            tasks.append(asyncio.create_task(_tell_now_and_then(run, tell), name=f"progress of run {run.id}"))

    try:
        yield watch
    finally:
        for task in tasks:
            task.cancel()


async def _tell_now_and_then(run: Run, tell: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(run.services.settings.runs.progress)
        try:
            tell(describe_progress(run))
        except Exception:
            log.exception("how far run %d is was not told, by an error of ours", run.id)
