"""``mirrorfold backup``, ``restore`` and ``archive check``: the archive is copied, put back, and looked through."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import click

from crawler.archive.database.backup import back_up
from crawler.archive.database.integrity import check_archive as check_archive
from scheduler.cli.terminal.command_groups import WholeGroup
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.places import place_options, places
from scheduler.reports.formats.text_format import format_count, format_size, sanitize

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Write over FILE where it exists.")
@place_options
@click.pass_context
def backup(ctx: click.Context, file: Path, replace: bool) -> None:
    """Copy the archive to FILE; it may be in use."""
    from scheduler.orders.restore import require_sqlite

    require_sqlite(load_configuration(ctx))
    written = back_up(places(ctx).state / "archive.db", file, replace=replace)
    click.echo(f"the archive was copied to {file}, {format_size(written)}")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Replace the archive that stands in the state folder.")
@place_options
@click.pass_context
def restore(ctx: click.Context, file: Path, replace: bool) -> None:
    """Put FILE, a copy of the archive, back, and make the index anew from it."""
    from scheduler.orders.restore import restore as put_back

    asyncio.run(put_back(load_configuration(ctx), places(ctx).state, file, replace=replace))
    click.echo(f"the archive was restored from {file}")


@click.group(cls=WholeGroup)
@place_options
def archive() -> None:
    """Look through the archive."""


@archive.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@place_options
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Look through the archive: the file, its references, rows that lead nowhere, tombstones, every text's digest.

    It may be in use. Ends with 1 when something is found.
    """
    with open_archive(ctx, load_configuration(ctx)) as opened:
        done = opened.read(check_archive)
    if as_json:
        click.echo(json.dumps(asdict(done), indent=1))
    else:
        for finding in done.findings:
            click.echo(sanitize(f"{finding.table}: {finding.says}"))
        findings = format_count(len(done.findings), "finding") if done.findings else "nothing is wrong"
        click.echo(f"{format_count(done.rows, 'row')}, {format_count(done.texts, 'text')} looked at: {findings}")
    ctx.exit(1 if done.findings else 0)
