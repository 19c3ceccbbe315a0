"""Three mirrors fold into one set of articles, each fetched once."""

from __future__ import annotations

import json

from tests.desk.desk import OpenRoom

ARTICLES = 30


def test_each_article_is_fetched_once_and_sighted_on_every_mirror(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=3)
    report = desk.crawl()
    assert report["outcome"] == "done"
    assert report["verdicts"] == {"new": ARTICLES}
    assert desk.ask("select count(*) from articles where folded_into is null") == [(ARTICLES,)]
    assert desk.ask("select count(*), count(distinct mirror) from sightings") == [(3 * ARTICLES, 3)]
    assert set(desk.served().values()) == {1}
    assert len(desk.served()) == ARTICLES


def test_a_crawl_with_nothing_new_asks_for_the_listings_alone(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=3)
    desk.crawl()
    before = len(desk.room.log_rows())
    report = desk.crawl()
    rows = desk.room.log_rows()[before:]
    assert [row["kind"] for row in rows] == ["feed"] * 3
    assert {row["status"] for row in rows} == {304}
    assert report["known"] == ARTICLES
    assert report["verdicts"] == {}


def test_a_listing_that_changed_under_the_same_etag_is_read(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=1)
    desk.crawl()
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "same-etag"})
    desk.room.post({"do": "publish", "number": 2})
    desk.crawl()
    served_unconditionally = [row for row in desk.room.log_rows() if row["kind"] == "feed" and row["status"] == 200]
    assert len(served_unconditionally) >= 1
    desk.room.post({"do": "clear", "mirror": "m1"})
    assert desk.crawl()["verdicts"] == {"new": 2}


def test_only_what_is_new_is_fetched(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=2)
    desk.crawl()
    ids = set(desk.room.post({"do": "publish", "number": 3})["articles"])
    before = set(desk.served())
    report = desk.crawl()
    assert report["verdicts"] == {"new": 3}
    assert report["known"] == ARTICLES
    assert set(desk.served()) - before == ids


def test_a_changed_title_in_the_listing_brings_the_revision(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=1)
    desk.crawl()
    desk.room.post({"do": "edit", "article": 2, "change": "append"})
    desk.room.post({"do": "edit", "article": 2, "change": "title"})
    report = desk.crawl()
    assert report["revisits"] == 1
    assert report["verdicts"] == {"revision": 1}
    assert desk.ask("select count(*) from articles") == [(5,)]
    assert desk.ask("select count(*) from revisions") == [(6,)]


def test_a_listing_of_unknown_articles_only_warns_that_older_ones_may_be_missing(open_room: OpenRoom) -> None:
    desk = open_room(articles=20, mirrors=1, feed_items=5)
    desk.crawl()
    desk.room.post({"do": "publish", "number": 8})
    warnings = desk.crawl()["warnings"]
    assert any("older ones may have been missed" in warning for warning in warnings)


def test_stats_explain_and_export_tell_the_same_story(open_room: OpenRoom) -> None:
    desk = open_room(articles=8, mirrors=3)
    desk.crawl()
    total = json.loads(desk.run("stats", "--json").stdout)["total"]
    assert (total["articles"], total["sightings"], total["bodies_fetched"], total["requests_saved"]) == (8, 24, 8, 16)
    rows = [json.loads(line) for line in desk.run("export").stdout.splitlines()]
    assert len(rows) == 8
    url = rows[0]["sightings"][2]["url"].replace("http://", "HTTP://") + "?utm_source=x#top"
    explained = json.loads(desk.run("explain", url, "--json").stdout)
    assert explained["articles"][0]["id"] == rows[0]["id"]
