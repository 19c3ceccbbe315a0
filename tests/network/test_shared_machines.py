"""Two names for one machine: it is asked at one pace. Counted from the newsroom's own log."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from twisted.internet.address import IPv4Address

from crawler.index.embedded import EmbeddedIndex
from crawler.network.address_guard import AddressGuard
from crawler.network.shared_machines import Machines
from newsroom import NewsroomProcess
from tests.desk.desk import TEMPLATE, Desk, OpenRoom
from tests.scorecard.crawling import crawl_all, source, write
from tests.scorecard.servers import Hostile, answer

DELAY = 0.3
NAMES = ("gazette.example", "gazette-mirror.test")


def _name_mirrors(desk: Desk, ports: Sequence[str], *, names: Sequence[str] = NAMES, more: str = "") -> None:
    """Let the source's mirrors be names on the newsroom's ports."""
    origins = [f"http://{name}:{port}" for name, port in zip(names, ports, strict=True)]
    source = f'name = "Room"\nmirrors = {json.dumps(origins)}\nfeeds = ["/rss.xml"]\narticles = "{TEMPLATE}"\n'
    desk.configure(f"[politeness]\ndelay = {DELAY}\nconcurrency = 2\n{more}", source)
    settings = desk.config / "mirrorfold.toml"
    known = "".join(f'"{name}" = "127.0.0.1"\n' for name in NAMES)
    settings.write_text(f"{settings.read_text()}[network.resolve]\n{known}")


def _ports(desk: Desk) -> list[str]:
    return [origin.rpartition(":")[2] for origin in desk.room.origins]


def _gaps(rows: Sequence[dict[str, Any]]) -> list[float]:
    times = sorted(row["t"] for row in rows)
    return [later - earlier for earlier, later in pairwise(times)]


def _asked(room: NewsroomProcess, path: str) -> int:
    return sum(row["path"] == path for row in room.log_rows())


def test_two_names_of_one_machine_share_its_pace(open_room: OpenRoom) -> None:
    desk = open_room(articles=4, mirrors=1)
    _name_mirrors(desk, _ports(desk) * 2)
    assert desk.crawl()["verdicts"] == {"new": 4}
    assert _asked(desk.room, "/rss.xml") == 2, "both names were asked"
    assert min(_gaps(desk.room.log_rows())) >= DELAY


def test_two_names_of_two_machines_do_not_wait_for_each_other(open_room: OpenRoom) -> None:
    desk = open_room(articles=4, mirrors=2)
    _name_mirrors(desk, _ports(desk))
    assert desk.crawl()["verdicts"] == {"new": 4}
    rows = desk.room.log_rows()
    each = [_gaps([row for row in rows if row["mirror"] == mirror]) for mirror in ("m1", "m2")]
    assert min(map(min, each)) >= DELAY
    assert min(_gaps(rows)) < DELAY


def test_a_machine_that_asks_to_be_left_alone_is_not_asked_by_its_other_name(tmp_path: Path) -> None:
    def talk(connection: socket.socket, host: str, path: str) -> None:
        busy = answer(b"", "429 Too Many Requests", "Retry-After: 1200")
        connection.sendall(answer(b"") if path == "/robots.txt" else busy)

    with Hostile(talk) as server:
        settings = f'[network]\ncontact = "tests"\nallow_loopback = ["127.0.0.1:{server.port}"]\n[network.resolve]\n'
        settings += "".join(f'"{name}" = "127.0.0.1"\n' for name in NAMES) + f"[politeness]\ndelay = {DELAY}\n"
        room = source([f"http://{name}:{server.port}" for name in NAMES])
        write(tmp_path / "config", settings, {"room": room})
        (outcome,) = crawl_all(tmp_path / "config", tmp_path / "state")
    assert outcome.problem
    assert [path for _, path in server.asked].count("/rss.xml") == 1


def test_processes_that_know_a_machine_by_two_names_share_its_pace(open_room: OpenRoom, tmp_path: Path) -> None:
    first = open_room(articles=4, mirrors=1)
    second = Desk(first.room, tmp_path / "second")
    (tmp_path / "index").mkdir()
    server = EmbeddedIndex(tmp_path / "index")
    server.start()
    try:
        for desk, names, name in ((first, NAMES, "one"), (second, NAMES[::-1], "two")):
            stores = f'[redis]\nurl = "{server.url}"\n[database]\nurl = "sqlite:///{tmp_path / "archive.db"}"\n'
            _name_mirrors(desk, _ports(desk) * 2, names=names, more=stores)
            (desk.config / "sources" / "room.toml").rename(desk.config / "sources" / f"{name}.toml")
        crawls = [subprocess.Popen(desk.command("crawl", "Room")) for desk in (first, second)]
        assert [crawl.wait(60) for crawl in crawls] == [0, 0]
    finally:
        server.stop()
    assert _asked(first.room, "/rss.xml") == 4
    assert min(_gaps(first.room.log_rows())) >= DELAY


class _Names:
    """A resolver that answers as it is told, and counts; a name that it does not know it never answers."""

    def __init__(self, answers: Mapping[str, Sequence[str]]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def resolveHostName(self, receiver: Any, host: str, port: int, *rest: Any) -> None:  # noqa: N802
        self.asked.append(host)
        if host in self._answers:
            for address in self._answers[host]:
                receiver.addressResolved(IPv4Address("TCP", address, port))
            receiver.resolutionComplete()


def _shared(names: _Names, *origins: str, asked: Sequence[str] | None = None) -> list[tuple[str, ...]]:
    """The machines that each mirror shares, asked for twice."""

    async def scenario() -> list[tuple[str, ...]]:
        machines = Machines(origins, origins if asked is None else asked, AddressGuard(names, frozenset(), {}))
        once = [await machines.shared(origin) for origin in origins]
        assert [await machines.shared(origin) for origin in origins] == once
        return once

    return asyncio.run(scenario())


def test_each_name_is_looked_up_once_a_run() -> None:
    names = _Names({"a.example": ["9.9.9.9", "8.8.8.8"], "b.test": ["8.8.8.8"], "c.org": ["1.1.1.1"]})
    assert _shared(names, "https://a.example", "https://b.test", "http://c.org") == [("8.8.8.8",), ("8.8.8.8",), ()]
    assert names.asked == ["a.example", "b.test", "c.org"]


def test_nothing_is_looked_up_where_nothing_can_be_shared() -> None:
    names = _Names({})
    assert _shared(names, "https://www.gazette.org", "https://gazette.org", "http://en.gazette.org") == [()] * 3
    assert _shared(names, "http://9.9.9.9", "http://8.8.8.8:8080") == [()] * 2
    assert names.asked == []


def test_an_address_and_a_name_that_leads_to_it_are_one_machine() -> None:
    names = _Names({"a.example": ["9.9.9.9"]})
    assert _shared(names, "https://a.example", "http://9.9.9.9") == [("9.9.9.9",), ("9.9.9.9",)]
    assert names.asked == ["a.example"]


def test_a_mirror_that_is_out_of_use_is_looked_up_when_it_is_asked_after_all() -> None:
    names = _Names({"a.example": ["9.9.9.9"], "b.test": ["9.9.9.9"]})

    async def scenario() -> None:
        both = ("https://a.example", "https://b.test")
        machines = Machines(both, both[:1], AddressGuard(names, frozenset(), {}))
        assert await machines.shared(both[0]) == ()
        assert names.asked == ["a.example"]
        assert await machines.shared(both[1]) == await machines.shared(both[0]) == ("9.9.9.9",)

    asyncio.run(scenario())


def test_a_name_that_is_not_found_in_time_or_leads_inside_shares_nothing(monkeypatch: Any) -> None:
    monkeypatch.setattr("crawler.network.shared_machines.PATIENCE", 0.1)
    names = _Names({"a.example": ["9.9.9.9"], "nowhere.test": [], "inside.org": ["10.0.0.8"], "in.net": ["10.0.0.8"]})
    origins = ("http://a.example", "http://nowhere.test", "http://inside.org", "http://in.net", "http://silent.info")
    assert _shared(names, *origins) == [()] * 5


def test_a_mirror_without_an_address_fails_nothing_but_itself(open_room: OpenRoom) -> None:
    desk = open_room(articles=2, mirrors=1)
    _name_mirrors(desk, _ports(desk) * 2, names=(NAMES[0], "nowhere.invalid"))
    assert desk.crawl()["verdicts"] == {"new": 2}
