"""``mirrorfold mirrors``: how mirrors are, what became of them, which hosts may be some, and decisions about them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import click
from rich.console import Console

from crawler.archive.mirrors.mirror_health import load_mirror_events
from crawler.archive.mirrors.proposals import Proposal, load_proposals
from crawler.mirrors.health.state import State
from crawler.mirrors.proposals.probe_findings import Probe
from crawler.model.errors import NotFound, Refused
from crawler.settings import Configuration, Source
from scheduler.cli.places import ListingGroup, places
from scheduler.cli.terminal import (
    colour_states,
    find_user,
    json_option,
    load_configuration,
    open_archive,
    print_answer,
    reason_option,
)
from scheduler.cluster.ask_daemon import ask_daemon
from scheduler.orders.decide_mirrors import (
    accept_proposal,
    find_mirror,
    reject_proposal,
    restore_mirror,
    retire_mirror,
)
from scheduler.reports.counts.mirrors import event_line, load_mirrors, mirrors_table, proposal_facts, proposal_lines
from scheduler.reports.counts.selection import select_source
from scheduler.reports.formats.text_format import record_facts, sanitize

F = TypeVar("F", bound=Callable[..., Any])

source_option = click.option("--source", help="The source it was proposed for, where several are meant.")


class _ShowingGroup(ListingGroup):
    DEFAULT = "show"


def _mirror_and_reason(command: F) -> F:
    """Add HOST, which source's it is, and why."""
    source = click.option("--source", help="The source whose mirror it is, where several have one of that host.")
    return click.argument("host")(source(reason_option()(command)))


@click.group(cls=_ShowingGroup)
def mirrors() -> None:
    """Show how mirrors are, and say what becomes of them; "mirrors [SOURCE]" is "mirrors show [SOURCE]"."""


@mirrors.command()
@click.argument("source", required=False)
@json_option
def show(source: str | None, as_json: bool) -> None:
    """Show state, since when, last good answer, success, latency, lag behind the freshest sibling, articles seen first.

    Success and latency are weighted to the latest runs. A mirror that is out of use is probed at growing intervals.
    """
    loaded = load_configuration()
    _show(loaded, [loaded.source(source)] if source is not None else list(loaded.sources), as_json)


def _show(loaded: Configuration, sources: list[Source], as_json: bool) -> None:
    now = int(time.time())
    with open_archive(loaded) as archive:
        facts = archive.read(load_mirrors, sources, now)
    lines = colour_states(mirrors_table(facts))
    print_answer([asdict(mirror) for mirror in facts], lines, as_json=as_json)


@mirrors.command()
@click.argument("source")
@json_option
def history(source: str, as_json: bool) -> None:
    """Tell every change of state of SOURCE's mirrors: when, why, where it was seen, and by whom; the oldest first."""
    loaded = load_configuration()
    wanted = loaded.source(source)
    with open_archive(loaded) as archive:
        events = archive.read(load_mirror_events, wanted.id)
    lines = [event_line(event) for event in events] or ["No mirror has changed its state."]
    print_answer([record_facts(event, "at") for event in events], lines, as_json=as_json)


@mirrors.command()
@click.argument("source")
@json_option
def check(source: str, as_json: bool) -> None:
    """Crawl SOURCE now, asking every mirror, also those that are out of use; then show how they are.

    A mirror that a person retired is not asked. A daemon that runs does it.
    """
    loaded = load_configuration()
    wanted, state = loaded.source(source), places().state
    request = {"do": "crawl", "source": wanted.id, "every_mirror": True}
    through = asyncio.run(ask_daemon(loaded, state, request, seconds=None))
    if through is None:
        from crawler.reading.fork_server import start_fork_server

        start_fork_server()
        from scheduler.crawl_once import crawl_once

        asyncio.run(crawl_once(loaded, wanted, state, Console(stderr=True), every_mirror=True))
    _show(loaded, [wanted], as_json)


@mirrors.command()
@_mirror_and_reason
def retire(host: str, source: str | None, reason: str) -> None:
    """Ask the mirror HOST no more; its articles and its history stay."""
    _decide(host, source, State.RETIRED, reason)


@mirrors.command()
@_mirror_and_reason
def restore(host: str, source: str | None, reason: str) -> None:
    """Trust the mirror HOST again: one that was retired, suspect, or out of use."""
    _decide(host, source, State.ACTIVE, reason)


def _decide(host: str, source: str | None, state: State, reason: str) -> None:
    loaded = load_configuration()
    owner, origin = find_mirror(loaded, host, source)
    decide = retire_mirror if state is State.RETIRED else restore_mirror
    with open_archive(loaded) as archive:
        archive.call(decide, owner, origin, find_user(), reason, int(archive.clock()))
    click.echo(f"{origin} of {owner.id} is {state}")


@mirrors.command()
@click.argument("source", required=False)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Also partners, and hosts that a sentence names or content speaks for and no probe found.",
)
@json_option
def proposals(source: str | None, every: bool, as_json: bool) -> None:
    """Show the hosts that may be mirrors (of SOURCE alone), with the evidence."""
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        listed = archive.read(load_proposals, select_source(source, loaded, archive) if source else None)
    listed = [proposal for proposal in listed if every or proposal.is_listed]
    print_answer([proposal_facts(proposal) for proposal in listed], proposal_lines(listed), as_json=as_json)


@mirrors.command()
@click.argument("host")
@source_option
@reason_option(required=False)
def accept(host: str, source: str | None, reason: str | None) -> None:
    """Make the proposed HOST a mirror: it is written into its source's file, the last of the list.

    A daemon that runs takes the changed file over. The mirror is asked for each article of the last 30 days that it
    lists. Where the file cannot be written, the lines to add are printed.
    """
    loaded, why = load_configuration(), reason or "a person's word"
    with open_archive(loaded) as archive:
        owner, origin = archive.call(accept_proposal, loaded, host, source, find_user(), why, int(archive.clock()))
    click.echo(f"{origin} is a mirror of {owner.id} now: it stands in {owner.path}")


@mirrors.command()
@click.argument("host")
@source_option
@reason_option()
def reject(host: str, source: str | None, reason: str) -> None:
    """Remember that HOST is no mirror: it is never proposed again for that source."""
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        proposal = archive.call(reject_proposal, loaded, host, source, find_user(), reason, int(archive.clock()))
    click.echo(f"{proposal.host} is rejected for {proposal.source} and will not be proposed again")


@mirrors.command()
@click.argument("host")
@click.option("--source", help="The source whose articles are looked for; needed where HOST was not proposed.")
def probe(host: str, source: str | None) -> None:
    """Fetch at most 14 pages of HOST, hold them against the source's articles, and say what HOST is.

    A daemon that runs does it.
    """
    loaded, state = load_configuration(), places().state
    owner = loaded.source(source) if source is not None else _proposed_for(loaded, host)
    request = {"do": "probe", "source": owner.id, "host": host}
    through = asyncio.run(ask_daemon(loaded, state, request, seconds=None))
    if through is not None:
        findings = Probe.of_facts(through["probe"])
    else:
        from crawler.reading.fork_server import start_fork_server

        start_fork_server()
        from scheduler.crawl_once import probe_once

        findings = asyncio.run(probe_once(loaded, owner, host, state))
    known = [proposal for proposal in _proposals(loaded) if (proposal.source, proposal.host) == (owner.id, host)]
    click.echo("\n".join(proposal_lines(known)) if known else f"{sanitize(host)}: {sanitize(findings.words)}")


def _proposed_for(loaded: Configuration, host: str) -> Source:
    """The only source that a host was proposed for.

    :raises NotFound: when it was proposed for none
    :raises Refused: when it was for several
    """
    names = sorted({proposal.source for proposal in _proposals(loaded) if proposal.host == host})
    if not names:
        raise NotFound("No such host was proposed", where=host, cure="Name the source whose mirror it may be: --source")
    if len(names) > 1:
        raise Refused(f"It was proposed for {', '.join(names)}", where=host, cure="Name one with --source")
    return loaded.source(names[0])


def _proposals(loaded: Configuration) -> list[Proposal]:
    with open_archive(loaded) as archive:
        return archive.read(load_proposals)
