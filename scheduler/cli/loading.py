"""Where commands get their configuration: the one place that reads the environment."""

from __future__ import annotations

import os

import click

from crawler.settings import Configuration, load
from scheduler.cli.places import places


def configuration(ctx: click.Context) -> Configuration:
    """Load the configuration of the folder that the command was given.

    :raises ConfigError: with all mistakes in it
    """
    return load(places(ctx).config, os.environ)
