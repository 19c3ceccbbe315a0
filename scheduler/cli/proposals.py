"""``mirrorfold mirrors proposals`` and ``reject``: hosts that may be mirrors."""

from __future__ import annotations

import time

import click

from crawler.archive.proposals import proposals_of
from crawler.archive.proposals import reject as reject_host
from crawler.errors import NotFound
from scheduler.cli.inspect import json_option, open_archive
from scheduler.cli.loading import configuration
from scheduler.cli.person import person, reason_option
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


@click.command()
@click.argument("source")
@click.argument("host")
@reason_option()
@place_options
@click.pass_context
def reject(ctx: click.Context, source: str, host: str, reason: str) -> None:
    """Remember that HOST is no mirror of SOURCE: it is never proposed again."""
    loaded = configuration(ctx)
    with open_archive(ctx, loaded) as archive:
        wanted = select_source(source, loaded, archive)
        if not archive.call(reject_host, wanted, host, who=person(), reason=reason, now=int(time.time())):
            raise NotFound("No such host was proposed", where=host, cure="mirrorfold mirrors proposals lists them")
    click.echo(f"{host} is rejected and will not be proposed again")
