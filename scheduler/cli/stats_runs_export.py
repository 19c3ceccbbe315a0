"""``mirrorfold stats``, ``runs`` and ``export``: what the archive says. They do without an index."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import asdict

import click

from crawler.archive.database.identity import read_identity
from crawler.archive.database.store import Archive
from crawler.archive.tables.days import DAY
from crawler.settings import Configuration
from scheduler.cli.export_lines import LINES, Wanted, export_lines
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import (
    colour_states,
    json_option,
    load_configuration,
    open_archive,
    print_answer,
    print_table,
    since_option,
)
from scheduler.reports.counts.run_history import load_runs
from scheduler.reports.counts.selection import Selection, load_archived_sources, select_source
from scheduler.reports.counts.series import load_series, load_series_by_source, series_facts
from scheduler.reports.counts.series_text import series_lines, series_table
from scheduler.reports.counts.stats import index_facts, index_line, load_index_size, load_statistics, statistics_facts
from scheduler.reports.counts.stats_text import runs_table, statistics_lines, statistics_table
from scheduler.reports.formats.data_formats import csv_head, format_json
from scheduler.reports.formats.text_format import parse_optional_moment


@click.command(cls=Command)
@click.argument("source", required=False)
@since_option("what happened")
@click.option("--days", type=click.IntRange(1, 3660), metavar="N", help="Day by day instead, the last N (in UTC).")
@json_option
def stats(source: str | None, since: int | None, days: int | None, as_json: bool) -> None:
    """Count articles, sightings, verdicts and costs: per mirror, per source (or of SOURCE alone), in total.

    "Already known" counts a listed article each time a run met it. "Saved by folding" are the sightings that were
    never fetched: a crawler that takes every URL for an article would have fetched each. The size of the index is told
    while it runs.
    """
    loaded = load_configuration()
    if days is not None:
        if since is not None:
            raise click.UsageError("--days and --since say two things: name one of them")
        _print_series(loaded, source, days, as_json=as_json)
        return
    with open_archive(loaded) as archive:
        selection = _selection(loaded, archive, source, since)
        counted = archive.read(load_statistics, selection, _mirrors(loaded))
        everyone, identity = archive.read(load_archived_sources), archive.read(read_identity)
    index = load_index_size(loaded.settings.redis, places().state, everyone, identity)
    if as_json:
        facts = statistics_facts(counted, parse_optional_moment(selection.since)) | {"index": index_facts(index)}
        click.echo(format_json(facts, indent=2))
        return
    names = {configured.id: configured.name for configured in loaded.sources}
    print_table(statistics_table(counted, names), statistics_lines(counted, names))
    click.echo(index_line(index))


def _print_series(loaded: Configuration, source: str | None, days: int, *, as_json: bool) -> None:
    """Print what happened on each of the last days, by source."""
    last = int(time.time()) // DAY
    with open_archive(loaded) as archive:
        chosen = None if source is None else select_source(source, loaded, archive)
        total = archive.read(load_series, chosen, last - days + 1, last)
        by_source = {chosen: total} if chosen else archive.read(load_series_by_source, last - days + 1, last)
    names = {configured.id: configured.name for configured in loaded.sources}
    if as_json:
        facts = {"total": series_facts(total), "sources": {name: series_facts(by_source[name]) for name in by_source}}
        click.echo(format_json(facts, indent=2))
        return
    rows = by_source if chosen else {**by_source, ALL: total}
    print_table(series_table(rows, names | {ALL: "total"}), series_lines(rows, names | {ALL: "total"}))


ALL = ""
"""Stands for all sources together."""


@click.command(cls=Command)
@click.argument("source", required=False)
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many at most.")
@json_option
def runs(source: str | None, limit: int, as_json: bool) -> None:
    """List the runs of all sources, or of SOURCE, the newest first."""
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        past = archive.read(load_runs, _selection(loaded, archive, source, None), limit)
    lines = colour_states(runs_table(past)) if past else ["No run yet: mirrorfold crawl SOURCE makes one."]
    print_answer([asdict(run) for run in past], lines, as_json=as_json)


@click.command(cls=Command)
@click.argument("source", required=False)
@click.option("--format", "format_", type=click.Choice(list(LINES)), default="jsonl", help="JSON Lines or CSV.")
@since_option("articles first seen")
def export(source: str | None, format_: str, since: int | None) -> None:
    """Write the articles of all sources, or of SOURCE, to stdout, by id: a JSON object a line, or a line of CSV."""
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        selection = _selection(loaded, archive, source, since)
        try:
            if format_ == "csv":
                click.echo(csv_head().encode(), nl=False)
            url = str(loaded.settings.database.url)
            for lines in export_lines(archive, Wanted(places().state, url, selection, _mirrors(loaded), format_)):
                click.echo(lines, nl=False)
        except (
            BrokenPipeError
        ):  # the reader has enough; the interpreter's last flush would complain, so it goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _selection(loaded: Configuration, archive: Archive, source: str | None, since: int | None) -> Selection:
    chosen = None if source is None else select_source(source, loaded, archive)
    return Selection(chosen, None if since is None else int(time.time()) - since)


def _mirrors(loaded: Configuration) -> dict[str, list[str]]:
    return {source.id: [mirror.origin for mirror in source.mirrors] for source in loaded.sources}
