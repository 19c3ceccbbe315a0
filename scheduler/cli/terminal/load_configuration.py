"""Where commands get their configuration and the archive: the one place that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from crawler.archive.database.store import Archive
from crawler.model.errors import NotFound
from crawler.settings import Configuration, load
from scheduler.cli.terminal.places import places


def load_configuration(ctx: click.Context) -> Configuration:
    """Load the configuration of the folder that the command was given.

    :raises ConfigError: with all mistakes in it
    """
    return load(places(ctx).config, os.environ)


@contextmanager
def open_archive(ctx: click.Context, loaded: Configuration) -> Iterator[Archive]:
    """Open the archive that is there; none is made.

    :raises NotFound: when nothing was ever crawled into the state folder
    """
    state, url = places(ctx).state, str(loaded.settings.database.url)
    if not url and not (state / "archive.db").is_file():
        cure = "Name the state folder with --state, or fill it: mirrorfold crawl SOURCE"
        raise NotFound("There is no archive in this state folder", where=str(state), cure=cure)
    archive = Archive.in_folder(state, url)
    try:
        yield archive
    finally:
        archive.close()
