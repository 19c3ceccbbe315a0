"""``mirrorfold crawl``: one crawl of one source, and its report."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.context import Run
from crawler.run import crawl as crawl_source
from crawler.settings import Configuration, Source
from scheduler.cli.loading import configuration
from scheduler.cli.places import place_options, places
from scheduler.services import services
from scheduler.words import count, size, visible


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
        console.print(f"warning: {warning}", highlight=False, markup=False)
    async with services(loaded, state) as shared:
        with _progress(console) as progress:
            return await crawl_source(source, shared, watch=lambda run: _watch(progress, run))


def _progress(console: Console) -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _watch(progress: Progress, run: Run) -> None:
    task = progress.add_task(f"{run.source.name}: reading listings", total=None)

    def refresh() -> None:
        tally = run.tally
        bodies = sum(cost.bodies for cost in tally.mirrors.values())
        said = f"{run.source.name}: {count(tally.links, 'link')}, {bodies:,} of {count(tally.unknown, 'new article')}"
        progress.update(task, description=said)
        if not progress.finished and progress.live.is_started:
            asyncio.get_running_loop().call_later(0.2, refresh)

    if not progress.disable:
        refresh()


def report_lines(run: Run) -> list[str]:
    """The report for people."""
    report = run.tally.report()
    lines = [f"{run.source.name}: run {run.id} {run.tally.outcome}", *_listing_lines(report), *_article_lines(report)]
    lines.append(f"  asked       {count(report['requests'], 'request')}, {size(report['bytes'])}")
    for origin, cost in report["mirrors"].items():
        failed = f", {count(cost['failures'], 'failure')}" if cost["failures"] else ""
        lines.append(f"    {origin}: {count(cost['requests'], 'request')}, {cost['bodies']} articles{failed}")
    for host, links in sorted(report["foreign"].items()):
        lines.append(f"  elsewhere   {count(links, 'link')} to {visible(host)}, no mirror of this source: not followed")
    lines += [f"  warning     {visible(warning)}" for warning in report["warnings"]]
    return lines


def _listing_lines(report: dict[str, Any]) -> list[str]:
    listings = report["listings"]
    return [
        f"  listings    {listings['read']} read, {listings['unchanged']} unchanged, {listings['failed']} failed",
        f"  mirror      {report['choice']}",
    ]


def _article_lines(report: dict[str, Any]) -> list[str]:
    verdicts = report["verdicts"]
    new = verdicts.get("new", 0) + verdicts.get("near_duplicate", 0) + verdicts.get("copy", 0)
    said = ", ".join(f"{number} {kind}" for kind, number in sorted(verdicts.items())) or "none"
    lines = [f"  articles    {new} new, {report['known']} already known", f"  verdicts    {said}"]
    if report["pending"]:
        lines.append(f"  pending     {count(report['pending'], 'text')} that no other mirror has shown")
    if report["quarantined"]:
        reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(report["quarantined"].items()))
        lines.append(f"  quarantine  {reasons}")
    if report["lost"]:
        lines.append(
            f"  left over   {count(len(report['lost']), 'article')} that no mirror gave: tried again next time"
        )
    return lines
