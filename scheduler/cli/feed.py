"""``mirrorfold feed``: what was found and revised last, as a feed in a file; and tokens of feed readers."""

from __future__ import annotations

import time

import click

from crawler.archive.feed_tokens import FeedToken, add_feed_token, load_feed_tokens, revoke_feed_token
from crawler.model.errors import NotFound, Refused
from scheduler.cli.places import ListingGroup, WholeGroup
from scheduler.cli.terminal import find_user, json_option, load_configuration, open_archive, print_answer
from scheduler.orders.gather_feed import FORMATS, describe_sources, find_story
from scheduler.reports.counts.selection import select_source
from scheduler.reports.feeds.feed import FEWEST, MOST, USUAL, FeedPlace, FeedScope, is_web_address
from scheduler.reports.feeds.load_feed import FeedOrder, load_feed
from scheduler.reports.formats.text_format import format_moment, record_facts, sanitize


class FeedGroup(ListingGroup):
    """``feed`` and ``feed SOURCE`` mean ``feed write`` and ``feed write SOURCE``."""

    DEFAULT = "write"


@click.group(cls=FeedGroup)
def feed() -> None:
    """Write feeds, for any web server; make and revoke tokens for readers of the daemon's own.

    "feed" alone means "feed write".
    """


@feed.command()
@click.argument("source", required=False)
@click.option("--story", type=int, metavar="ARTICLE", help="The story of this article, an id, instead of a source.")
@click.option("--format", "format_", type=click.Choice([*FORMATS]), default="atom", help="Atom 1.0 or JSON Feed 1.1.")
@click.option("--full", is_flag=True, help="Whole texts instead of summaries.")
@click.option(
    "--limit", type=click.IntRange(FEWEST, MOST), default=USUAL, show_default=True, help="How many articles at most."
)
@click.option("--self", "own", metavar="URL", help="Where the feed will be read: it names itself so.")
def write(source: str | None, story: int | None, format_: str, full: bool, limit: int, own: str | None) -> None:
    """Write the feed of all sources, of SOURCE, or of a story to stdout: what was found or revised last, each once."""
    if source is not None and story is not None:
        raise click.UsageError("SOURCE and --story say two things: name one of them")
    if own is not None and not is_web_address(own):
        raise click.BadParameter(
            "this is no address of a feed: it begins with http:// or https://", param_hint="--self"
        )
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        chosen = None if source is None else select_source(source, loaded, archive)
        number = None if story is None else archive.read(find_story, story)
        order = FeedOrder(FeedScope(chosen, number), limit, full)
        made = archive.read(load_feed, order, describe_sources(loaded))
    base, (_, write_feed) = loaded.settings.web.address, FORMATS[format_]
    page = f"{base}/{made.scope.page}" if base else None
    click.echo(write_feed(made, FeedPlace(own=own, page=page)), nl=False)


@feed.group(cls=WholeGroup)
def token() -> None:
    """Make, list and revoke tokens that open the daemon's feeds and nothing else: for readers that send no headers."""


@token.command()
@click.argument("name")
@click.option("--source", metavar="SOURCE", help="The feed of this source alone.")
@json_option
def add(name: str, source: str | None, as_json: bool) -> None:
    """Make a token for the reader NAME, and print it once: it is kept as a digest alone."""
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        chosen = None if source is None else select_source(source, loaded, archive)
        made, secret = archive.call(add_feed_token, name, chosen, who=find_user(), now=int(time.time()))
    web = loaded.settings.web
    base = web.address or f"http://127.0.0.1:{web.port}{web.root_path}"
    address = f"{base}/feeds/{FeedScope(source=chosen).path}.atom?token={secret}"
    lines = [f"token {made.id} for {sanitize(name)}, shown this once: {secret}", f"  {address}"]
    print_answer(_facts(made) | {"token": secret, "address": address}, lines, as_json=as_json)


@token.command(name="list")
@json_option
def list_tokens(as_json: bool) -> None:
    """List the tokens, the latest first; what they are is kept nowhere."""
    with open_archive(load_configuration()) as archive:
        tokens = archive.read(load_feed_tokens)
    lines = [_line(each) for each in tokens] or ["No token yet: mirrorfold feed token add NAME makes one."]
    print_answer([_facts(each) for each in tokens], lines, as_json=as_json)


@token.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
def revoke(number: int) -> None:
    """Revoke token NUMBER, as "feed token list" tells it: a second later it opens nothing any more."""
    with open_archive(load_configuration()) as archive:
        known = {each.id: each for each in archive.read(load_feed_tokens)}
        if number not in known:
            raise NotFound("There is no such token", where=f"token {number}", cure="mirrorfold feed token list has all")
        if not archive.call(revoke_feed_token, number, who=find_user(), now=int(time.time())):
            raise Refused("The token was revoked before", where=f"token {number}", cure="Nothing to do")
    click.echo(f"token {number} for {sanitize(known[number].name)} is revoked")


def _line(token: FeedToken) -> str:
    opens = f"the feed of {token.source}" if token.source else "all feeds"
    made = f"made {format_moment(token.made_at)} by {token.made_by}"
    revoked = "" if token.revoked_at is None else f"; revoked {format_moment(token.revoked_at)} by {token.revoked_by}"
    return sanitize(f"{token.id}  {token.name}: {opens}, {made}{revoked}")


def _facts(token: FeedToken) -> dict[str, object]:
    return record_facts(token, "made_at", "revoked_at")
