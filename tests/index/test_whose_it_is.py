"""An index belongs to one archive; installations on one server have a prefix each."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis

from crawler.index.socket_path import socket_path
from crawler.settings import load
from scheduler.watching.healthcheck import check_ready
from tests.desk.daemons import every, runs
from tests.desk.desk import DATABASE, Desk, OpenRoom, wait_until
from tests.desk.index_servers import Server, plain

BELONGS = "The index belongs to another archive"


@pytest.fixture
def installations(
    server: Server, open_room: OpenRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Desk, Desk]:
    """Two installations on one server, each with an archive of its own; the first has crawled three articles."""
    monkeypatch.delenv(DATABASE, raising=False)
    first = open_room(articles=3, mirrors=1)
    second = Desk(first.room, tmp_path / "second")
    for desk in (first, second):
        desk.configure(settings=settings(server))
    first.crawl()
    return first, second


def settings(server: Server, prefix: str = "") -> str:
    return f'[redis]\nurl = "{server.url}"\n' + (f'prefix = "{prefix}"\n' if prefix else "")


def keys_of(server: Server) -> set[str]:
    with plain(server) as client:
        return {key.decode() for key in client.scan_iter("*")}


def stored(desk: Desk) -> int:
    return int(desk.ask("select count(*) from articles")[0][0])


def news_comes(desk: Desk, articles: int) -> bool:
    """Publish one more article and crawl; whether the archive then holds so many, and nothing was fetched twice."""
    desk.room.post({"do": "publish", "number": 1})
    desk.crawl()
    return stored(desk) == articles


@pytest.mark.parametrize("words", [("crawl", "room"), ("run",), ("reindex",), ("reextract",)])
def test_a_second_archive_on_one_index_is_refused_with_the_cure(
    installations: tuple[Desk, Desk], server: Server, words: tuple[str, ...]
) -> None:
    first, second = installations
    before = keys_of(server)
    said = " ".join(second.run(*words, code=3).stderr.split())
    assert BELONGS in said
    assert "redis.prefix" in said
    assert "mirrorfold reindex --take-over" in said
    assert keys_of(server) == before, "nothing of the first one's is touched"
    assert news_comes(first, 4)


def test_doctor_readiness_and_stats_say_whose_the_index_is_not(installations: tuple[Desk, Desk]) -> None:
    first, second = installations
    second.run("crawl", "room", code=3)
    (found,) = [row for row in json.loads(second.run("doctor", "--json", code=1).stdout) if row["level"] == "wrong"]
    assert (found["about"], found["says"]) == ("index", BELONGS)
    assert "redis.prefix" in found["cure"]
    assert asyncio.run(check_ready(load(second.config, {}), second.state)).complaints == (BELONGS,)
    assert BELONGS in second.run("stats").stdout
    assert BELONGS not in first.run("stats").stdout


def test_two_installations_with_a_prefix_each_are_apart_in_every_key(
    installations: tuple[Desk, Desk], server: Server
) -> None:
    first, second = installations
    before = keys_of(server)
    second.configure(settings=settings(server, "second"))
    second.crawl()
    assert stored(second) == 3
    added = keys_of(server) - before
    assert added
    assert {key.partition(":")[0] for key in before} == {"mf"}
    assert {key.partition(":")[0] for key in added} == {"second"}
    assert all(re.fullmatch(r"second:\{[^{}]+\}:.*", key) for key in added), "the hash tag stands behind the prefix"
    second.run("reindex")
    assert before <= keys_of(server), "an index made anew leaves the other one alone"
    assert news_comes(first, 4)
    assert second.crawl()["unknown"] == 1


def test_what_a_prefix_says_is_all_that_a_daemon_writes(
    installations: tuple[Desk, Desk], server: Server, start_daemon: Any
) -> None:
    _, second = installations
    before = keys_of(server)
    every(second)
    source = (second.config / "sources" / "room.toml").read_text()
    second.configure(settings=settings(server, "second"), source=source)
    daemon = start_daemon(second)
    wait_until(lambda: runs(second) >= 2, "two runs ended")
    second.run("healthcheck", "--ready")
    second.run("robots", "room", "--again")
    wait_until(lambda: runs(second) >= 4, "two more runs ended")
    assert daemon.stop() == 0
    assert {key for key in keys_of(server) - before if not key.startswith("second:")} == set()


def test_an_index_that_is_taken_over_is_the_other_archives_from_then_on(
    installations: tuple[Desk, Desk], server: Server
) -> None:
    first, second = installations
    second.run("reindex", "--take-over")
    assert second.crawl()["unknown"] == 3, "what the first one knew says nothing"
    assert BELONGS in first.run("crawl", "room", code=3).stderr
    first.run("reindex", "--take-over")
    assert news_comes(first, 4)


def test_a_daemon_whose_index_is_taken_over_waits_and_says_so_and_is_not_ready(
    installations: tuple[Desk, Desk], server: Server, start_daemon: Any
) -> None:
    first, second = installations
    source = every(first).read_text()
    first.configure(settings=settings(server), source=source)
    daemon = start_daemon(first)
    wait_until(lambda: runs(first) >= 3, "it crawls")
    second.run("reindex", "--take-over")
    wait_until(lambda: daemon.says(f"crawls wait for a store: {BELONGS}"), "it waits")
    assert BELONGS in first.run("healthcheck", "--ready", code=11).stdout
    first.room.post({"do": "publish", "number": 1})
    with closing(redis.Redis.from_url(server.url)) as client:
        client.flushall()
    wait_until(lambda: stored(first) == 4, "with an index of its own it goes on")
    assert daemon.stop() == 0


def test_a_restored_archive_finds_its_index_again(installations: tuple[Desk, Desk], tmp_path: Path) -> None:
    first, second = installations
    copy = tmp_path / "copy.db"
    first.run("backup", str(copy))
    second.run("restore", str(copy))
    assert stored(second) == 3
    assert news_comes(second, 4)


def test_a_copy_of_another_archive_does_not_empty_an_index(
    installations: tuple[Desk, Desk], server: Server, tmp_path: Path
) -> None:
    first, second = installations
    second.configure(settings=settings(server, "second"))
    second.crawl()
    copy = tmp_path / "copy.db"
    second.run("backup", str(copy))
    second.configure(settings=settings(server))
    before = keys_of(server)
    assert BELONGS in second.run("restore", str(copy), "--replace", code=3).stderr
    assert keys_of(server) == before
    first.run("restore", str(copy), "--replace")
    assert first.crawl()["unknown"] == 0


def test_a_new_archive_beside_an_old_embedded_index_is_refused_until_it_takes_the_index_over(
    open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATABASE, raising=False)
    desk = open_room(articles=3, mirrors=1)
    desk.configure()
    desk.crawl()
    for file in desk.state.glob("archive.db*"):
        file.unlink()
    said = desk.run("crawl", "room", code=3).stderr
    assert BELONGS in said
    assert str(socket_path(desk.state)) in said
    desk.run("reindex", "--take-over")
    desk.crawl()
    assert stored(desk) == 3, "without a word it would have taken all three for known"


@pytest.mark.parametrize("prefix", ["", "a:b", "a{b}", "a*", "a b", "é", "a" * 33])
def test_a_prefix_that_a_server_would_read_as_something_else_is_refused(
    server: Server, open_room: OpenRoom, prefix: str
) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.configure(settings=f'[redis]\nurl = "{server.url}"\nprefix = "{prefix}"\n')
    said = desk.run("config", "check", code=2).stderr
    assert "prefix" in said
    assert 'such as "paper"' in said
