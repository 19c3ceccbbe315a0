"""A line that stands on all pages of one mirror and on none of its siblings' is told once, and is no altered text.

Each mirror of the newsroom has a template of its own, and so has more lines of its own than the one of these scenes.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.desk.desk import Desk, OpenRoom
from tests.desk.make_due import make_due

BANNER = "This server is kept running by the evening school of the town."
PURSE = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
LEARNED = BANNER.lower().rstrip(".")


def append_everywhere(desk: Desk, line: str, articles: int, mirror: str = "m2") -> None:
    """Print a line under every article of a mirror."""
    for number in range(1, articles + 1):
        desk.room.post({"do": "edit", "article": number, "change": "append", "text": line, "mirror": mirror})


def open_disputed(open_room: OpenRoom, line: str = BANNER, articles: int = 8) -> Desk:
    """A source of which m1 has given all articles; m2, with a line of its own, was asked for the newest alone."""
    desk = open_room(articles=articles, mirrors=2)
    desk.configure("[mirrors]\naudit_share = 0.0\ndivergence_grace = 0.0\n")
    desk.crawl()
    desk.configure("[mirrors]\naudit_share = 1.0\ndivergence_grace = 0.0\n")
    desk.room.post({"do": "publish", "number": 1})
    append_everywhere(desk, line, articles + 1)
    assert desk.crawl()["verdicts"] == {"new": 1}
    assert desk.crawl()["pending"] == 1
    return desk


@pytest.fixture
def disputed(open_room: OpenRoom) -> Desk:
    return open_disputed(open_room)


def alarms(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.run("alarms", "list", "--all", "--json").stdout)
    return found


def mirrors(desk: Desk) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = json.loads(desk.run("mirrors", "show", "Room", "--json").stdout)
    return shown


def own_lines(desk: Desk, place: int) -> dict[str, dict[str, str]]:
    return {own["line"]: own for own in mirrors(desk)[place]["own_lines"]}


def test_an_alarm_waits_until_the_mirror_was_asked_for_three_further_articles(disputed: Desk) -> None:
    waits = disputed.crawl()
    assert (waits["alarms"], waits["verdicts"], waits["learned"]) == (0, {"unchanged": 2}, 0)
    asked = disputed.crawl()
    assert (asked["audits"], asked["alarms"]) == (3, 0)
    host = disputed.room.origins[1].removeprefix("http://")
    (told,) = [warning for warning in asked["warnings"] if warning.startswith(host)]
    assert "lines of its own on its pages: " in told
    assert f"'{LEARNED}'" in told
    after = disputed.crawl()
    assert (after["audits"], after["learned"], after["pending"], after["warnings"]) == (0, 0, 0, [])
    assert alarms(disputed) == []
    assert disputed.ask("select count(*) from pages where verdict in ('divergent', 'revision')") == [(0,)]
    assert disputed.ask("select count(*) from pages where verdict is null") == [(0,)]
    assert disputed.ask("select count(*) from disputes where closed_at is null") == [(0,)]


def test_the_line_is_listed_with_its_mirror_and_the_reason(disputed: Desk) -> None:
    disputed.crawl()
    disputed.crawl()
    host = disputed.room.origins[1].removeprefix("http://")
    assert LEARNED not in own_lines(disputed, 0)
    assert own_lines(disputed, 1)[LEARNED]["since"].startswith("20")
    shown = disputed.run("mirrors", "show", "Room").stdout
    assert f"{disputed.room.origins[1]} has on its pages, and no other mirror of room:" in shown
    assert LEARNED in shown
    assert f"and {len(own_lines(disputed, 1)) - 5} shorter lines (--json has them all)" in shown
    known = json.loads(disputed.run("source", "boilerplate", "Room", "--json").stdout)["lines"]
    (line,) = [line for line in known if line["line"] == LEARNED]
    assert line["mirror"] == disputed.room.origins[1]
    assert line["reason"] == f"on 4 of the last 4 whole pages of {host} and on none of the other mirrors' pages"


def test_a_text_that_was_altered_beside_the_line_is_an_alarm_when_the_wait_is_over(disputed: Desk) -> None:
    disputed.room.post({"do": "edit", "article": 9, "change": "number", "mirror": "m2"})
    reports = [disputed.crawl() for _ in range(3)]
    assert sum(report["alarms"] for report in reports) == 1
    assert reports[0]["alarms"] == 0
    (alarm,) = alarms(disputed)
    assert (alarm["kind"], alarm["mirror"]) == ("divergent", disputed.room.origins[1])
    assert len(alarm["evidence"]["numbers"]["added"]) == 1


def test_a_foreign_donation_address_in_the_line_is_an_alarm_all_the_same(open_room: OpenRoom) -> None:
    desk = open_disputed(open_room, f"Give to the evening school of the town: {PURSE}")
    for _ in range(3):
        desk.crawl()
    (alarm,) = alarms(desk)
    assert (alarm["kind"], alarm["mirror"]) == ("traits", desk.room.origins[1])
    assert alarm["evidence"]["beside_added"] == {"money": [f"bitcoin:{PURSE}"]}
    assert any(PURSE.lower() in line for line in own_lines(desk, 1))


def test_the_wait_ends_though_no_further_article_can_be_had(disputed: Desk) -> None:
    assert disputed.crawl()["alarms"] == 0
    disputed.room.post({"do": "fault", "mirror": "m2", "kind": "404@article"})
    reports = [disputed.crawl() for _ in range(4)]
    assert [report["alarms"] for report in reports] == [0, 1, 0, 0]
    asked = [row for row in disputed.room.log_rows() if row["status"] == 404]
    assert len({row["article"] or row["path"] for row in asked} - {None}) >= 4, "not the same three each time"


def test_a_site_without_further_articles_is_decided_with_what_there_is(open_room: OpenRoom) -> None:
    desk = open_disputed(open_room, articles=0)
    assert [desk.crawl()["alarms"] for _ in range(2)] == [1, 0]


def test_a_person_who_says_that_the_line_is_text_is_believed(disputed: Desk) -> None:
    disputed.crawl()
    disputed.crawl()
    disputed.run("source", "boilerplate", "Room", "--text", BANNER, "--reason", "it is propaganda")
    make_due(disputed)
    reports = [disputed.crawl() for _ in range(3)]
    assert sum(report["alarms"] for report in reports) >= 3
    assert sum(report["learned"] for report in reports) == 0


def test_what_every_mirror_prints_is_no_mirrors_own(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=2)
    desk.configure("[mirrors]\naudit_share = 1.0\n")
    for mirror in ("m1", "m2"):
        append_everywhere(desk, BANNER, 5, mirror)
    desk.crawl()
    assert desk.crawl()["audits"] == 5
    assert own_lines(desk, 0), "its template"
    assert LEARNED not in {*own_lines(desk, 0), *own_lines(desk, 1)}


def test_a_source_with_one_mirror_keeps_whole_pages_for_what_its_template_repeats(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=1)
    desk.crawl()
    assert desk.ask("select count(*) from whole_pages") == [(5,)]
