"""A redirect of a proxied mirror stays in its proxy, or is not followed."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import prefork
from tests.desk.lookups import Witnessed, read_witness
from tests.desk.proxies import SocksServer
from tests.proxies.conftest import table
from tests.scorecard.crawling import write
from tests.scorecard.servers import Hostile, answer, redirect

FEED = b"<rss version='2.0'><channel><title>R</title><item><link>/a</link><title>A</title></item></channel></rss>"
SETTINGS = '[network]\ncontact = "tests"\ntimeout = 5.0\n[politeness]\ndelay = 0.0\n[mirrors]\ncontrol_pages = false\n'


class Site:
    """A server whose hosts answer as they are told, behind two SOCKS servers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moved: dict[tuple[str, str], str] = {}
        self.server = Hostile(self._talk)
        self.first, self.second = SocksServer({}), SocksServer({})
        for proxy in (self.first, self.second):
            proxy.places |= {f"{name}.example": self.server.port for name in ("one", "two", "three")}
        self.witnessed = Witnessed()

    @property
    def settings(self) -> str:
        """The first and the second lead to the server without a proxy, too."""
        allow = f'allow_loopback = ["127.0.0.1:{self.server.port}"]\n'
        names = "[network.resolve]\n" + "".join(f'"{name}.example" = "127.0.0.1"\n' for name in ("one", "two"))
        return SETTINGS.replace("[politeness]", f"{allow}{names}[politeness]", 1)

    def _talk(self, connection: socket.socket, host: str, path: str) -> None:
        if (host, path) in self.moved:
            connection.sendall(redirect(self.moved[host, path]))
        elif path == "/rss.xml":
            connection.sendall(answer(FEED, "200 OK", "Content-Type: application/xml"))
        else:
            connection.sendall(answer(b"", "404 Not Found"))

    def url(self, name: str, path: str = "") -> str:
        return f"http://{name}.example:{self.server.port}{path}"

    def crawl(self, *mirrors: str) -> str:
        """Crawl, whatever comes of it; what was told."""
        text = f'mirrors = [{", ".join(mirrors)}]\nfeeds = ["/rss.xml"]\n'
        write(self.folder / "config", self.settings, {"site": text})
        file = self.folder / "witness.jsonl"
        words = [str(file), "crawl", "site", "--json", "--config", str(self.folder / "config")]
        words += ["--state", str(self.folder / "state")]
        done = prefork.run(words, os.environ, timeout=60, module="tests.desk.lookups")
        self.witnessed = read_witness(file)
        return done.stdout + done.stderr


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    with site.server, site.first, site.second:
        yield site


def test_one_to_a_mirror_without_a_proxy_stays_in_it(site: Site) -> None:
    site.moved["one.example", "/rss.xml"] = site.url("two", "/rss.xml")
    site.crawl(table(site.url("one"), site.first.url), table(site.url("two"), "none"))
    assert f"two.example:{site.server.port}" in site.first.log, "robots.txt and the feed of the second, by the first's"
    assert site.server.asked.count(("two.example", "/robots.txt")) == 2, "each way has its own rules"
    assert site.server.asked.count(("two.example", "/rss.xml")) == 2, "the second's own was asked for directly"


def test_one_to_a_mirror_of_another_proxy_is_not_followed(site: Site) -> None:
    site.moved["one.example", "/rss.xml"] = site.url("two", "/rss.xml")
    told = site.crawl(table(site.url("one"), site.first.url), table(site.url("two"), site.second.url))
    assert (site.first.names(), site.second.names()) == ({"one.example"}, {"two.example"})
    assert "which has another proxy than" in json.dumps(told)


def test_one_from_a_mirror_without_a_proxy_enters_that_of_the_other(site: Site) -> None:
    site.moved["one.example", "/rss.xml"] = site.url("two", "/rss.xml")
    site.crawl(table(site.url("one"), "none"), table(site.url("two"), site.first.url))
    assert site.first.names() == {"two.example"}
    assert "two.example" not in site.witnessed.names


def test_that_of_a_robots_txt_to_a_proxied_host_goes_through_its_proxy(site: Site) -> None:
    site.moved["one.example", "/robots.txt"] = site.url("two", "/robots.txt")
    site.crawl(table(site.url("one"), "none"), table(site.url("two"), site.first.url))
    assert site.first.names() == {"two.example"}
    assert "two.example" not in site.witnessed.names


def test_that_of_robots_txt_stays_in_it(site: Site) -> None:
    site.moved["one.example", "/robots.txt"] = site.url("three", "/robots.txt")
    site.crawl(table(site.url("one"), site.first.url))
    assert ("three.example", "/robots.txt") in site.server.asked
    assert site.first.names() == {"one.example", "three.example"}
    assert site.witnessed.names == {"127.0.0.1"}


def test_none_leads_to_a_name_of_a_private_network(site: Site) -> None:
    inner = [
        "http://router.local/",
        "http://printer/",
        "http://db.internal/",
        "http://x.localhost/",
        "http://10.0.0.1/",
    ]
    for number, target in enumerate(inner):
        site.first.places[f"m{number}.example"] = site.server.port
        site.moved[f"m{number}.example", "/robots.txt"] = target
    mirrors = [table(f"http://m{number}.example:{site.server.port}", site.first.url) for number in range(len(inner))]
    told = site.crawl(*mirrors)
    assert site.first.names() == {f"m{number}.example" for number in range(len(inner))}
    assert told.count("name of a private network") >= 4
