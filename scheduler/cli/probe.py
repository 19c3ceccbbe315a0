"""``mirrorfold mirrors probe``: does a host carry a source's articles?"""

from __future__ import annotations

import asyncio

import click

from crawler.archive.mirrors.proposals import Proposal, load_proposals
from crawler.mirrors.proposals.probe_findings import Probe
from crawler.model.errors import NotFound, Refused
from crawler.settings import Configuration, Source
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.places import place_options, places
from scheduler.reports.formats.text_format import sanitize
from scheduler.reports.lists.proposals import proposal_lines
from scheduler.service.control import ask


@click.command()
@click.argument("host")
@click.option("--source", help="The source whose articles are looked for; needed where HOST was not proposed.")
@place_options
@click.pass_context
def probe(ctx: click.Context, host: str, source: str | None) -> None:
    """Fetch at most 14 pages of HOST, hold them against the source's articles, and say what HOST is.

    A daemon that runs does it.
    """
    loaded, state = load_configuration(ctx), places(ctx).state
    owner = loaded.source(source) if source is not None else _proposed_for(ctx, loaded, host)
    request = {"do": "probe", "source": owner.id, "host": host}
    through = asyncio.run(ask(state, request, seconds=None))
    if through is not None:
        findings = Probe.of_facts(through["probe"])
    else:
        from crawler.reading.pool import prepare

        prepare()
        from scheduler.crawl_once import probe_once

        findings = asyncio.run(probe_once(loaded, owner, host, state))
    known = [proposal for proposal in _proposals(ctx, loaded) if (proposal.source, proposal.host) == (owner.id, host)]
    click.echo("\n".join(proposal_lines(known)) if known else f"{sanitize(host)}: {sanitize(findings.words)}")


def _proposed_for(ctx: click.Context, loaded: Configuration, host: str) -> Source:
    """The only source that a host was proposed for.

    :raises NotFound: when it was proposed for none
    :raises Refused: when it was for several
    """
    names = sorted({proposal.source for proposal in _proposals(ctx, loaded) if proposal.host == host})
    if not names:
        raise NotFound("No such host was proposed", where=host, cure="Name the source whose mirror it may be: --source")
    if len(names) > 1:
        raise Refused(f"It was proposed for {', '.join(names)}", where=host, cure="Name one with --source")
    return loaded.source(names[0])


def _proposals(ctx: click.Context, loaded: Configuration) -> list[Proposal]:
    with open_archive(ctx, loaded) as archive:
        return archive.read(load_proposals)
