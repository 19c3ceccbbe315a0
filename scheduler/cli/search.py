"""``mirrorfold search``: articles by their words."""

from __future__ import annotations

from dataclasses import asdict

import click

from crawler.archive.database.store import Archive
from crawler.settings import Configuration
from scheduler.cli.places import Command
from scheduler.cli.terminal import json_option, load_configuration, open_archive, print_answer, since_option
from scheduler.reports.counts.selection import select_source
from scheduler.reports.lists.search import SearchResult, search_articles, search_lines


@click.command(cls=Command)
@click.argument("words", nargs=-1, required=True)
@click.option("--source", metavar="SOURCE", help="Only articles of this source.")
@since_option("articles first seen")
@click.option("--before", type=int, metavar="ID", help="Only articles with a smaller id: the next page.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most.")
@json_option
def search(
    words: tuple[str, ...], source: str | None, since: int | None, before: int | None, limit: int, as_json: bool
) -> None:
    """Find the articles in whose title or text all WORDS stand, the newest first.

    Case and accents do not count. A word with spaces in it, in quotation marks, is a phrase. Chinese, Japanese, Korean
    and Thai are found by any of their characters that follow each other.
    """
    asked = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        found = _search(archive, loaded, asked, source, since, before, limit)
    if not found.phrases:
        raise click.BadParameter("Name a word: signs alone are not searched for", param_hint="WORDS")
    print_answer(asdict(found), search_lines(found), as_json=as_json)


def _search(
    archive: Archive,
    loaded: Configuration,
    asked: str,
    source: str | None,
    since: int | None,
    before: int | None,
    limit: int,
) -> SearchResult:
    chosen = None if source is None else select_source(source, loaded, archive)
    return archive.read(
        search_articles,
        asked,
        source=chosen,
        since=None if since is None else int(archive.clock()) - since,
        before=before,
        limit=limit,
        mirrors={each.id: [mirror.origin for mirror in each.mirrors] for each in loaded.sources},
    )
