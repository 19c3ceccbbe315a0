"""S1: nothing inside is reached, whatever spelling, redirect, listing or name leads there.

Counted from the connections that an internal server on loopback accepted.
"""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

from crawler.network.request_targets import url_refusal
from crawler.settings.mirror import Mirror
from crawler.settings.mistakes import Mistake
from tests.desk import prefork
from tests.desk.lookups import read_witness
from tests.desk.proxies import SocksServer
from tests.scorecard.conftest import Score
from tests.scorecard.crawling import Outcome, crawl_all, source, write
from tests.scorecard.servers import Hostile, Internal, answer, redirect
from tests.scorecard.ways import NAMES, SPELLINGS, all_ways

SETTINGS = '[network]\ncontact = "tests"\ntimeout = 2.0\n[politeness]\ndelay = 0.0\nconcurrency = 8\n'


def _refused(outcomes: list[Outcome], why: str = "") -> int:
    """Crawls that read nothing; with ``why``, whose every mirror's cause says so."""
    return sum(
        bool(one.problem) and not one.verdicts and all(why in cause for cause in one.causes.values())
        for one in outcomes
    )


def test_no_spelling_of_loopback_gets_through(tmp_path: Path, score: Score) -> None:
    sources, unusable = {}, 0
    with Internal("0.0.0.0") as inside:
        for number, host in enumerate(SPELLINGS):
            mirror = f"http://{host}:{inside.port}"
            try:
                Mirror.parse(mirror)
            except Mistake:
                unusable += 1
            else:
                sources[f"s{number}"] = source([mirror])
        write(tmp_path / "config", SETTINGS, sources)
        outcomes = crawl_all(tmp_path / "config", tmp_path / "state")
        score("S1", "internal hits: spellings of loopback", len(inside.hits), len(SPELLINGS), 0)
        assert inside.hits == []
    assert _refused(outcomes) + unusable == len(SPELLINGS)


def test_no_name_that_resolves_inside_is_dialled(tmp_path: Path, score: Score) -> None:
    with Internal("0.0.0.0") as inside:
        sources = {name: source([f"http://{name}.example.org:{inside.port}"]) for name in NAMES}
        for turn in ("rebind-1", "rebind-2", "rebind-3"):
            sources[turn] = source([f"http://rebind.example.org:{inside.port}"])
        answers = {f"{name}.example.org": [addresses] for name, addresses in NAMES.items()}
        answers["rebind.example.org"] = [["192.0.2.1"], ["127.0.0.1"], ["::1"]]
        (tmp_path / "answers.json").write_text(json.dumps(answers))
        write(tmp_path / "config", SETTINGS, sources)
        outcomes = crawl_all(tmp_path / "config", tmp_path / "state", "--answers", str(tmp_path / "answers.json"))
        score("S1", "internal hits: names that resolve inside", len(inside.hits), len(sources), 0)
        assert inside.hits == []
    assert {one.source for one in outcomes if _refused([one], "is not a public address") == 0} == set()


def test_a_name_that_was_public_a_moment_ago_is_judged_again(tmp_path: Path, score: Score) -> None:
    """The first answer is allowed, so the crawl goes on; each later connection is looked up, and judged, anew."""
    with Internal("127.0.0.2") as inside:

        def talk(connection: socket.socket, host: str, path: str) -> None:
            connection.sendall(answer(b"", "404 Not Found"))

        with Hostile(talk) as server:
            allow = f'allow_loopback = ["127.0.0.1:{server.port}"]\n'
            settings = SETTINGS.replace("[politeness]", allow + "[politeness]")
            mirror = f"http://turning.example.org:{server.port}"
            write(tmp_path / "config", settings, {"turning": source([mirror], ["/1.xml", "/2.xml", "/3.xml"])})
            with Internal("127.0.0.2", port=server.port) as same_port:
                (tmp_path / "dns").write_text(json.dumps({"turning.example.org": [["127.0.0.1"], ["127.0.0.2"]]}))
                (outcome,) = crawl_all(tmp_path / "config", tmp_path / "state", "--answers", str(tmp_path / "dns"))
                score("S1", "internal hits: a name that changes its answer", len(same_port.hits), 3, 0)
                assert same_port.hits == inside.hits == []
            assert server.asked == [("turning.example.org", "/robots.txt")]
    assert "127.0.0.2 is not a public address" in " ".join(outcome.warnings)


def test_no_redirect_leads_inside(tmp_path: Path, score: Score) -> None:
    with Internal("0.0.0.0") as inside:

        def talk(connection: socket.socket, host: str, path: str) -> None:
            ways = all_ways(inside.port, server.port)
            kind, _, number = host.partition(".")[0].partition("-")
            wanted = "/robots.txt" if kind == "robots" else "/rss.xml"
            missing = answer(b"", "404 Not Found")
            connection.sendall(redirect(ways[int(number)]) if number and path == wanted else missing)

        with Hostile(talk) as server:
            many = len(all_ways(1, 1))
            hosts = [f"{kind}-{number}.example" for kind in ("robots", "feed") for number in range(many)]
            # the internal address is a mirror, too: its port is allowed, and redirects to it stay within the source
            sources = {
                host.partition(".")[0]: source([f"http://{host}:{server.port}", f"http://127.0.0.1:{inside.port}"])
                for host in hosts
            }
            resolve = "[network.resolve]\n" + "".join(f'"{host}" = "127.0.0.1"\n' for host in hosts)
            allow = f'allow_loopback = ["127.0.0.1:{server.port}"]\n'
            write(tmp_path / "config", SETTINGS.replace("[politeness]", allow + resolve + "[politeness]"), sources)
            outcomes = crawl_all(tmp_path / "config", tmp_path / "state")
            asked = {host for host, _ in server.asked} - {"127.0.0.1"}  # a fragment leads to no other place
        score("S1", "internal hits: redirects of robots.txt and of feeds", len(inside.hits), len(hosts), 0)
        assert inside.hits == []
    assert asked == set(hosts)
    assert _refused(outcomes) == len(hosts)


def test_no_listing_and_no_page_leads_inside(tmp_path: Path, score: Score) -> None:
    with Internal("0.0.0.0") as inside:

        def listing(path: str) -> bytes:
            ways = [way for way in all_ways(inside.port, server.port) if "\t" not in way]
            if path == "/rss.xml":
                items = "".join(f"<item><title>Item</title><link>{way}</link></item>" for way in [*ways, "/page"])
                return f"<rss version='2.0'><channel><title>R</title>{items}</channel></rss>".encode()
            if path == "/map.xml":
                places = "".join(f"<sitemap><loc>{way}</loc></sitemap>" for way in ways)
                return f"<sitemapindex>{places}</sitemapindex>".encode()
            links = "".join(f'<a href="{way}">A long headline about nothing at all</a>' for way in ways)
            head = f'<base href="http://127.0.0.1:{inside.port}/"><link rel="canonical" href="{ways[0]}">'
            head += f'<link rel="amphtml" href="{ways[0]}"><link rel="next" href="{ways[0]}">'
            head += f'<meta http-equiv="refresh" content="0;url={ways[0]}"><meta property="og:url" content="{ways[0]}">'
            text = "<p>Forty words of text make an article of this page, or so it seems.</p>" * 20
            return f"<html><head>{head}</head><body><article>{text}</article>{links}<a href=page>x</a></body>".encode()

        def talk(connection: socket.socket, host: str, path: str) -> None:
            missing = answer(b"", "404 Not Found")
            kind = "application/xml" if path.endswith("xml") else "text/html"
            body = answer(listing(path), "200 OK", f"Content-Type: {kind}")
            connection.sendall(missing if path == "/robots.txt" else body)

        with Hostile(talk) as server:
            mirrors = [f"http://127.0.0.1:{server.port}", f"http://localhost:{inside.port}"]
            text = source(mirrors, more='sitemaps = ["/map.xml"]\nsections = ["/section"]\n')
            allow = f'allow_loopback = ["127.0.0.1:{server.port}"]\n'
            write(tmp_path / "config", SETTINGS.replace("[politeness]", allow + "[politeness]"), {"listing": text})
            crawl_all(tmp_path / "config", tmp_path / "state")
            paths = {path for _, path in server.asked}
            tried = 3 * (len(all_ways(1, 1)) - 1) + 6
        score("S1", "internal hits: links of feeds, sitemaps, sections, pages", len(inside.hits), tried, 0)
        assert inside.hits == []
    assert {"/robots.txt", "/rss.xml", "/map.xml", "/section"} <= paths


INNER = [
    "printer",
    "router.local",
    "router.local.",
    "db.internal",
    "x.localhost",
    "localhost",
    "nas.home.arpa",
    "localhost.localdomain",
    "127.0.0.1",
    "10.0.0.8",
    "169.254.169.254",
    "[::1]",
    "[::ffff:10.0.0.8]",
    "[64:ff9b::a00:8]",
]
"""Hosts that no proxy is asked for, as they are written."""


def test_no_proxy_is_asked_for_what_is_inside(tmp_path: Path, score: Score) -> None:
    """As a mirror, and as what robots.txt and feeds of a proxied mirror point to."""
    with Internal("0.0.0.0") as inside:
        targets = [*(f"http://{host}/" for host in INNER), *all_ways(inside.port, inside.port)]

        def talk(connection: socket.socket, host: str, path: str) -> None:
            kind, _, number = host.partition(".")[0].partition("-")
            wanted = "/robots.txt" if kind == "robots" else "/rss.xml"
            there = redirect(targets[int(number)]) if path == wanted else answer(b"", "404 Not Found")
            connection.sendall(there)

        with Hostile(talk) as server, SocksServer({}) as proxy:
            hosts = [f"{kind}-{number}.example" for kind in ("robots", "feed") for number in range(len(targets))]
            proxy.places |= dict.fromkeys(hosts, server.port)
            behind = [f"http://{host}:{server.port}" for host in hosts]
            inner_mirrors = [f"http://{host}" for host in INNER if not host.endswith(".")]  # such is no mirror at all
            sources = {
                "redirected": source([*behind, f"http://127.0.0.1:{inside.port}"]),
                "inner": source([*inner_mirrors, f"http://127.0.0.1:{inside.port}"]),
            }
            settings = SETTINGS.replace("[politeness]", f'proxy = "{proxy.url}"\n[politeness]')
            write(tmp_path / "config", settings, sources)
            outcomes = crawl_all(tmp_path / "config", tmp_path / "state")
            inner = sorted(proxy.names() - set(hosts))
            score("S1", "private hosts that a proxy was asked for", len(inner), len(hosts) + len(inner_mirrors), 0)
            assert inner == []
            assert proxy.names() == set(hosts)
        assert inside.hits == []
    assert _refused(outcomes) == len(sources)


def test_no_resolver_is_asked_for_an_onion_service(tmp_path: Path, score: Score) -> None:
    """Without a proxy it is refused as it is written: as a mirror, and where robots.txt or a feed point to one."""
    onion = "a" * 56 + ".onion"

    def talk(connection: socket.socket, host: str, path: str) -> None:
        wanted = "/robots.txt" if host == "robots.example" else "/rss.xml"
        connection.sendall(redirect(f"http://x.{onion}{path}") if path == wanted else answer(b"", "404 Not Found"))

    with Hostile(talk) as server:
        mirrors = [f"http://{name}.example:{server.port}" for name in ("robots", "feed")]
        mirrors += [f"http://{onion}", f"https://x.{onion.upper()}", f"http://x.{onion}"]
        resolve = "[network.resolve]\n" + "".join(f'"{name}.example" = "127.0.0.1"\n' for name in ("robots", "feed"))
        allow = f'allow_loopback = ["127.0.0.1:{server.port}"]\n{resolve}'
        text = source(mirrors[:3] + mirrors[4:])
        write(tmp_path / "config", SETTINGS.replace("[politeness]", allow + "[politeness]"), {"onions": text})
        file = tmp_path / "witness.jsonl"
        words = [str(file), "crawl", "onions", "--config", str(tmp_path / "config"), "--state", str(tmp_path / "state")]
        told = prefork.run(words, os.environ, timeout=120, module="tests.desk.lookups")
        witnessed = read_witness(file)
    asked = [name for name in witnessed.names if "onion" in name.lower()]
    score("S1", "names of onion services that were looked up", len(asked), 2 + 2, 0)
    assert asked == []
    assert {("robots.example", "/robots.txt"), ("feed.example", "/rss.xml")} <= set(server.asked)
    assert "reached through a proxy alone" in told.stdout + told.stderr


def test_urls_that_two_readers_read_differently_are_refused_before_any_name_is_looked_up(score: Score) -> None:
    bad = [
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0/",
        "http://user:pass@example.org/",
        "http://example.org@127.0.0.1/",
        "http://example.org\\@127.0.0.1/",
        "http://example.org\\.evil.test/",
        "http://exam%70le.org/",
        "http://[fe80::1%25eth0]/",
        "http://example.org\r\nHost: x/",
        "http://example.org/a b",
        "http://example.org/\x00",
        "http://bücher.example/",
        "http://①②⑦.⓪.⓪.①/",
        "http:example.org/",
        "http:///example.org/",
        "//example.org/",
        "http://",
        "http://:80/",
        "http://example.org:99999/",
        "http://example.org:-1/",
        "http://example.org:22/",
        "http://example.org:6379/",
        "https://example.org:8443/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "gopher://example.org:70/",
        "http://example.org/a/../b",
        "http://example.org/a/%2e%2e/b",
        "http://example.org/" + "a" * 9000,
        "http://example.onion/",
        "https://www.EXAMPLE.onion./",
    ]
    let_in = [url for url in bad if url_refusal(url) is None]
    score("S1", "URLs that readers disagree about, let in", len(let_in), len(bad), 0)
    assert let_in == []


def test_ordinary_urls_pass_the_reading_guard() -> None:
    good = [
        ("https://www.example.org/", ()),
        ("https://www.example.org", ()),
        ("http://xn--bcher-kva.example/a%20b?c=d&e=%5B1%5D", ()),
        ("http://127.0.0.1:8001/rss.xml", (8001,)),
        ("http://[2606:2800:220:1::1]:8080/", (8080,)),
        ("http://example.org:443/", ()),
        ("https://example.org/a%5Cb?q=\\", ()),
        ("https://example.org/%D8%A7%D9%84?x=http://y@z/", ()),
        ("https://example.org/a/.b/..c/d", ()),
    ]
    assert [(url, url_refusal(url, ports)) for url, ports in good if url_refusal(url, ports)] == []
