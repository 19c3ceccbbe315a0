"""Rows S3 to S6: feeds, pages, URLs and strings that others wrote to do harm, counted one by one."""

from __future__ import annotations

import asyncio
import csv
import gzip
import io
import json
import re
import tarfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.canonical.canonical_url import canonicalize
from crawler.discovery.feed import read_feed
from crawler.extraction.page import read_page
from crawler.extraction.page_values import Hints
from crawler.model.article import Article, Rejection
from crawler.reading.pool import ExtractionPool, PageCrash, PageTimeout
from tests.desk.desk import OpenRoom
from tests.reading.test_pool import bombs
from tests.scorecard.conftest import Score
from tests.scorecard.hostile_paper import of_others, strings, write_hostile_paper

HINTS = Hints(now=datetime(2026, 1, 1, tzinfo=UTC))
FEED_SECONDS, PAGE_SECONDS = 2.0, 10.0
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What does something in a terminal: control characters, and those that turn the direction of writing."""


def feeds() -> Iterator[bytes]:
    for name in ("feeds/feedparser-half.tar.gz", "feeds/xml-fuzz-half.tar.gz"):
        with tarfile.open(of_others(name)) as archive:
            for member in archive:
                if (file := archive.extractfile(member)) is not None:
                    yield file.read()


def test_no_feed_raises_or_takes_long(score: Score) -> None:
    slowest, read = 0.0, 0
    for body in feeds():
        before = time.perf_counter()
        read_feed(body, url="https://www.lantern.example/x/")
        slowest, read = max(slowest, time.perf_counter() - before), read + 1
    score("S3", "feeds read without an exception", read, 1418, "all")
    score("S3", "the slowest, seconds", round(slowest, 2), read, f"<= {FEED_SECONDS:g}")
    assert read == 1418
    assert slowest < FEED_SECONDS


def test_no_page_raises_or_holds_the_pool(score: Score) -> None:
    real = [gzip.decompress(path.read_bytes()) for path in sorted(of_others("extraction/html").glob("*.html.gz"))]
    hostile = [f"<html><h1>{text}</h1><p>{text}</p></html>".encode("utf-8", "replace") for text in strings()]
    bare = [text.encode("utf-8", "replace") for text in strings()]
    pages = [*real, *hostile, *bare]
    said = [read_page(body, url="https://www.lantern.example/1/x", hints=HINTS) for body in pages]
    slowest = asyncio.run(_slowest_bomb())
    well = sum(isinstance(one, Article | Rejection) for one in said)
    score("S4", "real and hostile pages read without an exception", well, len(pages), "all")
    score(
        "S4",
        f"the slowest of {len(bombs())} bombs, seconds",
        round(slowest, 1),
        len(bombs()),
        f"<= {PAGE_SECONDS + 1:g}",
    )
    assert well == len(pages)
    assert slowest < PAGE_SECONDS + 1


async def _slowest_bomb() -> float:
    slowest = 0.0
    async with ExtractionPool(2, PAGE_SECONDS) as pool:
        for body in bombs().values():
            before = time.perf_counter()
            with suppress(PageTimeout, PageCrash):  # killed, which is what the limits are for
                await pool.run(read_page, body, url="https://www.lantern.example/1/x", hints=HINTS)
            slowest = max(slowest, time.perf_counter() - before)
        assert await pool.run(abs, -1) == 1, "the pool lives"
    return slowest


def test_urls_of_the_standard(score: Score) -> None:
    rows = [row for row in json.loads(of_others("urls/urltestdata.json").read_text("utf-8")) if isinstance(row, dict)]
    failing = [row for row in rows if row.get("failure")]
    accepted = [row for row in failing if canonicalize(row["input"], base=row["base"]).canonical_url]
    found = [canonicalize(row["input"], base=row["base"]).canonical_url for row in rows]
    moved = [url for url in found if url is not None and canonicalize(url).canonical_url != url]
    score("S5", "URLs read without an exception", len(found), len(rows), "all")
    score("S5", "canonical(canonical(u)) is another one", len(moved), len(found), "0")
    score("S5", "accepted of those that must fail", len(accepted), len(failing), "<= 20")
    assert moved == []
    assert len(accepted) <= 20


FACES = ("stats", "runs", "mirrors", "mirrors history Room", "mirrors proposals", "quarantine", "alarms", "next")
"""Commands that list what was read."""


def test_no_string_of_a_page_steers_a_terminal_or_breaks_a_line(
    open_room: OpenRoom, tmp_path: Path, score: Score
) -> None:
    """Each payload is an article's title and a paragraph of its text; every command that tells of articles is read."""
    payloads = strings()
    desk = open_room(articles=0, mirrors=1, serve_dir=str(write_hostile_paper(tmp_path / "served", payloads)))
    crawled = desk.run("crawl", "Room")
    (stored,) = desk.ask("select count(*) from articles")[0]
    assert stored > 600
    told = {name: desk.run(*name.split()).stdout for name in FACES}
    told |= {"crawl": crawled.stdout, "log": crawled.stderr}
    for name in ("explain", "article", "story show"):
        told[name] = "".join(desk.run(*name.split(), str(number)).stdout for number in range(1, 9))
    exported, table = desk.run("export").stdout, desk.run("export", "--format", "csv").stdout
    rows = list(csv.reader(io.StringIO(table, newline="")))
    computed = [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
    live = [name for name, text in (told | {"csv": table.replace("\r\n", "\n")}).items() if STEERING.search(text)]
    broken = [line for line in exported.split("\n") if line and not _is_one_object(line)]
    score("S6", "payloads that steer a terminal", len(live), len(payloads), "0")
    score("S6", "lines of JSON that are not one object, or steer", len(broken), stored, "0")
    score("S6", "cells of CSV that a spreadsheet computes", len(computed), stored, "0")
    assert (live, broken, computed) == ([], [], [])
    assert len(rows) == len(exported.splitlines()) + 1, "a row an article, and the head"
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(exported.splitlines()) == len(exported.split("\n")) - 1, "no other character ends a line"


def _is_one_object(line: str) -> bool:
    value: Any = json.loads(line)
    return isinstance(value, dict) and STEERING.search(line) is None
