"""``mirrorfold crawl``: one crawl of one source, and its report."""

from __future__ import annotations

import asyncio
import json

import click
from rich.console import Console

from crawler.extraction.pool import prepare
from scheduler.cli.loading import configuration
from scheduler.cli.places import place_options, places


@click.command()
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@place_options
@click.pass_context
def crawl(ctx: click.Context, source: str, as_json: bool) -> None:
    """Crawl SOURCE and its mirrors once, and say what happened."""
    loaded = configuration(ctx)
    wanted = loaded.source(source)
    prepare()  # the pool's libraries are imported in another process while Scrapy is imported in this one
    from scheduler.once import crawl_once
    from scheduler.runreport import report_lines

    run = asyncio.run(crawl_once(loaded, wanted, places(ctx).state, Console(stderr=True)))
    if as_json:
        head = {"run": run.id, "source": run.source.id, "outcome": run.tally.outcome}
        click.echo(json.dumps(head | run.tally.report()))
        return
    for line in report_lines(run):
        click.echo(line)
