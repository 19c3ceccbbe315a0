"""``mirrorfold mirrors``: how the mirrors of a source are, what became of them, and decisions about them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

import click
from rich.console import Console

from crawler.archive.mirrors.mirror_health import load_health, load_mirror_events, override_mirror
from crawler.mirrors.health.state import State
from crawler.model.errors import NotFound, Refused
from crawler.settings import Configuration, Source
from scheduler.cli.probe import probe
from scheduler.cli.proposals import accept, proposals, reject
from scheduler.cli.terminal.command_groups import ListingGroup
from scheduler.cli.terminal.load_configuration import load_configuration, open_archive
from scheduler.cli.terminal.options import find_user, json_option, reason_option
from scheduler.cli.terminal.places import place_options, places
from scheduler.cli.terminal.printing import print_answer
from scheduler.reports.counts.mirrors import event_facts, event_lines, load_mirrors, mirror_facts, mirrors_table
from scheduler.service.control import ask

F = TypeVar("F", bound=Callable[..., Any])


class _ShowingGroup(ListingGroup):
    DEFAULT = "show"


def _mirror_and_reason(command: F) -> F:
    """Add HOST, which source's it is, why, and the folders."""
    source = click.option("--source", help="The source whose mirror it is, where several have one of that host.")
    return click.argument("host")(source(reason_option()(place_options(command))))


@click.group(cls=_ShowingGroup)
@place_options
def mirrors() -> None:
    """Show how mirrors are, and say what becomes of them; "mirrors [SOURCE]" is "mirrors show [SOURCE]"."""


@mirrors.command()
@click.argument("source", required=False)
@json_option
@place_options
@click.pass_context
def show(ctx: click.Context, source: str | None, as_json_: bool) -> None:
    """Show state, since when, last good answer, success, latency, lag behind the freshest sibling, articles seen first.

    Success and latency are weighted to the latest runs. A mirror that is out of use is probed at growing intervals.
    """
    loaded = load_configuration(ctx)
    _show(ctx, loaded, [loaded.source(source)] if source is not None else list(loaded.sources), as_json_)


def _show(ctx: click.Context, loaded: Configuration, sources: list[Source], as_json_: bool) -> None:
    now = int(time.time())
    with open_archive(ctx, loaded) as archive:
        facts = [mirror for source in sources for mirror in archive.read(load_mirrors, source, now)]
    print_answer(mirror_facts(facts), mirrors_table(facts), as_json=as_json_)


@mirrors.command()
@click.argument("source")
@json_option
@place_options
@click.pass_context
def history(ctx: click.Context, source: str, as_json_: bool) -> None:
    """Tell every change of state of SOURCE's mirrors: when, why, where it was seen, and by whom; the oldest first."""
    loaded = load_configuration(ctx)
    wanted = loaded.source(source)
    with open_archive(ctx, loaded) as archive:
        events = archive.read(load_mirror_events, wanted.id)
    lines = event_lines(events) or ["No mirror has changed its state."]
    print_answer(event_facts(events), lines, as_json=as_json_)


@mirrors.command()
@click.argument("source")
@json_option
@place_options
@click.pass_context
def check(ctx: click.Context, source: str, as_json_: bool) -> None:
    """Crawl SOURCE now, asking every mirror, also those that are out of use; then show how they are.

    A mirror that a person retired is not asked. A daemon that runs does it.
    """
    loaded = load_configuration(ctx)
    wanted, state = loaded.source(source), places(ctx).state
    through = asyncio.run(ask(state, {"do": "crawl", "source": wanted.id, "every_mirror": True}, seconds=None))
    if through is None:
        from crawler.reading.pool import prepare

        prepare()
        from scheduler.crawl_once import crawl_once

        asyncio.run(crawl_once(loaded, wanted, state, Console(stderr=True), every_mirror=True))
    _show(ctx, loaded, [wanted], as_json_)


@mirrors.command()
@_mirror_and_reason
@click.pass_context
def retire(ctx: click.Context, host: str, source: str | None, reason: str) -> None:
    """Ask the mirror HOST no more; its articles and its history stay."""
    _decide(ctx, host, source, State.RETIRED, reason)


@mirrors.command()
@_mirror_and_reason
@click.pass_context
def restore(ctx: click.Context, host: str, source: str | None, reason: str) -> None:
    """Trust the mirror HOST again: one that was retired, suspect, or out of use."""
    _decide(ctx, host, source, State.ACTIVE, reason)


def _decide(ctx: click.Context, host: str, source: str | None, state: State, reason: str) -> None:
    loaded = load_configuration(ctx)
    owner, origin = find_mirror(loaded, host, source)
    with open_archive(ctx, loaded) as archive:
        if state is State.RETIRED:
            _refuse_the_last(owner, origin, archive.read(load_health, owner.id))
        archive.call(override_mirror, owner.id, origin, state, find_user(), reason, int(time.time()))
    click.echo(f"{origin} of {owner.id} is {state}")


def _refuse_the_last(source: Source, origin: str, health: dict[str, Any]) -> None:
    others = [m.origin for m in source.mirrors if m.origin != origin]
    if not any(other not in health or health[other].state is not State.RETIRED for other in others):
        cure = f"To crawl the source no more: mirrorfold source pause {source.id}"
        raise Refused("It is the last mirror that is asked", where=origin, cure=cure)


def find_mirror(loaded: Configuration, host: str, source: str | None) -> tuple[Source, str]:
    """The source and the origin that a host, or an origin, stands for.

    :raises NotFound: when no source has such a mirror
    :raises Refused: when several sources have one
    """
    sources = [loaded.source(source)] if source is not None else list(loaded.sources)
    matches = [(s, m.origin) for s in sources for m in s.mirrors if host in (m.host, m.name, m.origin)]
    if not matches:
        raise NotFound("No source has such a mirror", where=host, cure="mirrorfold mirrors tells their names")
    if len(matches) > 1:
        ways = ", ".join(f"{origin} of {owner.id}" for owner, origin in matches)
        raise Refused(f"Several mirrors are meant: {ways}", where=host, cure="Name one with its port, and --source")
    return matches[0]


mirrors.add_command(probe)
mirrors.add_command(proposals)
mirrors.add_command(accept)
mirrors.add_command(reject)
