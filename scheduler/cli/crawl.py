"""``mirrorfold crawl``: one crawl of one source, and its report."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import click
from rich.console import Console

from crawler.reading.pool import prepare
from scheduler.cli.terminal.load_configuration import load_configuration
from scheduler.cli.terminal.places import place_options, places
from scheduler.service.control import ask


@click.command()
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@place_options
@click.pass_context
def crawl(ctx: click.Context, source: str, as_json: bool) -> None:
    """Crawl SOURCE and its mirrors once, and say what happened; a daemon that runs does it."""
    loaded = load_configuration(ctx)
    wanted = loaded.source(source)
    state = places(ctx).state
    through = asyncio.run(ask(state, {"do": "crawl", "source": wanted.id}, seconds=None))
    if through is not None:
        _print(through["report"], through["lines"], as_json)
        return
    prepare()  # the pool's libraries are imported in another process while Scrapy is imported in this one
    from scheduler.crawl_once import crawl_once
    from scheduler.reports.formats.run_report import report_facts, report_lines

    try:
        run = asyncio.run(crawl_once(loaded, wanted, state, Console(stderr=True)))
    except (asyncio.CancelledError, KeyboardInterrupt):
        click.echo("mirrorfold: Interrupted. What was fetched is kept; the next crawl goes on from there", err=True)
        ctx.exit(1)
    _print(report_facts(run), report_lines(run), as_json)


def _print(report: dict[str, Any], lines: list[str], as_json: bool) -> None:
    for line in [json.dumps(report)] if as_json else lines:
        click.echo(line)
