"""``mirrorfold config`` and ``canonical``: what is configured, and what URLs fold to by it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from crawler.archive.installation.configurations import load_last_configuration, push_configuration
from crawler.canonical.canonical_url import canonicalize
from crawler.model.errors import NotFound, Refused
from crawler.settings import source_urls
from crawler.settings.display import format_toml
from crawler.settings.loading import SOURCES_FOLDER
from crawler.settings.source import SourceFile
from scheduler.cli.places import Command, WholeGroup
from scheduler.cli.terminal import load_configuration, open_archive, print_answer, reason_option
from scheduler.cluster.shared_configuration import read_source_files
from scheduler.cluster.sharing import lacks_for_sharing
from scheduler.reports.formats.text_format import format_count
from scheduler.reports.lists.settings import settings_rows
from scheduler.service.user_name import find_user_name


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
@reason_option(required=False)
def push(reason: str | None) -> None:
    """Make the sources of this folder those of the whole installation, where several processes share an archive.

    They become the next version of its configuration, which every process takes over by itself. Settings stay each
    machine's own.
    """
    loaded = load_configuration()
    if lack := lacks_for_sharing(loaded.settings):
        raise Refused(f"There is nobody to push to: {lack}", cure="One machine reads its files by itself")
    with open_archive(loaded) as archive:
        files = read_source_files(loaded.folder)
        version = archive.call(push_configuration, files, find_user_name(), reason or "pushed by hand")
    click.echo(f"config: {format_count(len(loaded.sources), 'source')}, version {version} of the installation")


@config.command()
@click.option("--yes", is_flag=True, help="Do it: files of this folder that differ are replaced, others removed.")
def pull(yes: bool) -> None:
    """Write the sources of the installation's last version into this folder, to change them and push them again."""
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        last = archive.read(load_last_configuration)
    if last is None:
        raise NotFound("No version of a configuration was pushed", cure="mirrorfold config push makes the first")
    own, folder = read_source_files(loaded.folder), loaded.folder / SOURCES_FOLDER
    differing = sorted(name for name in {*own, *last.files} if own.get(name) != last.files.get(name))
    if differing and not yes:
        cure = "Say --yes to take the version's over"
        raise Refused(f"{format_count(len(differing), 'file')} would change: {', '.join(differing[:5])}", cure=cure)
    folder.mkdir(parents=True, exist_ok=True)
    for name in differing:
        if name in last.files:
            (folder / name).write_text(last.files[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    click.echo(f"config: version {last.version}, {format_count(len(differing), 'file')} changed")


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
