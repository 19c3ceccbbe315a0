"""The archive forgets what it was told to forget, in the middle of its work."""

from __future__ import annotations

from pathlib import Path

from tests.desk.desk import Desk, OpenRoom

DAY = 86400


def age(desk: Desk, days: int) -> None:
    """Let all that was archived have happened so many days earlier, and let the next run be the first in an hour."""
    columns = {
        "articles": ("first_seen",),
        "sightings": ("first_seen", "last_seen"),
        "revisions": ("first_seen",),
        "pages": ("fetched_at",),
        "raw_pages": ("fetched_at",),
        "runs": ("started", "ended"),
    }
    moved = {table: ", ".join(f"{name} = {name} - {days * DAY}" for name in names) for table, names in columns.items()}
    desk.change(f"update {table} set {columns}" for table, columns in moved.items())
    desk.run("reindex")


def keep(desk: Desk, days: int) -> None:
    desk.configure(settings=f"[archive]\nkeep_days = {days}\n")


def test_articles_that_no_mirror_lists_any_more_leave_when_their_time_is_over(open_room: OpenRoom) -> None:
    desk = open_room(articles=8, mirrors=2, feed_items=5)
    desk.crawl()
    age(desk, 40)
    desk.room.post({"do": "publish", "number": 4})
    keep(desk, 30)
    assert desk.crawl()["verdicts"] == {"new": 4}
    listed = desk.ask("select count(*) from articles where first_seen < strftime('%s') - 30 * 86400")
    assert listed == [(1,)], "the one that is still listed stays, the four that are not have left"
    assert desk.ask("select count(*) from pages where article_id not in (select id from articles)") == [(0,)]
    assert desk.ask("pragma foreign_key_check") == []


def test_an_article_that_left_is_news_again_when_a_listing_shows_it_again(open_room: OpenRoom, tmp_path: Path) -> None:
    desk = open_room(articles=8, mirrors=1, feed_items=5)
    desk.crawl()
    before = desk.ask("select key from articles order by key")
    age(desk, 40)
    desk.room.post({"do": "publish", "number": 5})
    keep(desk, 30)
    desk.crawl()
    assert desk.ask("select count(*) from articles") == [(5,)]
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "lag:5"})
    assert desk.crawl()["verdicts"] == {"new": 5}
    assert set(before) <= set(desk.ask("select key from articles"))


def test_nothing_leaves_unless_it_is_told_to(open_room: OpenRoom) -> None:
    desk = open_room(articles=8, mirrors=1, feed_items=5)
    desk.crawl()
    age(desk, 4000)
    desk.room.post({"do": "publish", "number": 5})
    desk.crawl()
    assert desk.ask("select count(*) from articles") == [(10,)]


def test_raw_pages_and_records_leave_and_the_articles_stay(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=1)
    desk.crawl()
    desk.crawl()
    age(desk, 100)
    desk.room.post({"do": "publish", "number": 1})
    desk.crawl()
    assert desk.ask("select count(*) from raw_pages") == [(1,)]
    assert desk.ask("select id from runs order by id") == [(1,), (3,)], "the run that fetched what is kept stays"
    assert desk.ask("select count(*) from articles") == [(4,)]
