"""S9: robots.txt by RFC 9309, case by case; what was fetched is counted from the server's own log."""

from __future__ import annotations

import gzip
import os
import random
import socket
import struct
import sys
import tarfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from crawler.network.robots import MOST_BYTES, Robots
from tests.scorecard.conftest import Score
from tests.scorecard.crawling import Outcome, crawl_all, source, write
from tests.scorecard.rules import RULES
from tests.scorecard.servers import Hostile, Internal, answer, redirect

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BESIDE = Path(__file__).parents[3] / "shared" / "data"
REAL = Path(os.environ.get("MIRRORFOLD_SHARED_DATA", BESIDE)) / "robots" / "real-robots.tar.gz"

SITE = "https://news.example"


def test_rules_are_read_as_rfc_9309_says(score: Score) -> None:
    wrong = [
        what for what, text, path, allowed in RULES if Robots(200, text.encode()).allows(SITE + path) is not allowed
    ]
    score("S9", "rules of RFC 9309", len(RULES) - len(wrong), len(RULES), len(RULES))
    assert wrong == []


def test_at_least_500_kib_are_read_and_the_cut_line_is_none() -> None:
    filler = b"# " + b"x" * 1021 + b"\n"
    head = b"User-agent: *\n" + filler * 498
    assert not Robots(200, head + b"Disallow: /late\n").allows(SITE + "/late")
    beyond = b"User-agent: *\n" + b"#" * (MOST_BYTES - 14 - 16) + b"\nDisallow: /abcdefgh\n"
    assert Robots(200, beyond).allows(SITE + "/ab")


def test_a_hostile_file_is_read_in_no_time() -> None:
    begun = time.monotonic()
    for body in (
        b"User-agent: *\nDisallow: /" + b"*a" * 200_000 + b"$",
        b"User-agent: *\n" + b"Disallow: /*a*b*c$\n" * 20_000,
        b"User-agent:" + b" " * 500_000 + b"x",
        b"User-agent: *\n" * 37_000,
        b"\xff\xfe" * 250_000,
    ):
        Robots(200, body).allows(SITE + "/" + "a" * 2000)
    assert time.monotonic() - begun < 10


@pytest.mark.skipif(not REAL.exists(), reason=f"no {REAL}: set MIRRORFOLD_SHARED_DATA")
def test_every_real_file_is_read(score: Score) -> None:
    read = of = 0
    with tarfile.open(REAL) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                of += 1
                robots = Robots(200, file.read())
                assert isinstance(robots.allows(SITE + "/news/2026/1"), bool)
                assert robots.crawl_delay is None or robots.crawl_delay >= 0
                read += 1
    score("S9", "real files read", read, of, of)
    assert read == of > 200


FEED = b"<rss version='2.0'><channel><title>R</title><item><link>/free/1</link><title>T</title></item></channel></rss>"


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _silent(connection: socket.socket) -> None:
    connection.settimeout(6)
    connection.recv(1)


CODINGS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}
FREE = b"User-agent: *\nDisallow: /private\n"
ALL = b"User-agent: *\nDisallow: /\n"
LONG = b"# no rule at all\n" * 400_000
"""More than any other body may have here."""

NOISE = b"# " + random.Random(9).randbytes(1_000_000).hex().encode()
"""More than is read, also when it is packed."""


def _coded(body: bytes, coding: str) -> bytes:
    return answer(body, "200 OK", f"Content-Encoding: {coding}")


def _allowing() -> dict[str, bytes]:
    """Answers that allow all; packing a megabyte takes seconds, so they are made for the test that asks."""
    return {
        **{f"s{code}": answer(b"User-agent: *\nDisallow: /", f"{code} X") for code in (400, 401, 403, 404, 410, 429)},
        "empty": answer(b""),
        "none": answer(b"", "204 No Content"),
        "markup": answer(b"<html>Disallow: /</html>", "200 OK", "Content-Type: text/html"),
        "free": answer(FREE),
        "long": answer(FREE + LONG + ALL),
        **{f"long-{coding}": _coded(pack(FREE + LONG + ALL), coding) for coding, pack in CODINGS.items()},
        **{f"short-{coding}": _coded(pack(FREE), coding) for coding, pack in CODINGS.items()},
        "empty-gzip": _coded(b"", "gzip"),
        "nothing-gzip": _coded(gzip.compress(b""), "gzip"),
        "tail-gzip": _coded(gzip.compress(FREE) + b"\r\n", "gzip"),
        "missing-gzip": answer(b"no gzip", "404 Not Found", "Content-Encoding: gzip"),
        "bom": answer(b"\xef\xbb\xbfUser-agent: mirrorfold\nDisallow: /x\n\nUser-agent: *\nDisallow: /"),
    }


def _denying() -> dict[str, bytes | Callable[[socket.socket], None]]:
    """Answers that allow nothing."""
    return {
        **{f"s{code}": answer(b"", f"{code} X") for code in (500, 502, 503, 504, 520, 599)},
        "time-out": _silent,
        "reset": _reset,
        "closed": lambda connection: connection.close(),
        "garbage": b"\x00\x01garbage\r\n\r\n",
        "truncated": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nUser-agent: *\nAllow: /",
        "long": answer(ALL + LONG),
        **{f"long-{coding}": _coded(pack(ALL + LONG), coding) for coding, pack in CODINGS.items()},
        **{f"cut-{coding}": _coded(pack(FREE + NOISE[:4000])[:900], coding) for coding, pack in CODINGS.items()},
        **{f"stopped-{coding}": _coded(pack(ALL + NOISE), coding) for coding, pack in CODINGS.items()},
        **{f"members-{name}": _coded(CODINGS[name](FREE) + CODINGS[name](ALL), name) for name in ("gzip", "zstd")},
        "cut-member": _coded(gzip.compress(FREE) + gzip.compress(ALL)[:-9], "gzip"),
        "broken-gzip": answer(b"no gzip", "200 OK", "Content-Encoding: gzip"),
        "all": answer(b"User-agent: *\nDisallow: /"),
        "us": answer(b"User-agent: mirrorfold/1.0\nDisallow: /\n\nUser-agent: *\nAllow: /"),
        "to-garbage": redirect("http://[::"),
        "to-other-scheme": redirect("ftp://files.example/robots.txt"),
    }


def _config(folder: Path, port: int, hosts: list[str]) -> Path:
    settings = f'[network]\ncontact = "tests"\ntimeout = 2.0\nmax_body = 65536\nallow_loopback = ["127.0.0.1:{port}"]\n'
    settings += "[network.resolve]\n" + "".join(f'"{host}" = "127.0.0.1"\n' for host in hosts)
    settings += "[politeness]\ndelay = 0.0\nconcurrency = 8\n"
    sources = {host.partition(".")[0]: source([f"http://{host}:{port}"]) for host in hosts}
    write(folder / "config", settings, sources)
    return folder / "config"


def test_4xx_allows_all_and_no_answer_or_5xx_allows_nothing(tmp_path: Path, score: Score) -> None:
    allowing, denying = _allowing(), _denying()
    hosts = [f"allow-{name}.example" for name in allowing] + [f"deny-{name}.example" for name in denying]

    def talk(connection: socket.socket, host: str, path: str) -> None:
        kind, _, name = host.partition(".")[0].partition("-")
        told = allowing[name] if kind == "allow" else denying[name]
        if path != "/robots.txt":
            connection.sendall(answer(FEED, "200 OK", "Content-Type: application/xml"))
        elif callable(told):
            told(connection)
        else:
            connection.sendall(told)

    with Hostile(talk) as server:
        outcomes = crawl_all(_config(tmp_path, server.port, hosts), tmp_path / "state")
        fetched = {host.partition(".")[0] for host, path in server.asked if path != "/robots.txt"}
    allowed, denied = {f"allow-{name}" for name in allowing}, {f"deny-{name}" for name in denying}
    score("S9", "answers that allow all: sources fetched", len(allowed & fetched), len(allowed), len(allowed))
    score("S9", "5xx, time-outs, resets and broken answers: sources fetched", len(denied & fetched), len(denied), 0)
    assert fetched == allowed
    assert [one for one in outcomes if one.source in denied and "robots.txt" not in " ".join(one.warnings)] == []


def test_five_redirects_are_followed_and_never_inside(tmp_path: Path, score: Score) -> None:
    """The rules at the end of a chain hold for the host that the chain began at."""
    hosts = [*(f"hop-{number}.example" for number in range(8)), "across.example", "inside.example", "loop.example"]
    rules = answer(b"User-agent: *\nDisallow: /rss")

    with Internal() as inside:

        def talk(connection: socket.socket, host: str, path: str) -> None:
            name = host.partition(".")[0]
            step = int(path.partition("robots.txt")[2].removeprefix("?") or 0) if "robots.txt" in path else -1
            if step < 0:
                connection.sendall(answer(FEED, "200 OK", "Content-Type: application/xml"))
            elif name == "loop":
                connection.sendall(redirect("/robots.txt"))
            elif name == "inside":
                connection.sendall(redirect(f"http://127.0.0.1:{inside.port}/robots.txt"))
            elif name == "across":
                connection.sendall(redirect(f"http://hop-0.example:{server.port}/robots.txt"))
            elif step < int(name.partition("-")[2]):
                connection.sendall(redirect(f"/robots.txt?{step + 1}"))
            else:
                connection.sendall(rules)

        with Hostile(talk) as server:
            outcomes = crawl_all(_config(tmp_path, server.port, hosts), tmp_path / "state")
            asked = server.asked
        assert inside.hits == []
    assert {host for host, path in asked if "robots.txt" not in path} == set()
    followed = {one.source for one in outcomes if "disallow" in " ".join(one.warnings)}
    score("S9", "chains of robots.txt followed", len(followed), 7, 7)
    assert followed == {"hop-0", "hop-1", "hop-2", "hop-3", "hop-4", "hop-5", "across"}
    assert len([path for host, path in asked if host == "loop.example"]) == 6


def test_rules_are_asked_for_once_a_day_by_all_runs_together(tmp_path: Path, score: Score) -> None:
    def talk(connection: socket.socket, host: str, path: str) -> None:
        free = answer(b"User-agent: *\nDisallow: /private")
        connection.sendall(free if path == "/robots.txt" else answer(FEED, "200 OK", "Content-Type: application/xml"))

    with Hostile(talk) as server:
        config = _config(tmp_path, server.port, ["kept.example"])
        for _ in range(3):
            outcomes: list[Outcome] = crawl_all(config, tmp_path / "state")
        asked = [path for _, path in server.asked]
    assert len(outcomes) == 1
    score("S9", "robots.txt asked for in three runs", asked.count("/robots.txt"), 3, 1)
    assert asked.count("/robots.txt") == 1
    assert asked.count("/rss.xml") == 3
