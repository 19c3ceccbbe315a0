"""S2: every hostile answer ends with a reason within the time for one answer and a second, in bounded memory.

The clock is the server's: from the request for the feed to the end of its connection; the crawl's own time is bounded
as well. Memory is the child's peak, set back before each crawl.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import socket
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import brotli
import pytest

from tests.scorecard.conftest import FULL, Score
from tests.scorecard.crawling import NEVER, Outcome, crawl_all, source, write
from tests.scorecard.servers import Hostile, answer, redirect

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TIMEOUT = 2.0
SPARE = 1.0 if FULL else 3.0
"""Seconds beyond the time for one answer. The scorecard counts one; other tests share the machine with three more."""
MOST_MEMORY = 300
"""MiB of the child, libraries and all."""

OK = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"
BOMB = 1 << 28
"""Bytes that a bomb unpacks to: fifty times what is read of one."""

GIGABYTE = 1 << 30


def _packed(coding: str, body: bytes) -> bytes:
    return answer(body, "200 OK", f"Content-Encoding: {coding}", "Content-Type: application/xml")


def _zeros(pack: Callable[[bytes], bytes], end: Callable[[], bytes]) -> bytes:
    """Many zeros through a packer that takes them piece by piece."""
    piece = bytes(1 << 20)
    packed = [pack(piece) for _ in range(BOMB >> 20)]
    return b"".join([*packed, end()])


@cache
def _gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return _zeros(packer.compress, packer.flush)


def _deflate_bomb() -> bytes:
    packer = zlib.compressobj(9)
    return _zeros(packer.compress, packer.flush)


def _brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=3)
    return _zeros(packer.process, packer.finish)


def _zstd_bomb() -> bytes:
    options = {zstd.CompressionParameter.compression_level: 3, zstd.CompressionParameter.window_log: 27}
    packer = zstd.ZstdCompressor(options=options)
    return _zeros(packer.compress, packer.flush)


def _sends(*parts: bytes, every: float = 0.0) -> Callable[[socket.socket], None]:
    """Send parts over and over until the other side has had enough."""

    def send(connection: socket.socket) -> None:
        head, *rest = parts
        connection.sendall(head)
        end = time.monotonic() + 20
        for part in itertools.cycle(rest):
            connection.sendall(part)
            if every:
                time.sleep(every)
            if time.monotonic() > end:
                return

    return send


def _times(head: bytes, part: Callable[[int], bytes], many: int, tail: bytes) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        for number in range(many):
            connection.sendall(part(number))
        connection.sendall(tail)

    return send


def _reset(connection: socket.socket) -> None:
    connection.sendall((OK + "Content-Length: 100\r\n\r\n<rss>").encode())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _silence(connection: socket.socket) -> None:
    connection.settimeout(20)
    connection.recv(1)


CHUNKED = (OK + "Transfer-Encoding: chunked\r\n\r\n").encode()
MEGABYTE = b"x" * (1 << 20)

Answering = bytes | Callable[[socket.socket], None]

CASES: dict[str, tuple[Callable[[], Answering], str]] = {
    # name: (how to make it, what the reason says)
    "gzip-bomb": (lambda: _packed("gzip", _gzip_bomb()), "too large when unpacked"),
    "deflate-bomb": (lambda: _packed("deflate", _deflate_bomb()), "too large when unpacked"),
    "brotli-bomb": (lambda: _packed("br", _brotli_bomb()), "too large when unpacked"),
    "zstd-bomb": (lambda: _packed("zstd", _zstd_bomb()), "too large when unpacked"),
    "double-gzip": (lambda: _packed("gzip, gzip", gzip.compress(_gzip_bomb())), "too large when unpacked"),
    "many-codings": (lambda: _packed(", ".join(["gzip"] * 900), gzip.compress(b"x")), "900 times over"),
    "broken-gzip": (lambda: _packed("gzip", b"\x1f\x8b\x08" + b"no" * 50), "broken gzip"),
    "broken-brotli": (lambda: _packed("br", b"\xff" * 99), "broken br"),
    "broken-zstd": (lambda: _packed("zstd", b"\xff" * 99), "broken zstd"),
    "announced": (lambda: (OK + f"Content-Length: {GIGABYTE}\r\n\r\n<rss>").encode(), "too large"),
    "streamed": (lambda: _sends((OK + "\r\n").encode(), MEGABYTE), "too large"),
    "endless-chunked": (lambda: _sends(CHUNKED, b"100000\r\n" + MEGABYTE + b"\r\n"), "too large"),
    "tiny-chunks": (lambda: _sends(CHUNKED, b"1\r\nx\r\n" * 1000, every=0.01), ""),
    "slow-head": (lambda: _sends(OK.encode(), b"X-A: b\r\n", every=0.2), "no answer in time"),
    "slow-body": (lambda: _sends((OK + "\r\n").encode(), b"x", every=0.1), "no answer in time"),
    "silence": (lambda: _silence, "no answer in time"),
    "reset": (lambda: _reset, "cut short"),
    "truncated": (lambda: (OK + "Content-Length: 1000\r\n\r\n<rss>").encode(), "cut short"),
    "chunked-garbage": (lambda: CHUNKED + b"zz\r\nnonsense\r\n", ""),
    "chunk-line-without-end": (lambda: _sends(CHUNKED, b"0" * 65536), ""),
    "trailers-without-end": (lambda: _sends(CHUNKED + b"0\r\n", b"X-A: bcd\r\n" * 1000), ""),
    "interim-flood": (lambda: _sends(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), "too many headers"),
    "header-flood": (
        lambda: _times(OK.encode(), lambda n: f"X-{n}: {'y' * 90}\r\n".encode(), 10_000, b"\r\n"),
        "too many headers",
    ),
    "headers-without-end": (lambda: _sends(OK.encode(), b"X-A: b\r\n" * 5000), "too many headers"),
    "one-huge-header": (lambda: OK.encode() + b"X: " + MEGABYTE + b"\r\n\r\n", "header without end"),
    "folded-header": (lambda: _sends(OK.encode() + b"X: a\r\n", b" bcd\r\n" * 5000), "too many headers"),
    "redirect-loop": (lambda: redirect("/rss.xml"), "redirects"),
    "garbage-status": (lambda: b"\x16\x03\x01 what is this\r\n\r\n", ""),
    "text-as-status": (lambda: b"HTTP/1.1 abc OK\r\n\r\n", "no HTTP answer"),
    "http-09": (lambda: b"<rss><channel></channel></rss>\n", "no HTTP answer"),
    "negative-length": (lambda: (OK + "Content-Length: -5\r\n\r\n<rss>").encode(), ""),
    "two-lengths": (lambda: (OK + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n<rss>").encode(), ""),
    "unknown-transfer": (lambda: (OK + "Transfer-Encoding: what\r\n\r\n<rss>").encode(), ""),
    "switched": (lambda: b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", ""),
    "nothing": (lambda: lambda connection: connection.close(), ""),
}


@pytest.fixture
def told(tmp_path: Path) -> Iterator[list[Outcome]]:
    """Each answer crawled once, as a feed."""
    answers = {name: make() for name, (make, _) in CASES.items()}

    def talk(connection: socket.socket, host: str, path: str) -> None:
        said = answers[host.partition(".")[0]]
        if path == "/robots.txt":
            connection.sendall(answer(b"", "404 Not Found"))
        elif callable(said):
            said(connection)
        else:
            connection.sendall(said)

    with Hostile(talk) as server:
        settings = f'[network]\ncontact = "tests"\ntimeout = {TIMEOUT}\n'
        settings += f'allow_loopback = ["127.0.0.1:{server.port}"]\n[network.resolve]\n'
        settings += "".join(f'"{name}.example" = "127.0.0.1"\n' for name in CASES)
        settings += "[politeness]\ndelay = 0.0\n"
        write(
            tmp_path / "config",
            settings,
            {name: source([f"http://{name}.example:{server.port}"]) for name in CASES},
        )
        yield crawl_all(tmp_path / "config", tmp_path / "state")


@pytest.mark.slow
def test_every_hostile_answer_ends_with_a_reason_in_time_and_in_bounded_memory(
    told: list[Outcome], score: Score
) -> None:
    late = {one.source: one.seconds for one in told if one.seconds > TIMEOUT + SPARE}
    silent = {one.source: one.warnings for one in told if not _says(one, CASES[one.source][1])}
    large = {one.source: one.peak for one in told if one.peak > MOST_MEMORY}
    if os.environ.get("SCORECARD_OUT") or late or silent or large:
        for one in told:
            print(f"{one.source:24} {one.seconds:5.2f} s {one.peak:6.1f} MiB  {one.warnings}")
    good = len(CASES) - len(late.keys() | silent.keys() | large.keys())
    score("S2", "hostile answers that end with a reason, in time", good, len(CASES), len(CASES))
    score("S2", "peak memory, MiB", round(max(one.peak for one in told), 1), len(CASES), MOST_MEMORY)
    assert len(told) == len(CASES)
    assert (late, silent, large) == ({}, {}, {})


def _says(one: Outcome, reason: str) -> bool:
    """The mirror is charged with the reason, which is a sentence and no class's name or traceback."""
    said = " ".join(one.causes.values())
    return bool(said) and reason in said and one.problem.startswith("CrawlFailed") and "Failure" not in said


def test_a_name_that_is_never_answered_ends_in_time(tmp_path: Path, score: Score) -> None:
    settings = f'[network]\ncontact = "tests"\ntimeout = {TIMEOUT}\n'
    first = source(["http://127.0.0.1"])  # a first crawl imports what the second one needs
    write(tmp_path / "config", settings, {"first": first, "silent": source(["http://silent.example.org"])})
    (tmp_path / "dns").write_text(json.dumps({"silent.example.org": [[NEVER]]}))
    _, outcome = crawl_all(tmp_path / "config", tmp_path / "state", "--answers", str(tmp_path / "dns"))
    score("S2", "a name that is never answered: seconds", round(outcome.seconds, 2), 1, TIMEOUT + SPARE)
    assert outcome.seconds < TIMEOUT + SPARE
    assert "no answer in time" in " ".join(outcome.warnings)
