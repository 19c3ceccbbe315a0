"""``mirrorfold mirrors``: the hosts that serve a source, and those that may."""

from __future__ import annotations

import click

from scheduler.cli.places import place_options
from scheduler.cli.proposals import proposals, reject


@click.group()
@place_options
def mirrors() -> None:
    """Show hosts that may be mirrors, and decide about them."""


mirrors.add_command(proposals)
mirrors.add_command(reject)
