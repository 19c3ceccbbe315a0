"""``mirrorfold run``: the daemon."""

from __future__ import annotations

import asyncio

import click

from crawler.reading.pool import prepare
from scheduler.cli.terminal.load_configuration import load_configuration
from scheduler.cli.terminal.places import place_options, places


@click.command()
@place_options
@click.pass_context
def run(ctx: click.Context) -> None:
    """Crawl all sources on their schedules, in the foreground, until SIGTERM or Ctrl-C.

    Logs go to stderr, plain on a terminal and as JSON lines otherwise. SIGHUP, or a changed file, takes a new
    configuration over; a wrong one is told and left aside.
    """
    loaded = load_configuration(ctx)
    prepare()
    from scheduler.daemon import run_daemon
    from scheduler.watching.log_format import configure_logging

    configure_logging()
    asyncio.run(run_daemon(loaded, places(ctx).state))
