"""``mirrorfold backup``, ``restore`` and ``archive check``: the archive is copied, put back, and looked through."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path

import click

from crawler.archive.database.backup import back_up
from crawler.archive.database.integrity import check_archive as check_archive
from scheduler.cli.places import Command, WholeGroup, places
from scheduler.cli.terminal import load_configuration, open_archive, print_answer
from scheduler.reports.formats.text_format import format_count, format_size, sanitize

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(cls=Command)
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Write over FILE where it exists.")
def backup(file: Path, replace: bool) -> None:
    """Copy the archive to FILE; it may be in use."""
    from scheduler.orders.restore import require_sqlite

    require_sqlite(load_configuration())
    written = back_up(places().state / "archive.db", file, replace=replace)
    click.echo(f"the archive was copied to {file}, {format_size(written)}")


@click.command(cls=Command)
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Replace the archive that stands in the state folder.")
def restore(file: Path, replace: bool) -> None:
    """Put FILE, a copy of the archive, back, and make the index anew from it."""
    from scheduler.orders.restore import restore as put_back

    asyncio.run(put_back(load_configuration(), places().state, file, replace=replace))
    click.echo(f"the archive was restored from {file}")


@click.group(cls=WholeGroup)
def archive() -> None:
    """Look through the archive."""


@archive.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(as_json: bool) -> None:
    """Look through the archive: the file, its references, rows that lead nowhere, tombstones, every text's digest.

    It may be in use. Ends with 1 when something is found.
    """
    with open_archive(load_configuration()) as opened:
        done = opened.read(check_archive)
    findings = format_count(len(done.findings), "finding") if done.findings else "nothing is wrong"
    counts = f"{format_count(done.rows, 'row')}, {format_count(done.texts, 'text')} looked at: {findings}"
    lines = [*(sanitize(f"{finding.table}: {finding.says}") for finding in done.findings), counts]
    print_answer(asdict(done), lines, as_json=as_json, indent=1)
    sys.exit(1 if done.findings else 0)
