"""A pasted address may be hostile: nothing private is dialled, nothing written, and it ends soon with a sentence."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.desk import prefork
from tests.desk.papers import english, page
from tests.desk.sites import OpenSites, Pages, Sites
from tests.scorecard.servers import Internal, redirect
from tests.survey.conftest import write_settings

Configure = Callable[[Sites], None]

MOST_REQUESTS = 30
SECONDS = 60
"""Beside the pace: here there is none."""

FRONT = "<html><head><title>A</title>{head}</head><body>{body}</body></html>"


def front(head: str = "", body: str = "") -> Pages:
    return {"/": FRONT.format(head=head, body=body)}


def feed_link(address: str) -> str:
    return f'<link rel="alternate" type="application/rss+xml" href="{address}">'


def chunked(piece: bytes, times: int) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for _ in range(times))
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n" + body


def raw(body: bytes, *headers: str) -> bytes:
    head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", "Connection: close", *headers])
    return head.encode() + b"\r\n\r\n" + body


BOMB = raw(gzip.compress(bytes(200 << 20), 9), "Content-Encoding: gzip", "Content-Type: text/html")
ITEMS = "".join(f"<item><link>/news/{n}</link><title>News {n}</title></item>" for n in range(60_000))
MANY = "".join(feed_link(f"/feed-{n}.xml") for n in range(5_000))
MENU = "".join(f'<a href="/s{n}">S {n}</a>' for n in range(5_000))

HOSTILE: dict[str, Callable[[str], Pages]] = {
    # what it does, given the address of something private
    "redirects to a private address": lambda private: {"/": redirect(private)},
    "redirects to the metadata of a cloud": lambda _: {"/": redirect("http://169.254.169.254/latest/")},
    "redirects to itself for ever": lambda _: {"/": redirect("/")},
    "redirects to a file": lambda _: {"/": redirect("file:///etc/passwd")},
    "refreshes to a private address": lambda private: {"/": f'<meta http-equiv="refresh" content="0;url={private}">'},
    "a feed on a private address": lambda private: front(feed_link(f"{private}/rss.xml")),
    "a sitemap on a private address": lambda private: {"/robots.txt": f"Sitemap: {private}/sitemap.xml", **front()},
    "robots.txt leads to a private address": lambda private: {"/robots.txt": redirect(private), **front()},
    "items on a private address": lambda private: {
        "/rss.xml": f"<rss><channel><item><link>{private}/1</link></item></channel></rss>",
        **front(feed_link("/rss.xml")),
    },
    "canonical on a private address": lambda private: front(f'<link rel="canonical" href="{private}/">'),
    "five thousand feeds": lambda _: front(MANY),
    "five thousand sections": lambda _: front(body=f"<nav>{MENU}</nav>"),
    "an endless feed": lambda _: {"/rss.xml": chunked(b"<item>" * 50_000, 200), **front(feed_link("/rss.xml"))},
    "a feed that nests": lambda _: {"/rss.xml": "<rss>" + "<a>" * 100_000, **front(feed_link("/rss.xml"))},
    "a bomb": lambda _: {"/": BOMB},
    "a bomb as its feed": lambda _: {"/rss.xml": BOMB, **front(feed_link("/rss.xml"))},
    "sixty thousand items that are not there": lambda _: {
        "/rss.xml": f"<rss><channel>{ITEMS}</channel></rss>",
        **front(feed_link("/rss.xml")),
    },
    "a page of brackets": lambda _: {"/": "<div>" * 200_000},
    "a page of attributes": lambda _: {"/": "<div " + " ".join(f"a{n}=1" for n in range(90_000)) + ">"},
    "braces in its links": lambda _: {
        **front(body="".join(f'<h2><a href="/{{id}}/{n}{{x">News of the day {n}</a></h2>' for n in range(30)))
    },
    "one page for every address": lambda _: {"/": page(english(1))},
}


def test_nothing_private_is_asked_and_each_ends_soon_with_a_sentence(tmp_path: Path) -> None:
    with Internal() as internal:
        private = f"http://127.0.0.1:{internal.port}"
        sites = Sites(tmp_path, [make(private) for make in HOSTILE.values()])
        write_settings(tmp_path, sites)
        words = [str(tmp_path / "config"), str(tmp_path / "state"), *sites.origins]
        done = prefork.run(words, os.environ, timeout=280, module="tests.survey.surveying")
        sites.close()
        assert done.returncode == 0, done.stderr
        assert internal.hits == []
    facts = dict(zip(HOSTILE, map(json.loads, done.stdout.splitlines()), strict=True))
    asked = {kind: len(sites.take_asked(number)) for number, kind in enumerate(HOSTILE)}
    assert {kind for kind, each in facts.items() if not each["refusal"] or each["toml"]} == set()
    assert {kind: each["seconds"] for kind, each in facts.items() if each["seconds"] > SECONDS} == {}
    assert {kind for kind, each in facts.items() if max(each["requests"], asked[kind]) > MOST_REQUESTS} == set()


def test_a_refused_site_leaves_no_file(
    open_sites: OpenSites, configure: Configure, command: Any, tmp_path: Path
) -> None:
    sites = open_sites({"/": redirect("http://169.254.169.254/latest/")})
    configure(sites)
    command("source", "add", sites.origins[0], "--yes", "--json", code=6)
    assert not list((tmp_path / "config" / "sources").iterdir())
