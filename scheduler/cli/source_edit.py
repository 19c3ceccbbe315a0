"""``mirrorfold source edit`` and ``remove``: a source's file changed, or taken away with what was archived."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import click

from crawler.archive.removal.tombstones import Decision
from crawler.model.errors import ConfigError, NotFound, Refused
from crawler.settings import Configuration, Source
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import find_user, load_configuration, open_archive
from scheduler.orders.purge import forget as forget_source
from scheduler.orders.write_source import check_source_file, replace_source_file
from scheduler.reports.counts.selection import select_source


@click.command(cls=Command)
@click.argument("name")
def edit(name: str) -> None:
    """Change the file of the source NAME in $EDITOR: a copy is edited, checked, and put in its place whole.

    A copy with a mistake is never put there; it can be edited again. A daemon that runs takes the change up by itself.
    """
    source = load_configuration().source(name)
    before = source.path.read_text(encoding="utf-8")
    text = before
    while True:
        edited = click.edit(text, extension=".toml")
        if edited is None or edited == before:
            click.echo("Nothing was changed.")
            return
        text = edited
        try:
            check_source_file(places().config, source.path.name, text, os.environ)
            break
        except ConfigError as error:
            click.echo(str(error), err=True)
            if not sys.stdin.isatty() or not click.confirm("Edit it again?", default=True):
                raise Refused("The file has mistakes, and was not changed", where=str(source.path)) from None
    replace_source_file(source.path, before, text)
    _tell_consequences(source)


def _tell_consequences(before: Source) -> None:
    """What follows from a change: other keys, other texts."""
    after = load_configuration().source(before.id)
    click.echo(f"{after.path} is changed.")
    if after.extract != before.extract:
        click.echo(f"Pages that were kept are read anew with: mirrorfold reextract {after.id}")
    if after.articles != before.articles or after.query_keep != before.query_keep:
        click.echo("Articles get their new keys as their addresses are seen again.")


@click.command(cls=Command)
@click.argument("name")
@click.option("--forget", is_flag=True, help="Also remove all that was archived of it, for good.")
@click.option("--yes", is_flag=True, help="Do it without a question.")
def remove(name: str, forget: bool, yes: bool) -> None:
    """Take the file of the source NAME away. What was archived of it stays, unless --forget says otherwise.

    With --forget its articles, runs, mirrors and decisions leave archive and index, in batches: cut off in between, the
    same command goes on.
    """
    loaded = load_configuration()
    source, path = _find(name, loaded, forget=forget)
    shown = f"the file {path}" + (" and all that was archived of it" if forget else "")
    if not yes:
        if not sys.stdin.isatty():
            raise Refused("Nobody can be asked here", where=source, cure="Say --yes")
        click.confirm(f"Remove {shown}?", abort=True)
        if forget and click.prompt(f"This cannot be undone. Type {source} to go on") != source:
            raise Refused("Another name was typed: nothing was removed", where=source)
    _drop_file(path)
    click.echo(f"{path} is removed.")
    if forget:
        word = Decision(who=find_user(), reason="the source was removed", at=int(time.time()))
        count = asyncio.run(forget_source(loaded, places().state, source, word))
        click.echo(f"{count} articles of {source} are forgotten.")


def _find(name: str, loaded: Configuration, *, forget: bool) -> tuple[str, Path]:
    """A source's id and its file; one that is to be forgotten may have lost its file already, to a command that was
    cut off.
    """
    try:
        source = loaded.source(name)
    except NotFound:
        if not forget:
            raise
        with open_archive(loaded) as archive:
            known = select_source(name, loaded, archive)
        return known, loaded.folder / "sources" / f"{known}.toml"
    return source.id, source.path


def _drop_file(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"The file cannot be removed: {error.strerror}", where=str(path)) from error
