"""``mirrorfold mirrors proposals``: hosts that may be mirrors."""

from __future__ import annotations

import click

from crawler.archive.mirrors.proposals import load_proposals
from scheduler.cli.terminal.load_configuration import configuration, open_archive
from scheduler.cli.terminal.options import json_option
from scheduler.cli.terminal.places import place_options
from scheduler.reports.counts.selection import select_source
from scheduler.reports.formats.json_format import as_json
from scheduler.reports.lists.proposals import proposal_facts, proposal_lines


@click.command()
@click.argument("source", required=False)
@click.option("--all", "every", is_flag=True, help="Also partners, and hosts of which only their content speaks.")
@json_option
@place_options
@click.pass_context
def proposals(ctx: click.Context, source: str | None, every: bool, as_json_: bool) -> None:
    """Show the hosts that may be mirrors (of SOURCE alone), with the evidence."""
    loaded = configuration(ctx)
    with open_archive(ctx, loaded) as archive:
        found = archive.read(load_proposals, select_source(source, loaded, archive) if source else None)
    found = [one for one in found if every or one.is_listed]
    if as_json_:
        click.echo(as_json([proposal_facts(one) for one in found], indent=2))
    else:
        click.echo("\n".join(proposal_lines(found)))
