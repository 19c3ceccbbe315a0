"""``mirrorfold next``: when each source is crawled next."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import closing
from typing import Any

import click

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import load_past
from crawler.settings import Configuration
from scheduler.cli.terminal.load_configuration import load_configuration
from scheduler.cli.terminal.places import place_options, places
from scheduler.reports.formats.text_format import format_moment
from scheduler.schedule.timetable import next_run, read_past
from scheduler.service.control import ask


@click.command("next")
@click.option("--json", "as_json", is_flag=True, help="Print the sources as JSON.")
@place_options
@click.pass_context
def next_(ctx: click.Context, as_json: bool) -> None:
    """Tell when each source is crawled next, and what is under way."""
    loaded, state = load_configuration(ctx), places(ctx).state
    status = asyncio.run(ask(state, {"do": "status"}))
    with closing(Archive.in_folder(state, str(loaded.settings.database.url))) as archive:
        rows = [_row(loaded, name, archive, status) for name in (source.id for source in loaded.sources)]
    if as_json:
        click.echo(json.dumps({"daemon": status is not None, "sources": rows}, indent=1))
        return
    for row in rows:
        click.echo(_line(row))
    if status is None:
        click.echo("No daemon works in this state folder: start one with mirrorfold run")


def _row(loaded: Configuration, name: str, archive: Archive, status: dict[str, Any] | None) -> dict[str, Any]:
    source = loaded.source(name)
    past = archive.read(load_past, name)
    due = next_run(source.schedule, source.timezone, read_past(past), time.time(), name=name).at
    planned = (status or {}).get("next", {}).get(name)
    running = name in (status or {}).get("running", [])
    off = past.paused or not source.enabled
    return {
        "source": name,
        "schedule": str(source.schedule),
        "state": "running" if running else "paused" if past.paused else "disabled" if off else "waiting",
        "next": None if running or off else planned or due,
        "last": past.started,
        "failures": past.failures,
        "merged": past.merged,
    }


def _line(row: dict[str, Any]) -> str:
    when = format_moment(int(row["next"])) if row["next"] is not None else row["state"]
    trouble = f", {row['failures']} failed in a row" if row["failures"] else ""
    merged = f", {row['merged']} due times merged" if row["merged"] else ""
    return f"{when}  {row['source']} ({row['schedule']}), last run {format_moment(row['last'])}{trouble}{merged}"
