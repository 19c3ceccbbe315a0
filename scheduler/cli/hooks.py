"""``mirrorfold hooks``: who is told what happens, how it stands with them, and what they did not take."""

from __future__ import annotations

import asyncio

import click

from crawler.model.errors import NotFound, Refused
from scheduler.cli.places import ListingGroup
from scheduler.cli.terminal import json_option, load_configuration, open_archive, print_answer
from scheduler.orders.decide_hooks import retry_deliveries
from scheduler.reports.formats.text_format import format_count, sanitize
from scheduler.reports.hooks.load_hooks import (
    dead_letter_facts,
    dead_letter_lines,
    hook_facts,
    hook_lines,
    load_dead_letters,
    load_hooks,
)


@click.group(cls=ListingGroup)
def hooks() -> None:
    """Show hooks, try them, list what they did not take, and have it tried again."""


@hooks.command("list")
@json_option
def list_hooks(as_json: bool) -> None:
    """List the hooks with what they took, what waits for them, and what went wrong; "list" may be left out."""
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        standings = archive.read(load_hooks, loaded.settings)
        lines = list(hook_lines(standings, int(archive.clock())))
    nobody = "No hook is configured: [[hooks]] in mirrorfold.toml makes one."
    print_answer([hook_facts(each) for each in standings], lines or [nobody], as_json=as_json)


@hooks.command()
@click.argument("name")
@json_option
def test(name: str, as_json: bool) -> None:
    """Send a made-up event to the hook NAME now, past all that waits for it, and say whether it was taken."""
    from scheduler.hooks.targets import list_targets
    from scheduler.hooks.try_hook import try_hook
    from scheduler.reports.hooks.event import Teller

    loaded = load_configuration()
    targets = {target.name: target for target in list_targets(loaded.settings.hooks, loaded.settings.alarms)}
    if name not in targets:
        cure = f"There are: {', '.join(targets)}" if targets else "[[hooks]] in mirrorfold.toml makes one"
        raise NotFound(f'There is no hook "{sanitize(name)}"', where=str(loaded.folder), cure=cure)
    attempt = asyncio.run(try_hook(targets[name], Teller("test", loaded.settings.web.address)))
    if attempt.trouble:
        cure = "Mend the target or the hook, and test it again"
        raise Refused(f"The event was not taken: {sanitize(attempt.trouble)}", where=f"hook {name}", cure=cure)
    print_answer({"hook": name, "taken": True}, [f"hook {name} took it"], as_json=as_json)


@hooks.command()
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many at most.")
@json_option
def dead(limit: int, as_json: bool) -> None:
    """List dead letters: events that were given up because their hook failed for too long."""
    with open_archive(load_configuration()) as archive:
        letters = archive.read(load_dead_letters, limit)
    lines = list(dead_letter_lines(letters)) or ["No dead letter."]
    print_answer([dead_letter_facts(each) for each in letters], lines, as_json=as_json)


@hooks.command()
@click.argument("letters", type=int, nargs=-1)
@click.option("--all", "every", is_flag=True, help="All of them.")
@json_option
def retry(letters: tuple[int, ...], every: bool, as_json: bool) -> None:
    """Have dead LETTERS, numbers that "hooks dead" tells, tried again: at once, before what came after them."""
    if bool(letters) is every:
        raise click.UsageError("Name dead letters by their numbers, or say --all")
    with open_archive(load_configuration()) as archive:
        number = archive.call_for((), retry_deliveries, None if every else letters, int(archive.clock()))
    print_answer({"retried": number}, [f"{format_count(number, 'dead letter')} will be tried again"], as_json=as_json)
