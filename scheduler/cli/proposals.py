"""``mirrorfold mirrors proposals``: hosts that may be mirrors."""

from __future__ import annotations

import click

from crawler.archive.proposals import proposals_of
from scheduler.cli.loading import configuration, open_archive
from scheduler.cli.options import json_option
from scheduler.cli.places import place_options
from scheduler.reports.jsontext import as_json
from scheduler.reports.proposals import proposal_facts, proposal_lines
from scheduler.reports.selection import select_source


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
        found = archive.read(proposals_of, select_source(source, loaded, archive) if source else None)
    found = [one for one in found if every or one.is_listed]
    if as_json_:
        click.echo(as_json([proposal_facts(one) for one in found], indent=2))
    else:
        click.echo("\n".join(proposal_lines(found)))
