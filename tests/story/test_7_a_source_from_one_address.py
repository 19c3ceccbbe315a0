"""Chapter 7. Somebody knows no more of a paper than where it is: "www.presstv.ir". One command adds it.

Its feed names the bare host, its pages say under the text where else it can be read. From either host the same source
comes of it: both hosts as mirrors, because the same articles stand on both, the feed, and the form of the addresses.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newsroom.prose import write
from tests.desk import prefork
from tests.scorecard.servers import Hostile, answer

DATA = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
HOSTS = ("www.presstv.ir", "www.presstv.co.uk")
SLUGS = (
    "Iran-Oman-talks", "-leading-hyphen", "trailing-hyphen-", "quoted-%E2%80%98massacre%E2%80%99", "Seven,-3-hurt",
    "with-%C2%A0-no-break-space", "two--hyphens", "plain", "another-one", "UPPER-and-lower",
)  # fmt: skip
NOTICE = (
    "<p>Press TV’s website can also be accessed at the following alternate addresses:</p><p>www.presstv.co.uk</p>"
    "<p>SHARE THIS ARTICLE</p><p>Press TV News Roku</p>"
)


def _small_feed() -> bytes:
    links = [f"https://presstv.ir/Detail/2026/08/15/{774400 + number}/{slug}" for number, slug in enumerate(SLUGS)]
    items = "".join(
        f"<item><link>{link}</link><title>Item {n} of the day</title></item>" for n, link in enumerate(links)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Presstv</title>{items}</channel></rss>'.encode()


def _whole_feed() -> bytes:
    file = DATA / "presstv" / "rss.xml"
    if not file.exists():
        pytest.skip(f"no {file}: set MIRRORFOLD_SHARED_DATA to the folder that has presstv")
    return file.read_bytes()


def _page(title: str, number: int) -> str:
    dated = json.dumps(
        {"@type": "NewsArticle", "headline": title, "datePublished": f"2026-08-15T1{number % 10}:05:00+03:30"}
    )
    story = "".join(f"<p>{escape(text)}</p>" for text in write(7, number).paragraphs)
    return (
        f'<html lang="en"><head><title>{escape(title)}</title><meta property="og:site_name" content="Press TV">'
        f'<script type="application/ld+json">{dated}</script></head><body><nav><a href="/Section/10101">World</a></nav>'
        f"<article><h1>{escape(title)}</h1>{story}{NOTICE}</article></body></html>"
    )


def _pages(feed: bytes) -> dict[str, bytes]:
    """The paper as both hosts serve it."""
    found = re.findall(r"<link>(https://presstv\.ir/Detail/[^<]*)</link><title>([^<]*)", feed.decode())
    paths = {urlsplit(link).path: title for link, title in found}
    headlines = "".join(f'<h2><a href="{path}">{title}</a></h2>' for path, title in paths.items())
    front = (
        '<html lang="en"><head><title>Press TV</title><meta property="og:site_name" content="Press TV">'
        f'<link rel="alternate" type="application/rss+xml" href="/rss.xml"></head>'
        f"<body><main>{headlines}</main></body></html>"
    )
    articles = {path: _page(title, number).encode() for number, (path, title) in enumerate(paths.items())}
    return {"/": front.encode(), "/rss.xml": feed, **articles}


@pytest.fixture(params=[_small_feed, _whole_feed], ids=["small", "whole"])
def paper(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Hostile, int]]:
    """Both hosts on loopback, a configuration without a source, and how many articles the paper has."""
    pages = _pages(request.param())

    def talk(connection: socket.socket, host: str, path: str) -> None:
        body = pages.get(path) if host in HOSTS else None
        kind = "application/xml" if path == "/rss.xml" else "text/html; charset=utf-8"
        found = answer(body, "200 OK", f"Content-Type: {kind}") if body else answer(b"", "404 Not Found")
        connection.sendall(found)

    with Hostile(talk) as server:
        (tmp_path / "config" / "sources").mkdir(parents=True)
        names = "".join(f'"{host}" = "127.0.0.1"\n' for host in HOSTS)
        (tmp_path / "config" / "mirrorfold.toml").write_text(
            f'[network]\ncontact = "tests"\nallow_loopback = ["127.0.0.1:{server.port}"]\n'
            f"[politeness]\ndelay = 0.0\n[network.resolve]\n{names}"
        )
        yield server, len(pages) - 2


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        folders = ("--config", str(tmp_path / "config"), "--state", str(tmp_path / "state"))
        done = prefork.run([*words, *folders], os.environ, timeout=120)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.mark.parametrize("typed", HOSTS)
def test_who_knows_one_address_has_the_paper_with_its_mirror(
    paper: tuple[Hostile, int], run: Run, tmp_path: Path, typed: str
) -> None:
    server, number = paper
    told = run("source", "add", f"{typed}:{server.port}", "--yes").stdout
    assert "5 of 5 read" in told
    assert "a mirror: 5 of 5 articles are the same there" in " ".join(told.split())
    (file,) = (tmp_path / "config" / "sources").glob("*.toml")
    written = tomllib.loads(file.read_text())
    other = next(host for host in HOSTS if host != typed)
    assert file.stem == "presstv"
    assert written["name"] == "Press TV"
    assert written["mirrors"] == [f"http://{host}:{server.port}" for host in (typed, other)]
    assert written["feeds"] == ["/rss.xml"]
    assert written["articles"] == "/Detail/{year}/{month}/{day}/{id}/{slug}"
    assert written.get("timezone") == ("Asia/Tehran" if typed.endswith(".ir") else None)
    assert "1 source, 0 mistakes" in run("config", "check").stdout
    assert json.loads(run("crawl", "presstv", "--json").stdout)["verdicts"] == {"new": number}
