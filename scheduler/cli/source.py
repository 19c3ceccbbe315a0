"""``mirrorfold source``: the sources as they are configured."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing

import click

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import set_paused
from crawler.model.listing import ListingKind
from crawler.settings import Source
from crawler.settings.display import format_toml
from scheduler.cli.boilerplate import boilerplate
from scheduler.cli.terminal.command_groups import WholeGroup
from scheduler.cli.terminal.load_configuration import load_configuration
from scheduler.cli.terminal.places import place_options, places
from scheduler.cli.terminal.printing import print_lines
from scheduler.reports.formats.text_format import align_columns
from scheduler.service.control import ask


@click.group(cls=WholeGroup)
@place_options
def source() -> None:
    """List and show the configured sources."""


@source.command(name="list")
@place_options
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
@click.pass_context
def list_sources(ctx: click.Context, as_json: bool) -> None:
    """List all sources, one a line."""
    sources = load_configuration(ctx).sources
    if as_json:
        click.echo(json.dumps([_facts(source) for source in sources], indent=2, ensure_ascii=False))
        return
    if not sources:
        click.echo("No source yet: docs/sources.md tells how to add one.")
    rows = [(source.id, source.name, _when(source), ", ".join(m.name for m in source.mirrors)) for source in sources]
    print_lines(align_columns(rows, frozenset(range(4))))


@source.command()
@place_options
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead of lines.")
@click.pass_context
def show(ctx: click.Context, name: str, as_json: bool) -> None:
    """Show all that is configured of the source NAME, its name or its id."""
    facts = _facts(load_configuration(ctx).source(name))
    if as_json:
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    width = max(map(len, facts))
    for key, value in facts.items():
        for number, line in enumerate(_lines(value)):
            click.echo(f"{'' if number else key:{width}}  {line}")


@source.command()
@place_options
@click.argument("name")
@click.pass_context
def pause(ctx: click.Context, name: str) -> None:
    """Crawl the source NAME on schedule no more, until it is resumed."""
    _set_paused(ctx, name, True)


@source.command()
@place_options
@click.argument("name")
@click.pass_context
def resume(ctx: click.Context, name: str) -> None:
    """Crawl the source NAME on schedule again."""
    _set_paused(ctx, name, False)


def _set_paused(ctx: click.Context, name: str, paused: bool) -> None:
    """Keep the decision in the archive, through the daemon where one runs."""
    loaded, state = load_configuration(ctx), places(ctx).state
    wanted = loaded.source(name)
    answer = asyncio.run(ask(state, {"do": "pause" if paused else "resume", "source": wanted.id}))
    if answer is None:
        with closing(Archive.in_folder(state, str(loaded.settings.database.url))) as archive:
            archive.call(set_paused, wanted.id, paused)
    click.echo(f"{wanted.id} is {'paused' if paused else 'crawled on schedule again'}")


source.add_command(boilerplate)


def _when(source: Source) -> str:
    return str(source.schedule) if source.enabled else "disabled"


def _lines(value: object) -> list[str]:
    """A value for reading: one item of a list a line."""
    match value:
        case None:
            return ["-"]
        case list() | dict() if not value:
            return ["-"]
        case list():
            return [line for item in value for line in _lines(item)]
        case {"url": url, "articles": articles}:
            return [f"{url}{articles or ''}"]
        case str():
            return [value]
        case _:
            return [format_toml(value)]


def _facts(source: Source) -> dict[str, object]:
    """A source as plain JSON values, in the order of its file."""
    return {
        "id": source.id,
        "name": source.name,
        "file": str(source.path),
        "language": source.language,
        "timezone": source.timezone,
        "mirrors": [{"url": mirror.origin, "articles": mirror.articles} for mirror in source.mirrors],
        **{kind.key: [path for listed, path in source.listings if listed is kind] for kind in ListingKind},
        "articles": source.articles,
        "schedule": str(source.schedule),
        "fresh": source.fresh,
        "enabled": source.enabled,
        "query_keep": list(source.query_keep),
        "query_drop": list(source.query_drop),
        "variants": list(source.variants),
        "extract": source.extract.model_dump(mode="json", exclude_defaults=True),
        "delay": source.delay,
        "concurrency": source.concurrency,
    }
