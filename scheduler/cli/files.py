"""Commands that work on what they are given and touch neither network, archive nor index."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from crawler.canonical.canonical_url import CanonicalUrl, canonicalize
from crawler.settings import source_urls
from scheduler.cli.terminal.load_configuration import load_configuration
from scheduler.cli.terminal.places import place_options


@click.command()
@place_options
@click.option("--source", "name", metavar="NAME", help="Fold the mirrors of this source, by its name or id.")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.pass_context
def canonical(ctx: click.Context, name: str | None, urls: tuple[str, ...]) -> None:
    """Print what each URL folds to, a JSON object a line, in order; "-" reads URLs from stdin, one a line.

    The key is null where the host is no mirror of the source; canonical_url is null where the URL cannot be used,
    and then "reason" says why.
    """
    source = source_urls(load_configuration(ctx).source(name)) if name is not None else None
    for url in _lines() if urls == ("-",) else urls:
        click.echo(json.dumps(_row(canonicalize(url, source))))


def _lines() -> Iterator[str]:
    with click.open_file("-", encoding="utf-8", errors="surrogateescape") as stdin:
        for line in stdin:
            if line.strip():
                yield line.rstrip("\r\n")


def _row(url: CanonicalUrl) -> dict[str, object]:
    row: dict[str, object] = {
        "url": url.url,
        "key": url.key,
        "canonical_url": url.canonical_url,
        "rules": url.rules,
    }
    return row if url.reason is None else row | {"reason": url.reason}
