"""Feeds as files for any web server, tokens, and lists of feeds, on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.survey.feed_lists import read_feed_list
from tests.desk.desk import Desk, OpenRoom
from tests.desk.feeds import read_atom, read_json_feed


def written(desk: Desk, *words: str) -> str:
    return desk.run("feed", *words).stdout


def test_a_feed_is_written_for_any_web_server(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=2)
    desk.crawl()
    own = "https://news.example.org/room.atom"
    atom = read_atom(written(desk, "Room", "--self", own, "--full"))
    assert [link.href for link in atom.feed.links if link.rel == "self"] == [own]
    assert atom.feed.title == "Room"
    assert len(atom.entries) == 3
    items = read_json_feed(written(desk, "write", "--format", "json")).items
    assert [item.id for item in items] == [entry.id for entry in atom.entries]
    texts = {row["url"]: row["text"] for row in map(json.loads, desk.run("export").stdout.splitlines())}
    for item in read_json_feed(written(desk, "--format", "json", "--full")).items:
        assert item.content_text == texts[str(item.url)]
        assert item.summary
        assert len(item.summary) <= 402
    assert len(read_atom(written(desk, "--story", "2")).entries) >= 1


def test_a_feed_has_the_newest_fifty_unless_it_is_asked_for_another_number(open_room: OpenRoom) -> None:
    desk = open_room(articles=53, mirrors=1)
    desk.crawl()
    everything = [item.id for item in read_json_feed(written(desk, "--format", "json", "--limit", "200")).items]
    assert len(everything) == 53
    assert [item.id for item in read_json_feed(written(desk, "--format", "json")).items] == everything[:50]
    assert [item.id for item in read_json_feed(written(desk, "--format", "json", "--limit", "2")).items] == everything[
        :2
    ]
    found = [number for (number,) in desk.ask("select id from articles order by first_seen desc, id desc")]
    assert [int(id_.split("/")[1]) for id_ in everything] == found
    assert "200" in desk.run("feed", "--limit", "201", code=2).stderr


def test_the_same_archive_gives_the_same_feed(open_room: OpenRoom) -> None:
    desk = open_room(articles=4, mirrors=2)
    desk.crawl()
    assert written(desk, "--full") == written(desk, "--full")
    assert written(desk, "Room", "--format", "json") == written(desk, "room", "--format", "json")


def test_a_feed_without_an_article_is_one_all_the_same(open_room: OpenRoom) -> None:
    desk = open_room(articles=0, mirrors=1)
    desk.crawl()
    assert read_atom(written(desk)).entries == []
    assert read_json_feed(written(desk, "--format", "json")).items == []


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("nobody",), 7, "nobody"),
        (("--story", "99"), 7, "There is no such article"),
        (("Room", "--story", "1"), 2, "name one of them"),
        (("--self", "javascript:alert(1)"), 2, "this is no address of a feed"),
        (("token", "revoke", "7"), 7, "There is no such token"),
        (("token", "add", "reader", "--source", "nobody"), 7, "nobody"),
    ],
)
def test_what_cannot_be_written_is_told_with_its_cure(
    open_room: OpenRoom, words: tuple[str, ...], code: int, says: str
) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.crawl()
    assert says in desk.run("feed", *words, code=code).stderr


def test_a_token_is_shown_once_and_listed_without_itself(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.crawl()
    assert "No token yet" in written(desk, "token", "list")
    said = written(desk, "token", "add", "Dana's reader", "--source", "Room")
    secret = said.splitlines()[0].rpartition(": ")[2]
    assert len(secret) == 32
    assert said.splitlines()[1].endswith(f"/feeds/sources/room.atom?token={secret}")
    listed = written(desk, "token", "list")
    assert "Dana's reader: the feed of room, made" in listed
    assert secret not in listed
    assert "token 1 for Dana's reader is revoked" in written(desk, "token", "revoke", "1")
    assert "revoked" in written(desk, "token", "list")
    assert "revoked before" in desk.run("feed", "token", "revoke", "1", code=3).stderr
    (told,) = json.loads(written(desk, "token", "list", "--json"))
    assert told["revoked_at"].endswith("+00:00")
    assert "digest" not in told


def test_a_list_of_feeds_may_name_those_of_the_daemon(open_room: OpenRoom, tmp_path: Path) -> None:
    desk: Any = open_room(articles=1, mirrors=2)
    opml = desk.run("source", "export", "--opml", "--feeds", "https://news.example.org/m/").stdout
    feeds, left = read_feed_list(opml.encode())
    assert [feed.url for feed in feeds] == ["https://news.example.org/m/feeds/sources/room.atom"]
    assert left == []
    said = desk.run("source", "export", "--opml", "--feeds", "news.example.org", code=2).stderr
    assert "this is no address of pages" in said
