"""``mirrorfold crawl``, ``run`` and ``demo``: one crawl of one source, the daemon, and a show of both."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from crawler.reading.fork_server import start_fork_server
from crawler.settings import Configuration, Source
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import load_configuration, print_answer
from scheduler.cluster.ask_daemon import ask_daemon
from scheduler.service.control import ask


@click.command(cls=Command)
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def crawl(source: str, as_json: bool) -> None:
    """Crawl SOURCE and its mirrors once, and say what happened; a daemon that runs does it."""
    loaded = load_configuration()
    wanted = loaded.source(source)
    state = places().state
    through = asyncio.run(_ask_daemon(loaded, state, wanted))
    if through is not None:
        print_answer(through["report"], through["lines"], as_json=as_json, indent=None)
        return
    start_fork_server()  # the pool's libraries are imported in another process while Scrapy is imported in this one
    from scheduler.crawl_once import crawl_once
    from scheduler.reports.formats.run_report import report_facts, report_lines

    try:
        run = asyncio.run(crawl_once(loaded, wanted, state, Console(stderr=True)))
    except (asyncio.CancelledError, KeyboardInterrupt):
        click.echo("mirrorfold: Interrupted. What was fetched is kept; the next crawl goes on from there", err=True)
        sys.exit(1)
    facts = report_facts(run)
    print_answer(facts, report_lines(run.source.name, facts), as_json=as_json, indent=None)


async def _ask_daemon(loaded: Configuration, state: Path, source: Source) -> dict[str, Any] | None:
    """Let a daemon crawl a source; what it says of its progress goes to stderr now and then. None when none answers."""
    request = {"do": "crawl", "source": source.id}
    crawling = asyncio.ensure_future(ask_daemon(loaded, state, request, seconds=None))
    while not (await asyncio.wait([crawling], timeout=loaded.settings.runs.progress or None))[0]:
        status = await ask(state, {"do": "status"})
        if status is not None and (run := status.get("runs", {}).get(source.id)):
            click.echo(run["says"], err=True)
    return crawling.result()


@click.command(cls=Command)
def run() -> None:
    """Crawl all sources on their schedules, in the foreground, until SIGTERM or Ctrl-C.

    Logs go to stderr, plain on a terminal and as JSON lines otherwise. SIGHUP, or a changed file, takes a new
    configuration over; a wrong one is told and left aside.
    """
    loaded = load_configuration()
    start_fork_server()
    from scheduler.daemon import run_daemon
    from scheduler.watching.log_format import configure_logging

    configure_logging()
    asyncio.run(run_daemon(loaded, places().state))


@click.command(cls=Command)
@click.option("--concurrency", type=click.IntRange(1, 256), help="Runs at once.  [default: runs.concurrency]")
def work(concurrency: int | None) -> None:
    """Crawl what the leading daemon of an installation hands out, until SIGTERM or Ctrl-C.

    Any number of these work on one PostgreSQL (database.url) and one Redis (redis.url), each in a state folder of its
    own. A daemon ("mirrorfold run") has to lead: it works as well, and of several one leads.
    """
    loaded = load_configuration()
    start_fork_server()
    from scheduler.watching.log_format import configure_logging
    from scheduler.worker import run_worker

    configure_logging()
    asyncio.run(run_worker(loaded, places().state, concurrency))


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="One crawl only.")
@click.option("--daemon", is_flag=True, help="Start the daemon on it, until Ctrl-C, while news come and mirrors go.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object.")
@click.option("--articles", type=click.IntRange(1, 100_000), default=200, show_default=True, help="To publish.")
@click.option("--mirrors", type=click.IntRange(1, 9), default=3, show_default=True, help="Mirrors that serve them.")
def demo(once: bool, daemon: bool, as_json: bool, articles: int, mirrors: int) -> None:
    """Start a small news site with mirrors on this machine and crawl it.

    It crawls three times: everything, then some news while the first mirror is seized, then nothing new. The state is
    thrown away unless --state names a folder. Nothing leaves the machine.
    """
    if once and daemon:
        raise click.UsageError("--once and --daemon exclude each other: one crawl, or crawls until Ctrl-C")
    start_fork_server()  # the pool's libraries are imported in another process while Scrapy is imported in this one
    from scheduler.demo import Demo

    named = places().state if "state" in places().named else None
    console = Console(stderr=as_json, highlight=False)
    with ExitStack() as stack:
        state = named or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mirrorfold-demo-")))
        shown = stack.enter_context(Demo(state, articles, mirrors, console, live=daemon))
        asyncio.run(shown.live() if daemon else shown.show(once=once))
        if as_json:
            click.echo(json.dumps(shown.numbers()))
        else:
            shown.where_to_look(kept=named is not None)
