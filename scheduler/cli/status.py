"""``mirrorfold status``: what runs now, on this machine and in the installation that it is part of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from scheduler.cli.places import Command, places
from scheduler.cli.terminal import json_option, load_configuration, open_archive, print_answer
from scheduler.cluster.installation_report import installation_facts, installation_lines, load_installation
from scheduler.reports.counts.index_shards import load_shards, shard_lines
from scheduler.reports.formats.text_format import format_count, format_moment, format_span, parse_moment, sanitize
from scheduler.reports.hooks.load_hooks import HookStanding, load_hooks
from scheduler.service.control import ask


@click.command(cls=Command)
@json_option
def status(as_json: bool) -> None:
    """Show what runs now: the daemon of this state folder; where several processes share an archive, who leads, who
    works, and what waits; and the shards of an index on a cluster.
    """
    loaded, state = load_configuration(), places().state
    daemon = asyncio.run(ask(state, {"do": "status"}))
    with open_archive(loaded) as archive:
        installation = archive.read(load_installation)
        hooks = archive.read(load_hooks, loaded.settings)
    shards = load_shards(loaded.settings.redis)
    facts = {
        "daemon": daemon,
        "installation": None if installation is None else installation_facts(installation),
        "index": shards if isinstance(shards, str) else {"shards": list(shards)},
        "hooks": [{"name": hook.name, "waiting": hook.waiting, "dead": hook.dead} for hook in hooks],
    }
    lines = [
        *_daemon_lines(daemon),
        *(installation_lines(installation) if installation is not None else ()),
        *shard_lines(shards),
        *_hook_lines(hooks),
    ]
    print_answer(facts, lines, as_json=as_json, indent=1)


def _hook_lines(hooks: Sequence[HookStanding]) -> Iterator[str]:
    if hooks:
        waiting, dead = sum(hook.waiting for hook in hooks), sum(hook.dead for hook in hooks)
        wrong = "; mirrorfold hooks tells more" if dead or any(hook.failures for hook in hooks) else ""
        yield f"hooks   {len(hooks)}: {waiting:,} waiting, {format_count(dead, 'dead letter')}{wrong}"


def _daemon_lines(daemon: Mapping[str, Any] | None) -> Iterator[str]:
    if daemon is None:
        yield f"daemon  none in {places().state}: mirrorfold run starts one"
        return
    began = format_moment(parse_moment(int(daemon["began"])))
    due = [at for at in daemon["next"].values() if at is not None]
    soonest = f"; the next in {format_span(max(0, int(min(due) - time.time())))}" if due else ""
    running = format_count(len(daemon["running"]), "source")
    yield f"daemon  process {daemon['pid']} since {began}: {running} under way, {daemon['waiting']} waiting{soonest}"
    for name, run in sorted(daemon["runs"].items()):
        yield f"  {sanitize(name)}: {sanitize(str(run['says']))}"
