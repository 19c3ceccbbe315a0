"""Chapter 1. A source is a publisher; its mirrors are the hosts that serve it.

The same article stands on each of them, and is one article: its key is its URL without the host. It is fetched once,
and every place where it was seen is a sighting of it.
"""

from __future__ import annotations

import json

from tests.desk.desk import OpenRoom


def test_ten_articles_on_three_mirrors_are_ten_articles_fetched_once(open_room: OpenRoom) -> None:
    desk = open_room(articles=10, mirrors=3)

    desk.run("crawl", "room")

    stats = json.loads(desk.run("stats", "--json").stdout)["sources"]["room"]
    assert stats["articles"] == 10
    assert stats["sightings"] == 30
    assert stats["bodies_fetched"] == 10
    assert set(desk.served().values()) == {1}, "the mirrors' own log says so, too"


def test_what_is_known_costs_no_request_but_those_for_the_listings(open_room: OpenRoom) -> None:
    desk = open_room(articles=10, mirrors=3)
    desk.configure("[mirrors]\naudit_share = 0.0\n")
    desk.run("crawl", "room")
    before = len(desk.room.log_rows())

    desk.run("crawl", "room")

    assert [row["kind"] for row in desk.room.log_rows()[before:]] == ["feed", "feed", "feed"]
