"""The progress of a run on a terminal."""

from __future__ import annotations

import asyncio

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.context.run_context import Run
from scheduler.reports.formats.numbers_in_words import count


def progress(console: Console) -> Progress:
    """A bar that is only drawn on a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def watch(bar: Progress, run: Run) -> None:
    """Keep the bar telling what the run has done so far."""
    task = bar.add_task(f"{run.source.name}: reading listings", total=None)

    def refresh() -> None:
        tally = run.tally
        bodies = sum(cost.bodies for cost in tally.mirrors.values())
        said = f"{run.source.name}: {count(tally.links, 'link')}, {bodies:,} of {count(tally.unknown, 'new article')}"
        bar.update(task, description=said)
        if not bar.finished and bar.live.is_started:
            asyncio.get_running_loop().call_later(0.2, refresh)

    if not bar.disable:
        refresh()
