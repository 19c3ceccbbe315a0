"""``mirrorfold demo``: a newsroom with mirrors on this machine, crawled for all to see."""

from __future__ import annotations

import asyncio
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click
from rich.console import Console

from crawler.reading.pool import prepare
from scheduler.cli.terminal.places import place_options, places


@click.command()
@click.option("--once", is_flag=True, help="One crawl only.")
@click.option("--daemon", is_flag=True, help="Start the daemon on it, until Ctrl-C, while news come and mirrors go.")
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object.")
@click.option("--articles", type=click.IntRange(1, 100_000), default=200, show_default=True, help="To publish.")
@click.option("--mirrors", type=click.IntRange(1, 9), default=3, show_default=True, help="Mirrors that serve them.")
@place_options
@click.pass_context
def demo(ctx: click.Context, once: bool, daemon: bool, as_json: bool, articles: int, mirrors: int) -> None:
    """Start a small news site with mirrors on this machine and crawl it.

    It crawls three times: everything, then some news while the first mirror is seized, then nothing new. The state is
    thrown away unless --state names a folder. Nothing leaves the machine.
    """
    if once and daemon:
        raise click.UsageError("--once and --daemon exclude each other: one crawl, or crawls until Ctrl-C")
    prepare()  # the pool's libraries are imported in another process while Scrapy is imported in this one
    from scheduler.demo import Demo

    named = places(ctx).state if "state" in places(ctx).named else None
    with ExitStack() as stack:
        state = named or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mirrorfold-demo-")))
        shown = stack.enter_context(Demo(state, articles, mirrors, Console(stderr=as_json, highlight=False)))
        asyncio.run(shown.live() if daemon else shown.show(once=once))
        if as_json:
            click.echo(json.dumps(shown.numbers()))
        else:
            shown.where_to_look(kept=named is not None)
