"""``mirrorfold doctor``: look at everything a crawl needs, and say what is wrong and what to do."""

from __future__ import annotations

import asyncio
import json

import click

from crawler.model.errors import ConfigError
from scheduler.cli.terminal.load_configuration import load_configuration
from scheduler.cli.terminal.places import place_options, places
from scheduler.watching.doctor import Finding, examine, examine_without_config


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@place_options
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look at configuration, state folder, archive and index, and say what is wrong with them.

    Ends with 1 when something is wrong; warnings alone end with 0.
    """
    where = places(ctx)
    try:
        findings = asyncio.run(examine(load_configuration(ctx), where.state))
    except ConfigError as error:
        findings = examine_without_config(error)
    if as_json:
        click.echo(json.dumps([finding.facts() for finding in findings], indent=1))
    else:
        for finding in findings:
            click.echo(_line(finding))
    ctx.exit(1 if any(finding.level == "wrong" for finding in findings) else 0)


def _line(finding: Finding) -> str:
    cure = f" {finding.cure}" if finding.cure else ""
    return f"{finding.level:8}{finding.about}: {finding.says}.{cure}"
