"""``mirrorfold crawl``: one crawl of one source, and its report."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click
from rich.console import Console

from crawler.context import Run
from crawler.run import crawl as crawl_source
from crawler.settings import Configuration, Source
from scheduler.cli.loading import configuration
from scheduler.cli.places import place_options, places
from scheduler.progress import progress, watch
from scheduler.runreport import report_lines
from scheduler.services import services


@click.command()
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@place_options
@click.pass_context
def crawl(ctx: click.Context, source: str, as_json: bool) -> None:
    """Crawl SOURCE and its mirrors once, and say what happened."""
    loaded = configuration(ctx)
    run = asyncio.run(once(loaded, loaded.source(source), places(ctx).state, Console(stderr=True)))
    if as_json:
        click.echo(
            json.dumps({"run": run.id, "source": run.source.id, "outcome": run.tally.outcome} | run.tally.report())
        )
        return
    for line in report_lines(run):
        click.echo(line)


async def once(loaded: Configuration, source: Source, state: Path, console: Console) -> Run:
    """Crawl a source once on a state folder; progress goes to the console when it is a terminal."""
    for warning in loaded.warnings:
        console.print(f"warning: {warning}", highlight=False, markup=False, soft_wrap=True)
    async with services(loaded, state) as shared:
        with progress(console) as bar:
            return await crawl_source(source, shared, watch=lambda run: watch(bar, run))
