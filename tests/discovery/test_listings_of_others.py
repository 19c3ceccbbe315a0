"""Feeds and pages that nobody here wrote: real ones, broken ones, hostile ones."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from crawler.discovery.feed import read_feed
from crawler.discovery.section import read_section
from crawler.discovery.sitemap import read_sitemap

BESIDE = Path(__file__).parents[3] / "shared" / "data"
READERS = (read_feed, read_sitemap, read_section)
SECONDS = 2.0
"""Time that one listing may take."""


def of_others(name: str) -> Path:
    path = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", BESIDE)) / name
    if not path.exists():
        pytest.skip(f"no {path}: set MIRRORFOLD_SHARED_DATA to the folder that has {name}")
    return path


def members(name: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(of_others(name)) as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is not None:
                yield member.name, file.read()


@pytest.mark.scorecard
@pytest.mark.parametrize(
    ("name", "number"), [("feeds/feedparser-half.tar.gz", 1000), ("feeds/xml-fuzz-half.tar.gz", 418)]
)
@pytest.mark.parametrize("read", READERS)
def test_no_file_raises_or_takes_long(name, number, read):
    seen = 0
    for member, body in members(name):
        before = time.perf_counter()
        listing = read(body, url="http://127.0.0.1:8097/x/")
        assert time.perf_counter() - before < SECONDS, member
        assert all(link.url.startswith(("http://", "https://")) for link in listing.links), member
        seen += 1
    assert seen == number


def test_a_real_feed_without_dates_gives_all_its_links():
    path = of_others("presstv/rss.xml")
    listing = read_feed(path.read_bytes(), url="https://www.presstv.co.uk/rss.xml", timezone="Asia/Tehran")
    assert len(listing.links) == 10
    assert all(link.url.startswith("https://presstv.ir/Detail/2026/08/") for link in listing.links)
    assert all(link.title and link.published is None for link in listing.links)
    assert listing.self_links == ("https://www.presstv.ir/",)


def test_a_real_feed_with_full_bodies_gives_titles_and_dates():
    path = of_others("feeds/meduza-en.rss.xml")
    listing = read_feed(path.read_bytes(), url="https://meduza.io/rss/en/all")
    assert len(listing.links) > 10
    assert all(link.title and link.published for link in listing.links)
    assert all(link.published > datetime(2026, 1, 1, tzinfo=UTC) for link in listing.links if link.published)
    assert "https://meduza.io/rss/all" in listing.self_links


def test_real_pages_have_links_and_take_no_time():
    for path in sorted(of_others("extraction/html").glob("*.html.gz")):
        body = gzip.decompress(path.read_bytes())
        before = time.perf_counter()
        listing = read_section(body, url="https://www.lantern.example/world/")
        assert time.perf_counter() - before < SECONDS, path.name
        assert listing.problem is None, path.name


@pytest.mark.scorecard
@pytest.mark.parametrize("name", ["hostile/xss_payloads.json", "hostile/naughty_strings.json"])
def test_no_hostile_title_costs_the_feed_or_brings_its_controls_along(name):
    rows = json.loads(of_others(name).read_text(encoding="utf-8"))
    strings = rows
    for string in strings:
        written = escape(string.encode("utf-8", "replace").decode())
        item = f"<item><link>/1</link><title>{written}</title></item>"
        body = f"<rss version='2.0'><channel>{item}<item><link>/2</link><title>Calm</title></item></channel></rss>"
        listing = read_feed(body.encode(), url="https://www.lantern.example/")
        assert listing.links[-1].title == "Calm"
        title = listing.links[0].title or ""
        assert not any(ord(letter) < 32 or 0x202A <= ord(letter) <= 0x202E for letter in title)
