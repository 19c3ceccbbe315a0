"""A line that a publisher starts to print under every article is learned by the runs that meet it."""

from __future__ import annotations

import json

from tests.desk.desk import OpenRoom

LINE = "Our other pages are a little further down the road"


def test_a_line_that_every_article_carries_is_learned_at_the_end_of_the_run(open_room: OpenRoom) -> None:
    desk = open_room(articles=10, mirrors=1)
    for article in range(1, 11):
        desk.room.post({"do": "edit", "article": article, "change": "append", "text": LINE})
    assert desk.crawl()["learned"] >= 1
    told = json.loads(desk.run("source", "boilerplate", "Room", "--json").stdout)
    assert LINE.lower() in [one["line"] for one in told["lines"]]
    exported = [json.loads(line) for line in desk.run("export", "Room").stdout.splitlines()]
    assert not [article for article in exported if LINE in article["text"]]
    desk.room.post({"do": "publish", "number": 2})
    assert desk.crawl()["learned"] == 0


def test_the_newsrooms_articles_teach_nothing_wrong(open_room: OpenRoom) -> None:
    desk = open_room(articles=60, mirrors=2)
    desk.crawl()
    told = json.loads(desk.run("source", "boilerplate", "Room", "--json").stdout)["lines"]
    assert all(one["reason"].startswith("on ") for one in told)  # of whole pages: nothing of the articles' texts
    stored = "\n".join(text for (text,) in desk.ask("select coalesce(title, '') from revisions"))
    assert not [one["line"] for one in told if one["line"] in stored.lower()]
