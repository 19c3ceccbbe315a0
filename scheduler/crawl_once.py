"""One crawl without a daemon: the services are started for it and stopped after it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.context.run_context import Run
from crawler.crawl.run import crawl_source
from crawler.mirrors.proposals.probe_findings import Probe
from crawler.probing.ask_robots import ask_robots
from crawler.settings import Configuration, Source
from scheduler.hooks.keep_sending import HookSending, send_now
from scheduler.orders.probe_hosts import probe_host, probe_next
from scheduler.reports.lists.robots import robots_facts
from scheduler.service.catch_up import AFTER_CRAWL, catch_up
from scheduler.service.services import open_services
from scheduler.service.tell_progress import describe_progress, telling_progress


async def crawl_once(
    loaded: Configuration, source: Source, state: Path, console: Console, *, every_mirror: bool = False
) -> Run:
    """Crawl a source once on a state folder; its progress goes to the console: a bar on a terminal, lines elsewhere.

    :param every_mirror: also those that are out of use and not due for a probe
    """
    for warning in loaded.warnings:
        _say_on(console)(f"warning: {warning}")
    asked = _stop_when_asked()
    async with open_services(loaded, state) as shared:
        if asked.is_set():  # what is started meanwhile may have kept it to itself
            raise asyncio.CancelledError
        await HookSending(shared.archive, state, lambda: shared.settings).register()
        with build_progress_bar(console) as bar, telling_progress(_say_on(console)) as tell:

            def watch(run: Run) -> None:
                if bar.disable:
                    tell(run)
                else:
                    show_progress(bar, run)

            run = await crawl_source(source, shared, watch, every_mirror=every_mirror)
        await probe_next(source, shared)
        await send_now(shared.settings, state)
        await catch_up(shared.archive, seconds=AFTER_CRAWL)
        return run


def _say_on(console: Console) -> Callable[[str], None]:
    return partial(console.print, highlight=False, markup=False, soft_wrap=True)


def _stop_when_asked() -> asyncio.Event:
    """Let SIGTERM do what Ctrl-C does: the run is closed; the event says that it came."""
    task, asked = asyncio.current_task(), asyncio.Event()
    assert task is not None

    def stop() -> None:
        asked.set()
        task.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    return asked


async def probe_once(loaded: Configuration, source: Source, host: str, state: Path) -> Probe:
    """Probe a host for a source on a state folder."""
    async with open_services(loaded, state) as shared:
        return await probe_host(source, host, shared)


async def ask_robots_once(loaded: Configuration, source: Source, state: Path, *, again: bool) -> dict[str, Any]:
    """Tell what the mirrors' robots.txt say, on a state folder; see ``crawler.probing.ask_robots``."""
    async with open_services(loaded, state) as shared:
        return robots_facts(source, await ask_robots(source, shared, again=again))


def build_progress_bar(console: Console) -> Progress:
    """A bar that is only drawn on a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def show_progress(bar: Progress, run: Run) -> None:
    """Keep the bar showing what the run has done so far."""
    task = bar.add_task(f"{run.source.name}: reading listings", total=None)

    def refresh() -> None:
        bar.update(task, description=describe_progress(run))
        if not bar.finished and bar.live.is_started:
            asyncio.get_running_loop().call_later(0.2, refresh)

    if not bar.disable:
        refresh()
