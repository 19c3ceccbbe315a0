"""The index names an article that the archive has not, as a process may leave it that died or woke up late."""

from __future__ import annotations

from pathlib import Path

from newsroom.prose import write
from tests.crawl.conftest import OpenRoom
from tests.crawl.test_other_faces_of_an_article import FERRIES, canonical, page, serve

OTHER = page("Calm", "".join(f"<p>{text}</p>" for text in write(7, 1).paragraphs))

GONE = [
    *("delete from articles where id = 1", "delete from sightings where article_id = 1"),
    *("delete from pages where article_id = 1", "delete from revisions where article_id = 1"),
]


def test_the_run_goes_on_and_the_next_one_fetches_the_article_anew(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=1)
    desk.crawl()
    desk.change(GONE)
    desk.room.post({"do": "publish", "number": 1})
    assert desk.crawl()["verdicts"] == {"new": 1}
    desk.room.post({"do": "publish", "number": 1})
    assert desk.crawl()["verdicts"] == {"new": 2}
    assert desk.ask("select count(*), count(distinct key) from articles") == [(5, 5)]


def test_a_page_that_belongs_to_it_is_an_article_by_itself(open_room: OpenRoom, tmp_path: Path) -> None:
    own, amp = "/news/ferries-return.html", "/amp/news/ferries-return.html"
    desk = serve(open_room, tmp_path / "before", [own, "/calm"], {own: page("Back", FERRIES), "/calm": OTHER})
    assert desk.crawl()["verdicts"] == {"new": 2}
    desk.change(GONE)
    desk = serve(open_room, tmp_path / "after", [amp], {amp: page("Back", FERRIES, canonical(own))})
    assert desk.crawl()["verdicts"] == {"new": 1}
    assert desk.crawl()["unknown"] == 0
