"""The index names an article that the archive has not, as a process may leave it that died or woke up late."""

from __future__ import annotations

import json
from pathlib import Path

from newsroom.prose import write
from tests.crawl.test_other_faces_of_an_article import FERRIES, canonical, page, serve
from tests.desk.desk import Desk, OpenRoom
from tests.desk.papers import feed

OTHER = page("Calm", "".join(f"<p>{text}</p>" for text in write(7, 1).paragraphs))


def take_away(desk: Desk, key: str) -> None:
    """Delete an article behind the program's back.

    The last one's number would be given out again, which only one that is removed by the program keeps from happening.
    """
    ((number, last),) = desk.ask(f"select id, (select max(id) from articles) from articles where key = '{key}'")
    assert number < last
    others = [f"delete from {table} where article_id = {number}" for table in ("sightings", "pages", "revisions")]
    desk.change([f"delete from articles where id = {number}", *others])


def test_the_run_goes_on_and_the_next_one_fetches_the_article_anew(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=1)
    desk.crawl()
    ((first,),) = desk.ask("select key from articles order by id limit 1")  # whichever page was read first
    take_away(desk, first)
    desk.room.post({"do": "publish", "number": 1})
    assert desk.crawl()["verdicts"] == {"new": 1}
    desk.room.post({"do": "publish", "number": 1})
    assert desk.crawl()["verdicts"] == {"new": 2}
    assert desk.ask("select count(*), count(distinct key) from articles") == [(5, 5)]


def test_a_page_that_belongs_to_it_is_an_article_by_itself(open_room: OpenRoom, tmp_path: Path) -> None:
    own, amp = "/news/ferries-return.html", "/amp/news/ferries-return.html"
    pages = {own: page("Back", FERRIES), "/calm": OTHER, "both.xml": feed([own, "/calm"])}
    desk = serve(open_room, tmp_path / "before", [own], pages)
    assert desk.crawl()["verdicts"] == {"new": 1}
    desk.configure(source=f'name = "Room"\nmirrors = {json.dumps(desk.room.origins)}\nfeeds = ["/both.xml"]\n')
    assert desk.crawl()["verdicts"]["new"] == 1, "the other one comes later, and has the last number"
    take_away(desk, own)
    desk = serve(open_room, tmp_path / "after", [amp], {amp: page("Back", FERRIES, canonical(own))})
    assert desk.crawl()["verdicts"] == {"new": 1}
    assert desk.crawl()["unknown"] == 0
