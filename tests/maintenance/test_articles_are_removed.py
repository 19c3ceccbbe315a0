"""A person removes articles: by name, or by age. They stay away until the person says otherwise."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.crawl.test_other_faces_of_an_article import FERRIES, asked, canonical, page, serve
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.papers import feed
from tests.maintenance.test_old_articles_leave import age

DAY = 86400


def remove(desk: Desk, *which: str, reason: str = "a court's order") -> str:
    return desk.run("purge", *which, "--reason", reason, "--yes").stdout


def keys(desk: Desk) -> set[str]:
    return {key for (key,) in desk.ask("select key from articles")}


def dump(desk: Desk) -> list[str]:
    """All that the archive holds."""
    with closing(sqlite3.connect(desk.state / "archive.db")) as archive:
        return list(archive.iterdump())


def read_listings_again(desk: Desk) -> None:
    """Let every listing have something new, so that all its links are looked at."""
    desk.room.post({"do": "publish", "number": 1})


def is_whole(desk: Desk) -> None:
    assert "nothing is wrong" in desk.run("archive", "check").stdout
    assert desk.ask("pragma foreign_key_check") == []


def test_a_removed_article_leaves_with_all_that_hangs_from_it_and_is_not_asked_for_again(open_room: OpenRoom) -> None:
    desk = open_room(articles=4, mirrors=2)
    desk.crawl()
    ((key, title),) = desk.ask(
        "select key, title from articles join revisions r on r.id = revision_id where article_id = 2"
    )
    served = sum(desk.served().values())
    assert remove(desk, "--article", "2") == "room: 1 article left\n"
    assert key not in keys(desk)
    assert all(title not in line for line in dump(desk)), "no word of it is left"
    read_listings_again(desk)
    report = desk.crawl()
    assert (report["verdicts"], report["kept_away"]) == ({"new": 1}, 1)
    assert sum(desk.served().values()) == served + 1, "only the new article was asked for"
    assert key not in keys(desk)
    is_whole(desk)


def test_the_last_article_can_be_removed_and_its_number_is_not_given_out_again(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=1)
    desk.crawl()
    remove(desk, "--article", "3")
    read_listings_again(desk)
    desk.crawl()
    assert [row[0] for row in desk.ask("select id from articles order by id")] == [1, 2, 4]
    assert desk.ask("select max(id) from revisions") == [(4,)]


@pytest.mark.parametrize("way", ["reindex", "emptied", "restored"])
def test_a_removed_article_stays_away_when_the_index_is_made_anew(open_room: OpenRoom, way: str) -> None:
    desk = open_room(articles=4, mirrors=2)
    desk.crawl()
    before = keys(desk)
    remove(desk, "--article", "2")
    (gone,) = before - keys(desk)
    served = sum(desk.served().values())
    if way == "reindex":
        desk.run("reindex")
    elif way == "emptied":
        shutil.rmtree(desk.state / "index")
    else:
        desk.run("backup", str(desk.folder / "copy.db"))
        desk.run("restore", str(desk.folder / "copy.db"), "--replace")
    read_listings_again(desk)
    desk.crawl()
    assert sum(desk.served().values()) == served + 1
    assert gone not in keys(desk)
    assert len(desk.ask("select * from tombstones")) == 1
    is_whole(desk)


def test_a_page_that_comes_all_the_same_is_not_stored(open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that was put back from before the removal knows nothing of it: the archive does."""
    desk = open_room(articles=4, mirrors=2)
    desk.crawl()
    ((gone,),) = desk.ask("select key from articles where id = 2")
    remove(desk, "--article", "2")
    with closing(sqlite3.connect(desk.state / "archive.db")) as archive:  # the index is made without the tombstone
        archive.execute("update tombstones set lifted_at = 1")
        archive.commit()
        desk.run("reindex")
        archive.execute("update tombstones set lifted_at = null")
        archive.commit()
    read_listings_again(desk)
    report = desk.crawl()
    assert (report["kept_away"], report["outcome"]) == (1, "done")
    assert gone not in keys(desk)
    served = sum(desk.served().values())
    read_listings_again(desk)
    desk.crawl()
    assert sum(desk.served().values()) == served + 1, "the second time it costs no request"
    is_whole(desk)


def test_a_dry_run_tells_how_many_would_go_and_changes_nothing(open_room: OpenRoom) -> None:
    desk = open_room(articles=8, mirrors=1, feed_items=5)
    desk.crawl()
    age(desk, 40)
    before = dump(desk)
    day = desk.ask("select date('now')")[0][0]
    assert desk.run("purge", "--before", day, "--dry-run").stdout == "room: 5 articles would leave\n"
    told = json.loads(desk.run("purge", "--article", "3", "--article", "1", "--dry-run", "--json").stdout)
    assert told == {"dry_run": True, "articles": {"room": 2}}
    assert dump(desk) == before


def test_nothing_is_removed_without_a_plain_yes_and_a_reason(open_room: OpenRoom) -> None:
    desk = open_room(articles=2, mirrors=1)
    desk.crawl()
    before = dump(desk)
    assert "--yes" in desk.run("purge", "--article", "1", "--reason", "x", code=3).stderr
    desk.run("purge", "--article", "1", "--yes", code=2)
    desk.run("purge", "--reason", "x", "--yes", code=2)
    desk.run("purge", "--before", "2999-01-01", "--reason", "x", "--yes", code=2)
    assert (
        "article 99" in desk.run("purge", "--article", "1", "--article", "99", "--reason", "x", "--yes", code=7).stderr
    )
    assert dump(desk) == before


def test_articles_that_no_mirror_has_shown_since_a_day_are_removed_and_others_stay(open_room: OpenRoom) -> None:
    desk = open_room(articles=8, mirrors=2, feed_items=5)
    desk.crawl()
    age(desk, 40)
    desk.room.post({"do": "publish", "number": 4})
    desk.crawl()
    ((day,),) = desk.ask("select date('now', '-30 days')")
    assert remove(desk, "--before", day, "--source", "Room") == "room: 4 articles left\n"
    assert len(keys(desk)) == 5, "the four new ones, and the old one that is still listed"
    assert remove(desk, "--before", day) == "There is no such article.\n"
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "lag:4"})
    desk.room.post({"do": "fault", "mirror": "m2", "kind": "lag:4"})
    assert desk.crawl()["verdicts"] == {}, "old articles on the listings again are no news"
    is_whole(desk)


def test_an_article_whose_tombstone_is_lifted_is_news_again(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=1)
    desk.crawl()
    before = keys(desk)
    remove(desk, "--article", "2", reason="by mistake")
    assert "article 2, " in desk.run("tombstones").stdout
    for name in ("2", *(before - keys(desk))):
        assert "removed this article" in desk.run("explain", name, code=7).stderr
    assert "by mistake" in desk.run("tombstones", "list", "Room").stdout
    desk.run("tombstones", "lift", "1", "--reason", "the order fell")
    assert desk.crawl()["verdicts"] == {"new": 1}
    assert keys(desk) == before
    assert desk.run("tombstones").stdout == "No article was removed.\n"
    (told,) = json.loads(desk.run("tombstones", "--all", "--json").stdout)
    assert (told["removed"]["reason"], told["lifted"]["reason"]) == ("by mistake", "the order fell")
    desk.run("tombstones", "lift", "1", "--reason", "again", code=3)
    desk.run("tombstones", "lift", "9", "--reason", "none", code=7)
    is_whole(desk)


def test_another_face_of_a_removed_article_is_not_stored_and_is_asked_for_once(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    first, amp = "/news/ferries-return.html", "/amp/news/ferries-return.html"
    short = FERRIES.partition("</p>")[0] + "</p>"
    pages = {first: page("Ferries return", FERRIES), amp: page("Ferries return", short, canonical(first))}
    pages |= {"second.xml": feed([first, amp]), "third.xml": feed([amp, first])}
    desk = serve(open_room, tmp_path / "site", [first], pages)
    desk.crawl()
    remove(desk, "--article", "1")
    for listing, requests in (("second", [amp]), ("third", [])):
        desk.configure(source=f'name = "Room"\nmirrors = {json.dumps(desk.room.origins)}\nfeeds = ["/{listing}.xml"]\n')
        before = len(asked(desk))
        assert desk.crawl()["verdicts"] == {}
        assert [path for path in asked(desk)[before:] if path != f"/{listing}.xml"] == requests
    assert keys(desk) == set()


@pytest.mark.parametrize("point", ["bury.before", "bury.after"])
def test_a_purge_that_is_killed_leaves_an_article_whole_or_removed(open_room: OpenRoom, point: str) -> None:
    desk = open_room(articles=4, mirrors=2)
    desk.crawl()
    before = keys(desk)
    purge = ("purge", "--article", "2", "--reason", "an order", "--yes")
    assert desk.attempt(*purge, failpoint=point).returncode == -9
    away = int(point == "bury.after")
    assert desk.ask("select count(*) from tombstones") == [(away,)]
    served = sum(desk.served().values())
    read_listings_again(desk)
    wait_until(lambda: desk.attempt("crawl", "Room").returncode == 0, "the lease of the killed one ended")
    ((text,),) = desk.ask("select report from runs order by id desc limit 1")
    report = json.loads(text)
    assert (report["verdicts"], report["kept_away"]) == ({"new": 1}, away)
    assert sum(desk.served().values()) == served + 1, "only the new article was asked for"
    assert len(before - keys(desk)) == away
    assert desk.ask("select count(*) from tombstones where not indexed") == [(0,)]
    is_whole(desk)
