"""``mirrorfold source edit`` and ``remove``: a source's file changed, or taken away with what was archived."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import Any

import click

from crawler.archive.database.store import Archive
from crawler.archive.removal.tombstones import Decision
from crawler.model.errors import ConfigError, NotFound, Refused
from crawler.settings import Configuration, Source
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import find_user, load_configuration, open_archive
from scheduler.orders.purge import forget as forget_source
from scheduler.orders.write_source import check_source_file, replace_source_file
from scheduler.reports.counts.selection import select_source
from scheduler.reports.lists.survey import tried_lines, warning_lines


@click.command(cls=Command)
@click.argument("name")
def edit(name: str) -> None:
    """Change the file of the source NAME in $EDITOR: a copy is edited, checked, and put in its place whole.

    Where the change touches how pages are read, or which addresses are articles, pages that are kept are read with it
    first, without any request. A copy with a mistake is never put there; it can be edited again. A daemon that runs
    takes the change up by itself.
    """
    loaded = load_configuration()
    source = loaded.source(name)
    before = source.path.read_text(encoding="utf-8")
    text = before
    while True:
        text = _open_editor(text) or text  # left without saving, what was edited before stays
        if text == before:
            click.echo("Nothing was changed.")
            return
        try:
            after = check_source_file(places().config, source.path.name, text, os.environ)
        except ConfigError as error:
            click.echo(str(error), err=True)
            if not sys.stdin.isatty() or not click.confirm("Edit it again?", default=True):
                raise Refused("The file has mistakes, and was not changed", where=str(source.path)) from None
            continue
        _show_kept(source, after, loaded)
        answer = _ask_what_next()
        if answer == "y":
            break
        if answer == "n":
            click.echo("Nothing was changed.")
            return
    replace_source_file(source.path, before, text)
    _tell_consequences(source, after)


def _open_editor(text: str) -> str | None:
    """What a person made of a text; None where the editor was left without saving.

    :raises Refused: there is no editor, or it failed
    """
    try:
        return click.edit(text, extension=".toml")
    except click.ClickException as error:
        cure = "Name an editor that waits until the file is closed: EDITOR=nano"
        raise Refused(error.message, where="$EDITOR", cure=cure) from None


def _ask_what_next() -> str:
    """Yes where nobody can be asked: the copy has no mistake."""
    if not sys.stdin.isatty():
        return "y"
    choice = click.Choice(["y", "e", "n"], case_sensitive=False)
    answer: str = click.prompt("Save? [y]es  [e]dit again  [n]o", type=choice, default="y", show_choices=False)
    return answer.lower()


def _reading(source: Source) -> tuple[object, ...]:
    """What decides how a source's pages are read, and which addresses are its articles."""
    mirrors = [(mirror.origin, mirror.articles) for mirror in source.mirrors]
    keys = (source.query_keep, source.query_drop, source.variants)
    return (source.extract, source.articles, mirrors, keys, source.language, source.timezone)


def _show_kept(before: Source, after: Source, loaded: Configuration) -> None:
    """Show how pages that are kept read with the changed file."""
    if _reading(before) == _reading(after):
        return
    try:
        with open_archive(loaded) as archive:
            facts = asyncio.run(_reread(after, archive, loaded))
    except NotFound:
        return  # nothing was ever crawled
    if not facts["samples"]:
        click.echo("  No page of it is kept to be read anew; mirrorfold source test asks the site.")
        return
    click.echo("  Pages that are kept, as they read now (no request was made):")
    for line in (*tried_lines(facts), *warning_lines(facts)):
        click.echo(line)


async def _reread(source: Source, archive: Archive, loaded: Configuration) -> dict[str, Any]:
    from crawler.survey.reread_kept import reread_kept
    from scheduler.orders.survey_facts import held_facts
    from scheduler.service.services import extraction_pool

    async with extraction_pool(loaded.settings) as pool:
        found = await reread_kept(source, archive, pool)
    return held_facts(found.samples, found.cautions)


def _tell_consequences(before: Source, after: Source) -> None:
    """What follows from a change: other keys, other texts."""
    click.echo(f"{before.path} is changed.")
    if after.extract != before.extract:
        click.echo(f"Pages that were kept are read anew with: mirrorfold reextract {after.id}")
    if _reading(after)[1:4] != _reading(before)[1:4]:
        click.echo("Articles get the keys that it gives them with the next run, without a request.")


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
    click.echo(f"{path} is removed." if _drop_file(path) else f"{path} was removed before.")
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


def _drop_file(path: Path) -> bool:
    """Take a file away; whether it was there."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Refused(f"The file cannot be removed: {error.strerror}", where=str(path)) from error
    return True
