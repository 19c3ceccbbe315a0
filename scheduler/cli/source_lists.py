"""``mirrorfold source import`` and ``export``: sources by the hundred, from and to other readers' lists."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.model.errors import NotFound, Refused
from crawler.model.listing import ListingKind
from crawler.settings import Configuration, Source
from crawler.survey.feed_lists import FeedGroup, group_feeds, read_feed_list, write_opml
from scheduler.cli.places import Command, places
from scheduler.cli.terminal import load_configuration
from scheduler.orders.write_source import check_writable
from scheduler.reports.feeds.feed import FeedScope, is_web_address
from scheduler.reports.formats.text_format import format_count, sanitize
from scheduler.service.control import ask

if TYPE_CHECKING:  # a command that asks for nothing does without what surveys need
    from scheduler.orders.import_feeds import Kept

MOST_BYTES = 16 << 20


@click.command(name="import", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Begin without a question.")
def import_list(file: Path, yes: bool) -> None:
    """Make sources of a list of feeds: FILE is OPML, or has an address a line.

    Feeds of one site become one source. The plan is shown first, without any request; then each feed is asked for once,
    one source at a time. A source none of whose feeds answers is written with enabled = false and the reason; feeds
    whose items lie on a mirror of a source that is there join its file. Cut off, the same command goes on; a feed that
    is there already is never written again.
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
    """Survey through the daemon where one runs, and without it otherwise."""
    state = places().state
    if await ask(state, {"do": "status"}) is not None:
        await _keep_all(groups, loaded, partial(_ask_daemon, state))
        return
    from crawler.reading.fork_server import start_fork_server

    start_fork_server()
    from scheduler.orders.import_feeds import survey_group
    from scheduler.service.services import open_services

    async with open_services(loaded, state) as shared:
        await _keep_all(groups, loaded, partial(survey_group, services=shared))


async def _ask_daemon(state: Path, group: FeedGroup, taken: Sequence[str]) -> dict[str, Any]:
    from scheduler.orders.import_feeds import pack_group

    answer = await ask(state, {"do": "feeds", "group": pack_group(group), "taken": list(taken)}, seconds=None)
    if answer is None:
        raise Refused("The daemon has gone", where="import", cure="The same command goes on where this one ended")
    return answer


async def _keep_all(
    groups: Sequence[FeedGroup], loaded: Configuration, survey: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    """One source after the other, each written before the next is asked for; what fails keeps no other from it."""
    from scheduler.orders.import_feeds import keep_group

    taken = [word.casefold() for source in loaded.sources for word in (source.id, source.name)]
    counted: Counter[str] = Counter()
    for number, group in enumerate(groups, 1):
        facts = await survey(group, taken)
        kept = keep_group(facts, places().config, os.environ)
        if kept.file is not None and not kept.joined:
            taken += [facts["id"], facts["name"].casefold()]
        kind = "lost" if kept.file is None else "joined" if kept.joined else "off" if kept.trouble else "on"
        counted[kind] += 1
        click.echo(f"  {number}/{len(groups)}  {_describe(kept, group)}")
    click.echo(
        f"{format_count(counted['on'], 'source')} written, {counted['off']} with enabled = false for no feed answers, "
        f"{counted['joined']} joined to a source that was there, {counted['lost']} not written"
    )
    if counted["lost"]:
        raise Refused("Not all of the list could be written", where="import", cure="The lines above say why")


def _describe(kept: Kept, group: FeedGroup) -> str:
    feeds = format_count(len(group.feeds), "feed")
    if kept.file is None:
        return f"{sanitize(group.name)}  not written: {sanitize(kept.trouble)}"
    if kept.trouble:
        return f"{kept.file}  enabled = false: {sanitize(kept.trouble)}"
    doubts = f", without an answer: {sanitize('; '.join(kept.doubts))}" if kept.doubts else ""
    return f"{kept.file}  {feeds}{' joined' if kept.joined else ''}{doubts}"


@click.command(name="export", cls=Command)
@click.option("--opml", is_flag=True, required=True, help="Write OPML 2.0, which other readers take.")
@click.option(
    "--feeds", metavar="ADDRESS", help="Name the feeds of a daemon's pages at ADDRESS instead of the sites' own."
)
def export_list(opml: bool, feeds: str | None) -> None:
    """Print the feeds of all sources as OPML. Sources without a feed are named on stderr: the format has no place."""
    sources = load_configuration().sources
    if feeds is not None:
        click.echo(write_opml(_folded_feeds(sources, feeds)), nl=False)
        return
    click.echo(write_opml([(source.name, _feeds_of(source)) for source in sources]), nl=False)
    if bare := [source.id for source in sources if not _feeds_of(source)]:
        click.echo(f"without a feed, and not in the list: {', '.join(bare)}", err=True)


def _folded_feeds(sources: Sequence[Source], address: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """A feed for each source, with all its mirrors folded, where the pages stand."""
    if not is_web_address(address) or any(sign in address for sign in "?#"):
        says = 'this is no address of pages: write one such as "https://news.example.org"'
        raise click.BadParameter(says, param_hint="--feeds")
    base = address.rstrip("/")
    feeds = {source.id: f"{base}/feeds/{FeedScope(source=source.id).path}.atom" for source in sources}
    return [(source.name, [(feeds[source.id], f"{source.mirrors[0].origin}/")]) for source in sources]


def _feeds_of(source: Source) -> list[tuple[str, str]]:
    """Address of each feed on the first mirror, with the site's."""
    origin = source.mirrors[0].origin
    feeds = [each for each in source.listings if each.kind is ListingKind.FEED]
    return [(f"{origin}{feed.address}" if feed.is_on_mirrors else feed.address, f"{origin}/") for feed in feeds]
