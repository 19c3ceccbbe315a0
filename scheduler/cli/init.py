"""``mirrorfold init``: a commented configuration where there is none."""

from __future__ import annotations

import click

from crawler.model.errors import Refused
from crawler.settings.write_defaults import write_defaults
from scheduler.cli.places import Command, places


@click.command(cls=Command)
def init() -> None:
    """Write a commented mirrorfold.toml and an empty folder of sources, where there is none.

    Nothing is written over: a file that is there stays as it is.
    """
    folder = places().config
    file = folder / "mirrorfold.toml"
    try:
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(write_defaults())
    except FileExistsError:
        click.echo(f"{file} is there already; nothing was written")
        return
    except OSError as error:
        cure = "Make it writable, or name another folder with --config"
        raise Refused(f"The folder cannot be written: {error.strerror}", where=str(folder), cure=cure) from error
    click.echo(f"{file} holds every setting with its default. Next: mirrorfold source add www.example.com")
