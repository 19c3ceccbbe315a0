"""``mirrorfold config``: is the configuration right, and what is in force."""

from __future__ import annotations

import json

import click

from crawler.settings import Configuration
from crawler.settings.display import format_toml, mask_value
from scheduler.cli.terminal.command_groups import WholeGroup
from scheduler.cli.terminal.load_configuration import load_configuration
from scheduler.cli.terminal.places import place_options


@click.group(cls=WholeGroup)
@place_options
def config() -> None:
    """Check and show the configuration."""


@config.command()
@place_options
@click.pass_context
def check(ctx: click.Context) -> None:
    """Read all files and variables, and name every mistake in them."""
    configuration = load_configuration(ctx)
    for warning in configuration.warnings:
        click.echo(f"warning: {warning}", err=True)
    number = len(configuration.sources)
    click.echo(f"config: {number} source{'s' if number != 1 else ''}, 0 mistakes")


@config.command()
@place_options
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
@click.pass_context
def show(ctx: click.Context, as_json: bool) -> None:
    """Print every setting, its value in force, and where that comes from. Secrets are masked."""
    rows = _rows(load_configuration(ctx))
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    lines = [f"{row['key']} = {format_toml(row['value'])}" for row in rows]
    width = max(map(len, lines))
    for line, row in zip(lines, rows, strict=True):
        click.echo(f"{line:{width}}  # {row['from']}")


def _rows(configuration: Configuration) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for key, origin in configuration.origins.items():
        section, name = key.split(".")
        value = mask_value(key, getattr(getattr(configuration.settings, section), name))
        rows.append({"key": key, "value": value, "from": origin.value})
    return rows
