"""One page at many addresses is a wall: kept out of the archive, its mirror passed over, and found gone again."""

from __future__ import annotations

import json
from typing import Any

from tests.desk.desk import Desk, OpenRoom

CONTROLLED = "[mirrors]\ncontrol_pages = true\nprobe_proposals = false\n"


def state_of(desk: Desk, mirror: str = "m1") -> str:
    mirrors: list[dict[str, Any]] = json.loads(desk.run("mirrors", "show", "room", "--json").stdout)
    return {each["mirror"]: each["state"] for each in mirrors}[desk.room.origins[int(mirror[1:]) - 1]]


def reasons(desk: Desk) -> list[str]:
    return [page["reason"] for page in json.loads(desk.run("quarantine", "list", "--json").stdout)]


def make_due(desk: Desk) -> None:
    desk.change(["update articles set revisit_at = 0", "update mirror_health set probe_at = 0"])


def test_a_wall_is_no_article_and_once_it_is_gone_its_pages_are_fetched_at_once(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=1, faults=["m1:wall@article"])
    report = desk.crawl()
    assert (report["verdicts"], report["quarantined"]) == ({}, {"repeated_text": 5})
    assert state_of(desk) == "walled"
    desk.room.post({"do": "clear", "mirror": "m1"})
    assert desk.crawl()["verdicts"] == {"new": 5}
    assert state_of(desk) == "active"


def test_the_next_mirror_is_asked_for_what_stands_behind_a_wall(open_room: OpenRoom) -> None:
    desk = open_room(articles=20, mirrors=2, faults=["m1:wall@article"])
    report = desk.crawl()
    assert report["verdicts"] == {"new": 20}
    assert (state_of(desk), state_of(desk, "m2")) == ("walled", "active")


def test_a_wall_in_place_of_known_texts_is_no_revision(open_room: OpenRoom) -> None:
    desk = open_room(articles=4, mirrors=1)
    desk.crawl()
    texts = desk.ask("select text from revisions order by id")
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "wall@article"})
    make_due(desk)
    report = desk.crawl()
    assert (report["verdicts"], report["quarantined"]) == ({}, {"repeated_text": 4})
    assert desk.ask("select text from revisions order by id") == texts
    assert state_of(desk) == "walled"


def test_what_a_mirror_answers_to_an_address_that_cannot_exist_is_no_article(open_room: OpenRoom) -> None:
    desk = open_room(articles=2, mirrors=1, faults=["m1:wall@article,other"])
    desk.configure(CONTROLLED)
    report = desk.crawl()
    assert (report["verdicts"], report["quarantined"], report["controls"]) == ({}, {"error_page": 2}, 1)
    assert desk.crawl()["controls"] == 0, "once a day"


def test_an_address_that_cannot_exist_is_told_from_those_that_do(open_room: OpenRoom) -> None:
    desk = open_room(articles=6, mirrors=2)
    desk.configure(CONTROLLED)
    report = desk.crawl()
    assert (report["outcome"], report["verdicts"], report["controls"]) == ("done", {"new": 6}, 2)
    assert {cost["failures"] for cost in report["mirrors"].values()} == {0}
    assert (state_of(desk), state_of(desk, "m2")) == ("active", "active")


def test_it_is_not_asked_for_where_robots_txt_forbids_it_nor_where_nobody_wants_it(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=1)
    desk.crawl()
    paths = {row["path"] for row in desk.room.log_rows()}
    assert len(paths) == 5, "robots.txt, the feed, three articles"
