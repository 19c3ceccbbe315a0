"""A site made of files that all mirrors of a newsroom serve, with a feed whose items a test writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.desk.desk import Desk, OpenRoom
from tests.desk.papers import english


@dataclass(frozen=True)
class Item:
    """An item of a feed.

    :ivar link: a path on the first mirror, or an address
    :ivar date: as it is written in the feed
    """

    link: str
    title: str = ""
    date: str = ""


def write_article_page(number: int, title: str = "", date: str = "", edition: int = 7) -> str:
    """A page of the n-th article; another edition has another text."""
    piece = english(number, seed=edition)
    story = "".join(f"<p>{line}</p>" for line in piece.paragraphs)
    published = f'<meta property="article:published_time" content="{date}">' if date else ""
    head = f"<title>{title or piece.title}</title>{published}"
    return f"<html><head>{head}</head><body><article><h1>{title or piece.title}</h1>{story}</article></body></html>"


class FileSite:
    """Files, and the source that reads them."""

    def __init__(self, folder: Path, open_room: OpenRoom, mirrors: int) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.desk: Desk = open_room(articles=0, mirrors=mirrors, serve_dir=str(folder))
        self.origin = self.desk.room.origins[0]

    def configure(self, lines: str = 'feeds = ["/rss.xml"]', settings: str = "") -> None:
        """Write the source's file: its mirrors, and some lines."""
        mirrors = f"mirrors = {json.dumps(self.desk.room.origins)}\n"
        self.desk.configure(settings, source=f'name = "Room"\n{mirrors}{lines}\n')

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file; the newsroom serves it from the next ``reload`` on."""
        file = self.folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def remove(self, path: str) -> None:
        """Let a file be gone."""
        (self.folder / path.lstrip("/")).unlink()

    def list(self, items: Sequence[Item], path: str = "/rss.xml") -> None:
        """Write a feed."""
        rows = "".join(
            f"<item><link>{escape(item.link if urlsplit(item.link).scheme else self.origin + item.link)}</link>"
            + (f"<title>{escape(item.title)}</title>" if item.title else "")
            + (f"<pubDate>{item.date}</pubDate>" if item.date else "")
            + "</item>"
            for item in items
        )
        self.write(path, f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{rows}</channel></rss>')

    def reload(self) -> None:
        """Let the newsroom serve what was written."""
        self.desk.room.post({"do": "reload"})

    def fetched(self) -> list[str]:
        """Paths of the pages that were served since the last question, in order; listings are none."""
        rows = [row for row in self.desk.room.log_rows() if row["path"] not in ("/robots.txt", "/rss.xml")]
        done = self.__dict__.setdefault("_asked", 0)
        self.__dict__["_asked"] = len(rows)
        return [str(row["path"]) for row in rows[done:]]

    def keys(self) -> dict[str, str]:
        """Key of each article that stands → its title."""
        return dict(
            self.desk.ask(
                "select a.key, r.title from articles a join revisions r on r.id = a.revision_id "
                "where a.folded_into is null"
            )
        )


OpenSite = Callable[..., FileSite]


@pytest.fixture
def open_site(open_room: OpenRoom, tmp_path: Path) -> OpenSite:
    """Open a site of files."""
    return lambda mirrors=1: FileSite(tmp_path / "site", open_room, mirrors)
