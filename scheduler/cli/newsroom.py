"""``mirrorfold newsroom``: a small news site with mirrors, to try the program against."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Unpack

import click

from newsroom.faults import Kind
from newsroom.paper_articles import Mistake
from newsroom.room import Options, serve


@click.command()
@click.option("--articles", type=click.IntRange(0), default=200, show_default=True, help="Articles at the start.")
@click.option("--mirrors", type=click.IntRange(1), default=3, show_default=True, help="Mirrors, named m1, m2, …")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8100, show_default=True, help="Port of m1, others follow; 0: free."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same articles.")
@click.option("--feed-items", type=click.IntRange(0), help="Newest articles in a feed.  [default: all]")
@click.option("--log", type=click.Path(dir_okay=False), help="File for one JSON row a request.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="MIRROR:KIND[:ARG][@WHAT]",
    help=f"Let a mirror fail, for example m2:seized or m1:5xx:502@article. Kinds: {', '.join(Kind)}.",
)
@click.option(
    "--serve-dir",
    type=click.Path(exists=True, file_okay=False),
    help="Folder whose files stand in place of the newsroom's own content.",
)
def newsroom(**options: Unpack[Options]) -> None:
    """Serve an invented news site with mirrors on loopback, until Ctrl-C.

    The first line it prints is a JSON object: the mirrors' addresses, the number of articles, and the address that
    takes orders (POST /admin with {"do": "publish", "number": 5} and the like).
    """
    try:
        asyncio.run(serve(options, announce))
    except Mistake as error:
        raise click.UsageError(str(error)) from error


def announce(values: Mapping[str, Any]) -> None:
    """Print the line that parents wait for; ``click.echo`` flushes."""
    click.echo(json.dumps(values))
