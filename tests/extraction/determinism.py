"""Read pages in a process of its own and print what they said: ``python -m tests.extraction.determinism forwards``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from crawler.extraction.page import read_page
from crawler.extraction.page_values import Hints
from newsroom.address import parse
from newsroom.mirror_style import Mirror
from newsroom.paper_articles import Desk
from newsroom.site import Site

HINTS = Hints(now=datetime(2026, 12, 31, tzinfo=UTC))


def pages() -> list[tuple[str, bytes]]:
    """Articles of a newsroom in every layout, and its front pages."""
    found: list[tuple[str, bytes]] = []
    desk = Desk(3, 6)
    for style in range(4):
        mirror = Mirror(f"m{style}", style, f"http://m{style}.example")
        site = Site(mirror, desk, feed_items=None, extra={})
        paths = ("/", *map(mirror.path, desk.stories()))
        found += [(mirror.origin + path, site.answer(parse(path), {}).body) for path in paths]
    return found


def main(order: str) -> None:
    told = pages()
    if order == "backwards":
        told.reverse()
    rows = [f"{url} {read_page(body, url=url, hints=HINTS)!r}" for url, body in told]
    sys.stdout.write("\n".join(sorted(rows)))


if __name__ == "__main__":
    main(sys.argv[1])
