"""``mirrorfold doctor``, ``healthcheck`` and ``next``: whether all is well, and what is due."""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from dataclasses import asdict
from typing import Any

import click

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import SourcePast, load_pasts
from crawler.model.errors import ConfigError
from crawler.settings import Source
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import load_configuration, print_answer
from scheduler.reports.formats.text_format import format_moment
from scheduler.schedule.timetable import next_run
from scheduler.service.control import ask
from scheduler.watching.doctor import examine, list_problems
from scheduler.watching.healthcheck import Check, Health, check_fresh, check_live, check_ready


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Look at configuration, state folder, archive and index, and say what is wrong with them.

    Ends with 1 when something is wrong; warnings alone end with 0.
    """
    where = places()
    try:
        findings = asyncio.run(examine(load_configuration(), where.state))
    except ConfigError as error:
        findings = list_problems("configuration", error.problems)
    lines = (f"{each.level:8}{each.about}: {each.says}. {each.cure}".rstrip() for each in findings)
    print_answer([asdict(finding) for finding in findings], lines, as_json=as_json, indent=1)
    sys.exit(1 if any(finding.level == "wrong" for finding in findings) else 0)


@click.command(cls=Command)
@click.option("--live", "check", flag_value=Check.LIVE.value, help="Does a daemon answer? (default)")
@click.option("--ready", "check", flag_value=Check.READY.value, help="Do archive and index answer, and are pages read?")
@click.option("--fresh", "check", flag_value=Check.FRESH.value, help="Do new articles come?")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
def healthcheck(check: str | None, as_json: bool) -> None:
    """Tell a supervisor whether all is well: a sentence, and an exit code.

    Exit codes: 0 healthy, 10 no daemon answers, 11 archive or index cannot be used or no page can be read, 12 a source
    had no new article within its limit.
    """
    health = _ask(Check(check or Check.LIVE))
    print_answer(health.facts(), health.complaints or [health.says], as_json=as_json, indent=1)
    sys.exit(health.code)


def _ask(check: Check) -> Health:
    state = places().state
    match check:
        case Check.LIVE:
            return asyncio.run(check_live(state))  # needs no configuration: a wrong edit does not end a daemon
        case Check.READY:
            return asyncio.run(check_ready(load_configuration(), state))
        case Check.FRESH:
            return check_fresh(load_configuration(), state)


@click.command("next", cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print the sources as JSON.")
def next_(as_json: bool) -> None:
    """Tell when each source is crawled next, and what is under way."""
    loaded, state = load_configuration(), places().state
    status = asyncio.run(ask(state, {"do": "status"}))
    with closing(Archive.in_folder(state, str(loaded.settings.database.url))) as archive:
        pasts = archive.read(load_pasts, [source.id for source in loaded.sources])
        rows = [_row(source, pasts[source.id], status or {}, archive.clock()) for source in loaded.sources]
    lines = [_line(row) for row in rows]
    if status is None:
        lines.append("No daemon works in this state folder: start one with mirrorfold run")
    print_answer({"daemon": status is not None, "sources": rows}, lines, as_json=as_json, indent=1)


def _row(source: Source, past: SourcePast, status: dict[str, Any], now: float) -> dict[str, Any]:
    due = next_run(source.schedule, source.timezone, past, now, name=source.id).at
    planned = status.get("next", {}).get(source.id)
    running = source.id in status.get("running", [])
    off = past.paused or not source.enabled
    return {
        "source": source.id,
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
