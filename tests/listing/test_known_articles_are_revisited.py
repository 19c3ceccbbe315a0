"""A known article is fetched again by its age; what its mirrors then say of it becomes a verdict."""

from __future__ import annotations

from tests.desk.desk import Desk, OpenRoom
from tests.desk.make_due import make_due


def _verdicts(desk: Desk) -> list[str | None]:
    return [kind for (kind,) in desk.ask("select verdict from pages order by id")]


def test_an_unchanged_text_is_told_and_its_next_visit_planned(open_room: OpenRoom) -> None:
    desk = open_room(articles=2, mirrors=1)
    desk.crawl()
    assert desk.ask("select count(revisit_at) from articles") == [(0,)], "articles of June are too old to change"
    make_due(desk)
    report = desk.crawl()
    assert (report["revisits"], report["bodies_fetched"]) == (2, 0)
    assert report["verdicts"] == {"unchanged": 2}
    assert desk.ask("select count(revisit_at) from articles") == [(0,)]


def test_an_edit_on_the_same_mirror_is_a_revision(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=1)
    desk.crawl()
    desk.room.post({"do": "edit", "article": 1, "change": "number"})
    make_due(desk)
    assert desk.crawl()["verdicts"] == {"revision": 1}


def test_the_same_text_on_another_mirror_is_told_as_such(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=2)
    desk.crawl()
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "down"})
    make_due(desk)
    assert desk.crawl()["verdicts"] == {"mirror": 1}


def _show_another_text_on_the_second_mirror(desk: Desk) -> None:
    desk.crawl()
    desk.room.post({"do": "edit", "article": 1, "mirror": "m2", "change": "number"})
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "down"})
    make_due(desk)
    assert desk.crawl()["pending"] == 1
    desk.room.post({"do": "clear", "mirror": "m1"})


def test_a_text_that_no_sibling_shows_is_divergent_after_the_grace(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=2)
    desk.configure("[mirrors]\ndivergence_grace = 0.0\nprobe_after = 0.01\n")
    _show_another_text_on_the_second_mirror(desk)
    desk.crawl()
    assert "divergent" in _verdicts(desk)
    assert desk.ask("select count(*) from revisions") == [(2,)], "both texts are kept"


def test_mirrors_that_agree_again_were_only_lagging(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=2)
    desk.configure("[mirrors]\nprobe_after = 0.01\n")
    _show_another_text_on_the_second_mirror(desk)
    desk.room.post({"do": "edit", "article": 1, "mirror": "m1", "change": "number"})
    desk.crawl()
    assert "revision" in _verdicts(desk)
    assert "divergent" not in _verdicts(desk)
    assert None not in _verdicts(desk)
