"""Sites of a test's own: what each of a source's hosts answers, path by path; what it was asked; and crawls of it."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.desk import prefork
from tests.desk.papers import english, page
from tests.scorecard.servers import Hostile, answer

Pages = dict[str, bytes | str]
"""Path → body; what has no body answers 404. A test may change it between two crawls."""


class Sites:
    """Some hosts on loopback that are the mirrors of one source.

    :ivar pages: what each answers
    """

    def __init__(self, folder: Path, pages: Sequence[Pages]) -> None:
        self._folder, self.pages = folder, list(pages)
        self._open = ExitStack()
        self._servers = [self._open.enter_context(Hostile(self._talk(number))) for number in range(len(pages))]
        self.origins = [f"http://127.0.0.1:{server.port}" for server in self._servers]

    def _talk(self, number: int) -> Callable[[socket.socket, str, str], None]:
        def talk(connection: socket.socket, host: str, path: str) -> None:
            body = self.pages[number].get(path)
            if body is None:
                connection.sendall(answer(b"", "404 Not Found"))
                return
            body = body.encode() if isinstance(body, str) else body
            kind = "application/xml" if path.endswith((".xml", ".gz")) else "text/html; charset=utf-8"
            connection.sendall(body if body.startswith(b"HTTP/") else answer(body, "200 OK", f"Content-Type: {kind}"))

        return talk

    def configure(self, source: str, settings: str = "") -> None:
        """Write the configuration.

        :param source: the text of the source's file, less its name and its mirrors
        """
        (self._folder / "config" / "sources").mkdir(parents=True, exist_ok=True)
        pairs = json.dumps([origin.removeprefix("http://") for origin in self.origins])
        quiet = "[mirrors]\nprobe_proposals = false\ncontrol_pages = false\naudit_share = 0.0\n"
        network = f'[network]\ncontact = "tests"\nallow_loopback = {pairs}\n[politeness]\ndelay = 0.0\n'
        (self._folder / "config" / "mirrorfold.toml").write_text(network + quiet + settings)
        head = f'name = "Room"\nmirrors = {json.dumps(self.origins)}\n'
        (self._folder / "config" / "sources" / "room.toml").write_text(head + source)

    def crawl(self, code: int = 0) -> dict[str, Any]:
        """Crawl once and return the report; empty where the command fails, as it should."""
        folders = ("--config", str(self._folder / "config"), "--state", str(self._folder / "state"))
        done = prefork.run(["crawl", "room", "--json", *folders], os.environ, timeout=120)
        assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
        report: dict[str, Any] = json.loads(done.stdout) if done.stdout else {}
        return report

    def take_asked(self, number: int = 0) -> list[str]:
        """Paths that a host was asked for since the last time, robots.txt left out."""
        asked = [path for _, path in self._servers[number].asked if path != "/robots.txt"]
        self._servers[number].asked.clear()
        return asked

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the archive directly."""
        with closing(sqlite3.connect(self._folder / "state" / "archive.db")) as archive:
            return archive.execute(sql).fetchall()

    def close(self) -> None:
        """End the servers."""
        self._open.close()


OpenSites = Callable[..., Sites]


@pytest.fixture
def open_sites(tmp_path: Path) -> Iterator[OpenSites]:
    """Open sites that are closed with the test."""
    opened: list[Sites] = []

    def open_(*pages: Pages) -> Sites:
        sites = Sites(tmp_path, pages)
        opened.append(sites)
        return sites

    yield open_
    for sites in opened:
        sites.close()


def articles(numbers: range) -> Pages:
    """Pages of articles, each under its own path."""
    return {f"/news/{number}": page(english(number)) for number in numbers}


def urlset(addresses: Sequence[str]) -> str:
    rows = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def index(sitemaps: Mapping[str, str]) -> str:
    """An index of sitemaps, each with its ``lastmod``, or "" for none."""
    rows = "".join(
        f"<sitemap><loc>{address}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</sitemap>"
        for address, lastmod in sitemaps.items()
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
