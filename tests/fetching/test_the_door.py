"""Nothing is fetched that may not be, and never faster than allowed. Counted from the newsroom's own log."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.desk.desk import TEMPLATE, OpenRoom
from tests.scorecard.crawling import crawl_all, source, write
from tests.scorecard.servers import Hostile, answer

DRIBBLE = 0.8
"""Seconds that a slow body takes; less than the delay of its test."""


def test_loopback_that_is_not_opened_is_never_reached(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=2)
    desk.configure(allow=False)
    told = desk.run("crawl", "room", code=6).stderr
    assert "not a public address" in told
    assert desk.room.log_rows() == []


def test_a_name_that_resolves_to_loopback_is_judged_by_its_address(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=1)
    port = desk.room.origins[0].rpartition(":")[2]
    source = f'name = "Room"\nmirrors = ["http://news.example:{port}"]\nfeeds = ["/rss.xml"]\n'
    desk.configure(source=source, allow=False)
    settings = desk.config / "mirrorfold.toml"
    settings.write_text(settings.read_text() + '[network.resolve]\n"news.example" = "127.0.0.1"\n')
    desk.run("crawl", "room", code=6)
    assert desk.room.log_rows() == []


def test_a_proxy_of_the_environment_is_never_asked(open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = open_room(articles=3, mirrors=1)
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.setblocking(False)
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            for spelled in (name, name.lower()):
                monkeypatch.setenv(spelled, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        desk.crawl()
        with pytest.raises(BlockingIOError):
            proxy.accept()
    assert desk.served().total() == 3


def test_requests_to_one_host_keep_their_distance(open_room: OpenRoom) -> None:
    desk = open_room(articles=8, mirrors=1)
    desk.configure("[politeness]\ndelay = 0.2\nconcurrency = 1\n")
    desk.crawl()
    rows = sorted(desk.room.log_rows(), key=lambda row: row["t"])
    gaps = [later["t"] - earlier["t"] for earlier, later in pairwise(rows)]
    assert len(rows) == 10
    assert min(gaps) >= 0.2


def test_robots_rules_hold_for_every_mirror(open_room: OpenRoom, tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    (served / "robots.txt").write_text("User-agent: *\nDisallow: /Detail/\n")
    desk = open_room(articles=4, mirrors=2, serve_dir=str(served))
    report = desk.crawl()
    assert report["refused"] == 4
    assert desk.served() == {}
    (told,) = report["warnings"]
    host = desk.room.origins[0].removeprefix("http://")
    assert re.fullmatch(
        rf'robots.txt of {host} disallows /Detail/\S+ \(line 2: "Disallow: /Detail/"\): '
        "no mirror was asked for it, nor for what else the line forbids",
        told,
    ), "four articles, one line, one warning"


def test_a_listing_that_robots_txt_forbids_is_told_with_the_line(open_room: OpenRoom, tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    (served / "robots.txt").write_text("# hands off\n\nUser-agent: *\nDisallow: /*.xml$\n")
    desk = open_room(articles=1, mirrors=1, serve_dir=str(served))
    said = desk.run("crawl", "Room", code=6).stderr
    assert '/rss.xml (line 4: "Disallow: /*.xml$")' in said


def test_an_unreachable_robots_txt_means_no_request_but_its_own(open_room: OpenRoom) -> None:
    desk = open_room(articles=4, mirrors=2, faults=["m1:robots-5xx"])
    desk.crawl()
    assert {row["kind"] for row in desk.room.log_rows() if row["mirror"] == "m1"} == {"robots"}
    assert len(desk.served()) == 4


def test_the_user_agent_names_the_program_and_its_contact(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.crawl()
    agents = {row["agent"] for row in desk.room.log_rows()}
    assert len(agents) == 1
    (agent,) = agents
    assert agent.startswith("mirrorfold/")
    assert agent.endswith("(+tests)")


def test_a_source_without_a_template_is_followed_by_its_listings(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=1)
    mirrors = json.dumps(desk.room.origins)
    desk.configure(source=f'name = "Room"\nmirrors = {mirrors}\nfeeds = ["/rss.xml"]\n')
    assert desk.crawl()["verdicts"] == {"new": 5}


def test_sitemaps_and_sections_are_listings_too(open_room: OpenRoom) -> None:
    desk = open_room(articles=12, mirrors=2)
    head = f'name = "Room"\nmirrors = {json.dumps(desk.room.origins)}\narticles = "{TEMPLATE}"\n'
    desk.configure(source=head + 'sitemaps = ["/sitemap.xml"]\nsections = ["/"]\n')
    report = desk.crawl()
    assert report["verdicts"] == {"new": 12}
    assert set(desk.served().values()) == {1}


def test_the_delay_counts_from_its_head_though_a_body_takes_long(tmp_path: Path) -> None:
    """Three requests in a row, each with a body that dribbles."""
    body = b"<rss version='2.0'><channel><title>R</title></channel></rss>"

    def talk(connection: socket.socket, host: str, path: str) -> None:
        if path == "/robots.txt":
            connection.sendall(answer(b""))
            return
        asked.append(time.monotonic())
        connection.sendall(answer(body, "200 OK", "Content-Type: application/xml")[: -len(body)])
        time.sleep(DRIBBLE)
        connection.sendall(body)

    asked: list[float] = []
    with Hostile(talk) as server:
        settings = f'[network]\ncontact = "tests"\nallow_loopback = ["127.0.0.1:{server.port}"]\n'
        settings += "[politeness]\ndelay = 1.0\nconcurrency = 1\n"
        room = source([f"http://127.0.0.1:{server.port}"], feeds=("/1.xml", "/2.xml", "/3.xml"))
        write(tmp_path / "config", settings, {"room": room})
        crawl_all(tmp_path / "config", tmp_path / "state")
    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert len(gaps) == 2
    assert min(gaps) >= 1.0
    assert min(gaps) < 1.0 + DRIBBLE, "from the body's end no gap would be shorter; a busy machine may make one longer"


@pytest.mark.parametrize("wish", ["1200", lambda: format_datetime(datetime.now(UTC) + timedelta(minutes=20), True)])
def test_a_host_that_asks_to_be_left_alone_is_not_asked_again_before(
    wish: str | Callable[[], str], tmp_path: Path
) -> None:
    """In seconds or as a date (RFC 9110, 10.2.3); the next process keeps to it, too."""

    def talk(connection: socket.socket, host: str, path: str) -> None:
        if path == "/robots.txt":
            connection.sendall(answer(b""))
        else:
            text = wish if isinstance(wish, str) else wish()
            connection.sendall(answer(b"", "429 Too Many Requests", f"Retry-After: {text}"))

    with Hostile(talk) as server:
        write(
            tmp_path / "config",
            f'[network]\ncontact = "tests"\nallow_loopback = ["127.0.0.1:{server.port}"]\n[politeness]\ndelay = 0\n',
            {"room": source([f"http://127.0.0.1:{server.port}"])},
        )
        for _ in range(2):
            (outcome,) = crawl_all(tmp_path / "config", tmp_path / "state")
            assert outcome.problem
        assert [path for _, path in server.asked].count("/rss.xml") == 1
    assert "left alone" in outcome.problem
    with closing(sqlite3.connect(tmp_path / "state" / "archive.db")) as archive:
        ((report, started),) = archive.execute("select report, started from runs where id = 1").fetchall()
    assert 1190 <= json.loads(report)["not_before"] - started <= 1215
