"""``mirrorfold mirrors proposals``, ``accept`` and ``reject``: hosts that may be mirrors, and decisions about them."""

from __future__ import annotations

import time

import click

from crawler.archive.mirrors.proposals import REJECTED, Proposal, decide_proposal, load_proposals
from crawler.model.errors import NotFound, Refused
from crawler.settings import Configuration
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import find_user, json_option, reason_option
from scheduler.cli.terminal.places import place_options
from scheduler.cli.terminal.printing import print_answer
from scheduler.orders.accept_mirror import record_acceptance, write_mirror
from scheduler.reports.counts.selection import select_source
from scheduler.reports.lists.proposals import proposal_facts, proposal_lines

source_option = click.option("--source", help="The source it was proposed for, where several are meant.")


@click.command()
@click.argument("source", required=False)
@click.option("--all", "every", is_flag=True, help="Also partners, and hosts of which only their content speaks.")
@json_option
@place_options
@click.pass_context
def proposals(ctx: click.Context, source: str | None, every: bool, as_json_: bool) -> None:
    """Show the hosts that may be mirrors (of SOURCE alone), with the evidence."""
    loaded = load_configuration(ctx)
    with open_archive(ctx, loaded) as archive:
        listed = archive.read(load_proposals, select_source(source, loaded, archive) if source else None)
    listed = [proposal for proposal in listed if every or proposal.is_listed]
    print_answer([proposal_facts(proposal) for proposal in listed], proposal_lines(listed), as_json=as_json_)


@click.command()
@click.argument("host")
@source_option
@reason_option(required=False)
@place_options
@click.pass_context
def accept(ctx: click.Context, host: str, source: str | None, reason: str | None) -> None:
    """Make the proposed HOST a mirror: it is written into its source's file, the last of the list.

    A daemon that runs takes the changed file over. Each article of the mirror is audited for a day. Where the file
    cannot be written, the lines to add are printed.
    """
    loaded = load_configuration(ctx)
    with open_archive(ctx, loaded) as archive:
        proposal = _proposal(loaded, archive.read(load_proposals), host, source)
        owner, now = loaded.source(proposal.source), int(time.time())
        origin = write_mirror(owner, proposal)
        archive.call(record_acceptance, proposal, origin, find_user(), reason or "a person's word", now)
    click.echo(f"{origin} is a mirror of {owner.id} now: it stands in {owner.path}")


@click.command()
@click.argument("host")
@source_option
@reason_option()
@place_options
@click.pass_context
def reject(ctx: click.Context, host: str, source: str | None, reason: str) -> None:
    """Remember that HOST is no mirror: it is never proposed again for that source."""
    loaded = load_configuration(ctx)
    with open_archive(ctx, loaded) as archive:
        proposal = _proposal(loaded, archive.read(load_proposals), host, source)
        now = int(time.time())
        archive.call(decide_proposal, proposal.source, proposal.host, REJECTED, who=find_user(), reason=reason, now=now)
    click.echo(f"{proposal.host} is rejected for {proposal.source} and will not be proposed again")


def _proposal(loaded: Configuration, known: list[Proposal], host: str, source: str | None) -> Proposal:
    wanted = None if source is None else loaded.source(source).id
    sources = {configured.id for configured in loaded.sources}
    bare = host.partition("://")[2].rstrip("/") or host
    matches = [p for p in known if p.host == bare and p.source in sources and wanted in (None, p.source)]
    if not matches:
        raise NotFound("No such host was proposed", where=host, cure="mirrorfold mirrors proposals lists them")
    if len(matches) > 1:
        names = ", ".join(sorted(p.source for p in matches))
        raise Refused(f"It was proposed for several sources: {names}", where=host, cure="Name one with --source")
    return matches[0]
