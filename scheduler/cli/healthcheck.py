"""``mirrorfold healthcheck``: one question of a supervisor, answered by the exit code."""

from __future__ import annotations

import asyncio
import json

import click

from scheduler.cli.terminal.load_configuration import load_configuration
from scheduler.cli.terminal.places import place_options, places
from scheduler.watching.healthcheck import Check, Health, check_fresh, check_live, check_ready


@click.command()
@click.option("--live", "check", flag_value=Check.LIVE.value, help="Does a daemon answer? (default)")
@click.option("--ready", "check", flag_value=Check.READY.value, help="Do archive and index answer?")
@click.option("--fresh", "check", flag_value=Check.FRESH.value, help="Do new articles come?")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
@place_options
@click.pass_context
def healthcheck(ctx: click.Context, check: str | None, as_json: bool) -> None:
    """Tell a supervisor whether all is well: a sentence, and an exit code.

    Exit codes: 0 healthy, 10 no daemon answers, 11 archive or index cannot be used, 12 a source had no new article
    within its limit.
    """
    health = _ask(ctx, Check(check or Check.LIVE))
    if as_json:
        click.echo(json.dumps(health.facts(), indent=1))
    else:
        for sentence in health.complaints or (health.says,):
            click.echo(sentence)
    ctx.exit(health.code)


def _ask(ctx: click.Context, check: Check) -> Health:
    state = places(ctx).state
    match check:
        case Check.LIVE:
            return asyncio.run(check_live(state))  # needs no configuration: a wrong edit does not end a daemon
        case Check.READY:
            return asyncio.run(check_ready(load_configuration(ctx), state))
        case Check.FRESH:
            return check_fresh(load_configuration(ctx), state)
