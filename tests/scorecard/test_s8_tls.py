"""S8: a server that cannot prove who it is gets no request, and its mirror says why."""

from __future__ import annotations

import os
import socket
import sqlite3
import ssl
import warnings
from contextlib import ExitStack, closing
from pathlib import Path

from tests.scorecard.certificates import Authority, authority, certificate
from tests.scorecard.conftest import Score
from tests.scorecard.crawling import crawl_all, source, write
from tests.scorecard.servers import Hostile, answer

FEED = b"<rss version='2.0'><channel><title>R</title></channel></rss>"

REASONS = {
    "expired": "certificate expired",
    "not-yet": "certificate not valid yet",
    "wrong-host": "certificate is for another host",
    "wrong-address": "certificate is for another host",
    "self-signed": "self-signed certificate",
    "unknown-root": "unknown authority",
    "tls10": "TLS too old",
    "tls11": "TLS too old",
    "plain": "no TLS spoken there",
}
GOOD = ("good", "tls12", "tls13")


WILLING = """openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = willing
[willing]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
"""
"""A machine whose OpenSSL would speak any TLS: that old ones are refused is not its merit."""


class TlsServer(Hostile):
    """Speaks TLS; what is asked for on it has got through."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        super().__init__(self._respond_well)

    def _respond_well(self, connection: socket.socket, host: str, path: str) -> None:
        body = answer(FEED, "200 OK", "Content-Type: application/xml")
        connection.sendall(answer(b"", "404 Not Found") if path == "/robots.txt" else body)

    def talk(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        if self._context is None:
            connection.sendall(b"220 mail.example ESMTP\r\n")
            return
        with self._context.wrap_socket(connection, server_side=True) as secured:
            super().talk(secured)


def _context(name: str, folder: Path, root: Authority) -> ssl.SSLContext | None:
    """What the server of a case shows."""
    host = f"{name}.example"
    files = {
        "expired": lambda: certificate(folder, host, root, (-20, -1)),
        "not-yet": lambda: certificate(folder, host, root, (1, 20)),
        "wrong-host": lambda: certificate(folder, "other.example", root),
        "wrong-address": lambda: certificate(folder, "192.0.2.1", root),
        "self-signed": lambda: certificate(folder, host, None),
        "unknown-root": lambda: certificate(folder, host, authority("Nobody's root")),
    }.get(name, lambda: certificate(folder, host, root))()
    if name == "plain":
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    only = {"tls10": "TLSv1", "tls11": "TLSv1_1", "tls12": "TLSv1_2", "tls13": "TLSv1_3"}.get(name)
    if only is not None:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that they are old is the point
            context.minimum_version = context.maximum_version = ssl.TLSVersion[only]
    context.load_cert_chain(*files)
    return context


def test_a_server_that_cannot_prove_who_it_is_gets_no_request(tmp_path: Path, score: Score) -> None:
    root = authority("The tests' root")
    (tmp_path / "root.pem").write_bytes(root.pem)
    names = [*REASONS, *GOOD]
    with ExitStack() as stack:
        servers = {name: stack.enter_context(TlsServer(_context(name, tmp_path, root))) for name in names}
        pairs = ", ".join(f'"127.0.0.1:{server.port}"' for server in servers.values())
        settings = f'[network]\ncontact = "tests"\ntimeout = 4.0\nallow_loopback = [{pairs}]\n[network.resolve]\n'
        settings += "".join(f'"{name}.example" = "127.0.0.1"\n' for name in names) + "[politeness]\ndelay = 0.0\n"
        sources = {name: source([f"https://{name}.example:{server.port}"]) for name, server in servers.items()}
        write(tmp_path / "config", settings, sources)
        (tmp_path / "openssl.cnf").write_text(WILLING)
        environment = {**os.environ, "SSL_CERT_FILE": str(tmp_path / "root.pem")}
        environment["OPENSSL_CONF"] = str(tmp_path / "openssl.cnf")
        outcomes = {
            one.source: one for one in crawl_all(tmp_path / "config", tmp_path / "state", environment=environment)
        }
        asked = {name for name, server in servers.items() if server.asked}
    said = {name: " ".join(outcomes[name].causes.values()) for name in REASONS}
    told = [name for name, reason in REASONS.items() if said[name].endswith(reason)]
    score("S8", "bad certificates and old TLS: servers that got a request", len(asked - set(GOOD)), len(REASONS), 0)
    score("S8", "bad certificates and old TLS: told by the mirror's cause", len(told), len(REASONS), len(REASONS))
    score("S8", "good certificates that pass", len(asked & set(GOOD)), len(GOOD), len(GOOD))
    assert asked == set(GOOD)
    assert told == list(REASONS), said
    assert [outcomes[name].problem for name in GOOD] == ["", "", ""]
    _the_state_carries_it(tmp_path / "state", said)


def _the_state_carries_it(state: Path, said: dict[str, str]) -> None:
    """The archive, asked directly, has the same words."""
    with closing(sqlite3.connect(state / "archive.db")) as archive:
        kept = dict(archive.execute("select source, cause from mirror_health"))
    assert {name: kept[name] for name in said} == said
