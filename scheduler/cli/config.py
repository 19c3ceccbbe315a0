"""``mirrorfold config`` and ``canonical``: what is configured, and what URLs fold to by it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from crawler.canonical.canonical_url import canonicalize
from crawler.settings import source_urls
from crawler.settings.display import format_toml
from crawler.settings.source import SourceFile
from scheduler.cli.places import Command, WholeGroup
from scheduler.cli.terminal import load_configuration, print_answer
from scheduler.reports.lists.settings import settings_rows


@click.group(cls=WholeGroup)
def config() -> None:
    """Check and show the configuration."""


@config.command()
def check() -> None:
    """Read all files and variables, and name every mistake in them."""
    configuration = load_configuration()
    for warning in configuration.warnings:
        click.echo(f"warning: {warning}", err=True)
    number = len(configuration.sources)
    click.echo(f"config: {number} source{'s' if number != 1 else ''}, 0 mistakes")


@config.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
def show(as_json: bool) -> None:
    """Print every setting, its value in force, and where that comes from. Secrets are masked."""
    rows = settings_rows(load_configuration())
    settings = [f"{row['key']} = {format_toml(row['value'])}" for row in rows]
    width = max(map(len, settings))
    lines = (f"{setting:{width}}  # {row['from']}" for setting, row in zip(settings, rows, strict=True))
    print_answer(rows, lines, as_json=as_json)


@config.command()
def schema() -> None:
    """Print the JSON Schema of a source's file, for editors that check and complete TOML."""
    click.echo(json.dumps(SourceFile.model_json_schema(), indent=2, ensure_ascii=False))


@click.command(cls=Command)
@click.option("--source", "name", metavar="NAME", help="Fold the mirrors of this source, by its name or id.")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
def canonical(name: str | None, urls: tuple[str, ...]) -> None:
    """Print what each URL folds to, a JSON object a line, in order; "-" reads URLs from stdin, one a line.

    The key is null where the host is no mirror of the source; canonical_url is null where the URL cannot be used,
    and then "reason" says why.
    """
    source = source_urls(load_configuration().source(name)) if name is not None else None
    for url in _lines() if urls == ("-",) else urls:
        folded = canonicalize(url, source)
        row = {"url": folded.url, "key": folded.key, "canonical_url": folded.canonical_url, "rules": folded.rules}
        click.echo(json.dumps(row if folded.reason is None else row | {"reason": folded.reason}))


def _lines() -> Iterator[str]:
    with click.open_file("-", encoding="utf-8", errors="surrogateescape") as stdin:
        for line in stdin:
            if line.strip():
                yield line.rstrip("\r\n")
