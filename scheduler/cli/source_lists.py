"""``mirrorfold source import`` and ``export``: sources by the hundred, from and to other readers' lists."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from crawler.model.errors import NotFound, Refused
from crawler.model.listing import ListingKind
from crawler.settings import Configuration, Source
from crawler.survey.feed_lists import FeedGroup, group_feeds, read_feed_list, write_opml
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import load_configuration
from scheduler.orders.write_source import check_source_file, check_writable, write_source_file
from scheduler.reports.formats.text_format import format_count, sanitize

MOST_BYTES = 16 << 20


@click.command(name="import", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Begin without a question.")
def import_list(file: Path, yes: bool) -> None:
    """Make sources of a list of feeds: FILE is OPML, or has an address a line.

    Feeds of one site become one source. The plan is shown first, without any request; then each feed is asked for once,
    one source at a time. A source none of whose feeds answers is written with enabled = false and the reason. Cut off,
    the same command goes on; what is there already is never written again.
    """
    loaded = load_configuration()
    check_writable(places().config)
    feeds, left = read_feed_list(_read(file))
    groups = group_feeds(feeds)
    new = [group for group in groups if not _is_known(group, loaded.sources)]
    click.echo(
        f"{format_count(len(feeds), 'feed')}, {format_count(len(groups), 'source')}: {len(new)} new, "
        f"{len(groups) - len(new)} known, {len(left)} lines that are no feed"
    )
    for line in left:
        click.echo(f"  left out: {sanitize(line)[:100]}")
    if categories := sorted({feed.category for feed in feeds if feed.category}):
        click.echo(f"  categories have no place in a source: {sanitize(', '.join(categories))[:200]}")
    if not new or not (yes or (sys.stdin.isatty() and click.confirm("Begin?"))):
        click.echo("Nothing was written.")
        return
    from crawler.reading.fork_server import start_fork_server

    start_fork_server()
    asyncio.run(_import(new, loaded))


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            body = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotFound(f"The list cannot be read: {error.strerror}", where=str(file)) from error
    if len(body) > MOST_BYTES:
        raise Refused(f"The list is larger than {MOST_BYTES >> 20} MiB", where=str(file))
    return body


def _is_known(group: FeedGroup, sources: Sequence[Source]) -> bool:
    """Whether each feed of a group is one of a source's already."""
    read = {url for source in sources for url in _feed_addresses(source)}
    return all(_identity(feed.url) in read for feed in group.feeds)


def _feed_addresses(source: Source) -> list[str]:
    feeds = [each for each in source.listings if each.kind is ListingKind.FEED]
    own = [f"{mirror.origin}{feed.address}" for mirror in source.mirrors for feed in feeds if feed.is_on_mirrors]
    return [_identity(url) for url in (*own, *(feed.address for feed in feeds if not feed.is_on_mirrors))]


def _identity(url: str) -> str:
    """An address without what makes no other feed: scheme, ``www.``, a slash at its end."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


async def _import(groups: Sequence[FeedGroup], loaded: Configuration) -> None:
    from crawler.survey.proposal import write_toml
    from crawler.survey.survey_feeds import survey_feeds
    from scheduler.service.services import open_services

    taken = [word.casefold() for source in loaded.sources for word in (source.id, source.name)]
    failed = 0
    async with open_services(loaded, places().state) as shared:
        for group in groups:
            proposal, trouble = await survey_feeds(group, shared, taken)
            name, text = f"{proposal.id}.toml", write_toml(proposal)
            check_source_file(places().config, name, text, os.environ)
            written = write_source_file(places().config, name, text)
            taken += [proposal.id, proposal.name.casefold()]
            failed += bool(trouble)
            click.echo(f"  {written}  {sanitize(trouble) or format_count(len(group.feeds), 'feed')}")
    click.echo(f"{format_count(len(groups), 'source')} written, {failed} of them not enabled: no feed answers")


@click.command(name="export", cls=Command)
@click.option("--opml", is_flag=True, required=True, help="Write OPML 2.0, which other readers take.")
def export_list(opml: bool) -> None:
    """Print the feeds of all sources as OPML."""
    rows = [(source.name, _feeds_of(source)) for source in load_configuration().sources]
    click.echo(write_opml(rows), nl=False)


def _feeds_of(source: Source) -> list[tuple[str, str]]:
    """Address of each feed on the first mirror, with the site's."""
    origin = source.mirrors[0].origin
    feeds = [each for each in source.listings if each.kind is ListingKind.FEED]
    return [(f"{origin}{feed.address}" if feed.is_on_mirrors else feed.address, f"{origin}/") for feed in feeds]
