"""What holds of every answer holds of those that come through a proxy: TLS of the host itself, sizes, robots, time."""

from __future__ import annotations

import os
import socket
import ssl
from contextlib import ExitStack
from pathlib import Path

from tests.desk.proxies import SocksServer, TunnelServer
from tests.proxies.conftest import table
from tests.scorecard.certificates import authority, certificate
from tests.scorecard.crawling import crawl_all, write
from tests.scorecard.servers import Hostile, answer

FEED = b"<rss version='2.0'><channel><title>R</title></channel></rss>"
SETTINGS = '[network]\ncontact = "tests"\ntimeout = 2.0\nmax_body = 2048\n[politeness]\ndelay = 0.0\n'
ONION = "a" * 56 + ".onion"


class Secured(Hostile):
    """Speaks TLS."""

    def __init__(self, files: tuple[Path, Path]) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*files)
        super().__init__(_respond)

    def talk(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        with self._context.wrap_socket(connection, server_side=True) as secured:
            super().talk(secured)


def _respond(connection: socket.socket, host: str, path: str) -> None:
    kind = "application/xml"
    connection.sendall(answer(FEED, "200 OK", f"Content-Type: {kind}") if path == "/rss.xml" else answer(b"", "404 No"))


def test_a_host_proves_itself_whatever_is_between(tmp_path: Path) -> None:
    root = authority("The tests' root")
    (tmp_path / "root.pem").write_bytes(root.pem)
    files = {"good": "good.example", "wrong": "other.example", "here": "127.0.0.1"}
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(Secured(certificate(tmp_path, named, root))) for name, named in files.items()
        }
        places = {f"{name}.example": site.port for name, site in sites.items()}
        proxies = [stack.enter_context(kind(places)) for kind in (SocksServer, TunnelServer)]
        sources = {
            f"{name}-{number}": f'feeds = ["/rss.xml"]\nmirrors = [{table(f"https://{name}.example:8443", proxy.url)}]'
            for number, proxy in enumerate(proxies)
            for name in files
        }
        write(tmp_path / "config", SETTINGS, sources)
        environment = {**os.environ, "SSL_CERT_FILE": str(tmp_path / "root.pem")}
        outcomes = {
            each.source: each for each in crawl_all(tmp_path / "config", tmp_path / "state", environment=environment)
        }
        asked = {name: [path for _, path in site.asked] for name, site in sites.items()}
        assert all(len(proxy.names()) == len(files) for proxy in proxies)
    both = ["/robots.txt", "/rss.xml"] * 2
    assert asked == {"good": both, "wrong": [], "here": []}, "each way asks for its own robots.txt"
    for source, outcome in outcomes.items():
        told = "" if source.startswith("good") else "certificate is for another host"
        assert outcome.problem == "" if not told else told in " ".join(outcome.causes.values())


def test_sizes_robots_and_time_hold(tmp_path: Path) -> None:
    def talk(connection: socket.socket, host: str, path: str) -> None:
        if path == "/robots.txt":
            body = b"User-agent: *\nDisallow: /\n" if host.startswith("closed") else b""
            connection.sendall(answer(body, "200 OK", "Content-Type: text/plain"))
        elif host.startswith("large"):
            connection.sendall(answer(b"x" * 4096, "200 OK", "Content-Type: application/xml"))
        elif host.startswith("silent"):
            connection.recv(1)  # until the other side has gone
        else:
            _respond(connection, host, path)

    names = ["large.example", "silent.example", "closed.example", ONION]
    with Hostile(talk) as site, SocksServer(dict.fromkeys(names, 0)) as proxy:
        proxy.places = dict.fromkeys(names, site.port)
        sources = {
            f"s{number}": f'mirrors = [{table(f"http://{name}:8080", proxy.url)}]\nfeeds = ["/rss.xml"]\n'
            for number, name in enumerate(names)
        }
        write(tmp_path / "config", SETTINGS, sources)
        large, silent, closed, onion = crawl_all(tmp_path / "config", tmp_path / "state")
        assert proxy.names() == set(names)
        assert ("closed.example", "/rss.xml") not in site.asked
        assert (ONION, "/rss.xml") in site.asked
    assert "answer too large" in " ".join(large.causes.values())
    assert "no answer in time" in " ".join(silent.causes.values())
    assert silent.seconds < 2.0 + 3.0
    assert "robots.txt of closed.example:8080 disallows" in " ".join(closed.warnings)
    assert onion.problem == ""
