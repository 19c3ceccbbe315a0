"""Guards that no other test stands for alone: each is missed by one of these when it is taken out (``teeth``)."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crawler.model.errors import NetworkForbidden
from crawler.model.failpoints import VARIABLE
from crawler.network.address_guard import AddressGuard
from tests.desk.desk import OpenRoom
from tests.scorecard.crawling import crawl_all, source, write
from tests.scorecard.servers import Hostile, Internal, answer, redirect


class _Answers:
    """A resolver that answers one address, whatever the name."""

    def __init__(self, address: str) -> None:
        self._address = address

    def resolveHostName(self, receiver: Any, host: str, port: int, *rest: Any) -> Any:  # noqa: N802
        from twisted.internet.address import IPv4Address

        receiver.resolutionBegan(None)
        receiver.addressResolved(IPv4Address("TCP", self._address, port))
        receiver.resolutionComplete()


class _Receiver:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


@pytest.mark.parametrize(("address", "passed"), [("10.0.0.8", []), ("169.254.169.254", []), ("9.9.9.9", ["9.9.9.9"])])
def test_the_resolver_passes_on_no_private_address(address: str, passed: list[str]) -> None:
    guard, receiver = AddressGuard(_Answers(address), frozenset(), {}), _Receiver()
    guard.resolveHostName(receiver, "news.example", 80)
    assert receiver.addresses == passed


def test_the_resolver_is_asked_for_no_onion_service() -> None:
    guard, receiver = AddressGuard(_Answers("9.9.9.9"), frozenset(), {}), _Receiver()
    guard.resolveHostName(receiver, "example.onion", 80)
    assert receiver.addresses == []


def test_the_belt_dials_no_private_literal() -> None:
    dialled: list[str] = []
    connect = AddressGuard(_Answers(""), frozenset(), {}).belt(lambda host, port: dialled.append(host))
    with pytest.raises(NetworkForbidden):
        connect("10.0.0.8", 80)
    connect("9.9.9.9", 80)
    assert dialled == ["9.9.9.9"]


def test_a_body_beyond_the_cap_is_given_up(tmp_path: Path) -> None:
    assert "too large" in _page_of(tmp_path, answer(PAGE + b" " * 100_000, "200 OK", HTML))


def _page_of(tmp_path: Path, said: bytes) -> str:
    """Crawl a source whose only article is one raw answer, with small limits; what went wrong."""
    item = b"<item><title>A ballot</title><link>/news/1</link></item></channel>"
    return _crawl(tmp_path, {"/rss.xml": answer(FEED.replace(b"</channel>", item), "200 OK", XML), "/news/1": said})


def _feed_of(tmp_path: Path, said: bytes) -> str:
    """The same of one whose feed is the raw answer."""
    return _crawl(tmp_path, {"/rss.xml": said})


def _crawl(tmp_path: Path, answers: Mapping[str, bytes]) -> str:
    def talk(connection: socket.socket, host: str, path: str) -> None:
        connection.sendall(answers.get(path) or answer(b"", "404 Not Found"))

    with Hostile(talk) as server:
        settings = f'[network]\ncontact = "tests"\nmax_body = 65536\nallow_loopback = ["127.0.0.1:{server.port}"]\n'
        settings += "[politeness]\ndelay = 0.0\n"
        write(tmp_path / "config", settings, {"room": source([f"http://127.0.0.1:{server.port}"])})
        (outcome,) = crawl_all(tmp_path / "config", tmp_path / "state")
    return " ".join((*outcome.causes.values(), *outcome.warnings))


FEED = b"<rss version='2.0'><channel><title>R</title></channel></rss>"
XML = "Content-Type: application/xml"
PAGE = b"<html><head><title>A ballot</title></head><body><h1>A ballot</h1>" + b"<p>It was held on Monday.</p>" * 9
HTML = "Content-Type: text/html"


def test_what_unpacks_to_more_than_the_cap_is_given_up(tmp_path: Path) -> None:
    bomb = answer(gzip.compress(PAGE + b" " * 200_000), "200 OK", HTML, "Content-Encoding: gzip")
    assert "too large when unpacked" in _page_of(tmp_path, bomb)


def test_what_is_packed_over_and_over_is_given_up(tmp_path: Path) -> None:
    thrice = gzip.compress(gzip.compress(gzip.compress(FEED)))
    often = answer(thrice, "200 OK", XML, "Content-Encoding: gzip, gzip, gzip")
    assert "compressed 3 times over" in _feed_of(tmp_path, often)


def test_a_head_that_is_larger_than_any_needs_to_be_is_given_up(tmp_path: Path) -> None:
    flood = answer(FEED, "200 OK", XML, *(f"X-{number}: {'y' * 90}" for number in range(4000)))
    assert "too many headers" in _feed_of(tmp_path, flood)


def test_no_port_but_those_of_the_mirrors_is_asked_though_its_address_is_open(tmp_path: Path) -> None:
    with Internal() as inside:

        def talk(connection: socket.socket, host: str, path: str) -> None:
            connection.sendall(redirect(f"http://other.example:{inside.port}/robots.txt"))

        with Hostile(talk) as server:
            pairs = json.dumps([f"127.0.0.1:{port}" for port in (server.port, inside.port)])
            settings = f'[network]\ncontact = "tests"\nallow_loopback = {pairs}\n'
            settings += '[network.resolve]\n"other.example" = "127.0.0.1"\n'
            write(tmp_path / "config", settings, {"room": source([f"http://127.0.0.1:{server.port}"])})
            (outcome,) = crawl_all(tmp_path / "config", tmp_path / "state")
            assert [path for _, path in server.asked] == ["/robots.txt"]
        assert inside.hits == []
    assert f"port {inside.port} is none of 80, 443" in " ".join(outcome.warnings)


def test_pages_that_a_kill_left_without_a_verdict_are_taken_up(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=1)
    assert desk.attempt("crawl", "room", failpoint="index.publish.before").returncode == -9
    unjudged = "select count(*) from pages where verdict is null"
    assert desk.ask(unjudged)[0][0] > 0
    assert desk.crawl()["resumed"] > 0
    assert desk.ask(unjudged) == [(0,)]
    assert desk.ask("select count(*), count(distinct key) from articles") == [(5, 5)]


def test_an_unknown_failpoint_is_told_with_those_that_there_are(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    environment = {**os.environ, VARIABLE: "fetch.within"}
    done = subprocess.run(desk.command("crawl", "room"), env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "fetch.before" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_failpoint_of_the_list_stands_in_the_code_once() -> None:
    from crawler.model.failpoints import POINTS

    root = Path(__file__).parents[2]
    code = [p.read_text() for folder in ("crawler", "scheduler") for p in (root / folder).rglob("*.py")]
    assert {point: sum(text.count(f'reached("{point}")') for text in code) for point in POINTS} == dict.fromkeys(
        POINTS, 1
    )
