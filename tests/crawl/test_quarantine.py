"""Pages that were no articles are listed with the reason, given up after a month, and tried again when asked."""

from __future__ import annotations

import json
from typing import Any

from tests.desk.desk import Desk, OpenRoom


def quarantined(desk: Desk, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.run("quarantine", "list", "--json", *options).stdout)
    return found


def test_a_page_in_quarantine_is_tried_again_when_a_person_asks(
    open_room: OpenRoom,
) -> None:
    desk = open_room(articles=3, mirrors=1, faults=["m1:empty@article"])
    desk.crawl()
    pages = quarantined(desk)
    assert [page["reason"] for page in pages] == ["empty"] * 3
    desk.change(["update quarantine set first_seen = last_seen - 31 * 86400"])
    assert "not again until a person asks" in desk.run("quarantine", "room").stdout
    assert desk.crawl()["unknown"] == 0, "they wait"
    desk.room.post({"do": "clear", "mirror": "m1"})
    wanted = [str(page["id"]) for page in pages[:2]]
    assert "2 pages will be tried again" in desk.run("quarantine", "retry", *wanted).stdout
    assert "to be tried again in the next run" in desk.run("quarantine", "show", wanted[0]).stdout
    assert desk.crawl()["verdicts"] == {"new": 2}
    assert len(quarantined(desk)) == 1
    assert quarantined(desk, "--reason", "seized") == []
    assert desk.crawl()["bodies_fetched"] == 0, "each is fetched once"
    desk.run("quarantine", "retry", "99", code=7)


def test_a_page_is_tried_ever_more_rarely_and_given_up_after_thirty_days(open_room: OpenRoom) -> None:
    desk = open_room(articles=2, mirrors=1, faults=["m1:empty@article"])
    for _ in range(5):
        desk.crawl()
        desk.change(["update quarantine set first_seen = first_seen - 7 * 86400, last_seen = last_seen - 7 * 86400"])
        desk.run("reindex")  # the index takes from the archive when each is tried again
    assert set(desk.served().values()) == {5}
    desk.change(["update quarantine set first_seen = last_seen - 31 * 86400"])
    desk.run("reindex")
    assert desk.crawl()["waiting"] == 2
    assert desk.ask("select tries from quarantine") == [(5,), (5,)]


def test_links_that_are_gone_wait_like_pages_that_are_no_articles(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=2, faults=["m1:404@article", "m2:404@article"])
    report = desk.crawl()
    assert (report["outcome"], report["quarantined"], report["lost"]) == ("done", {"gone": 3}, [])
    assert [page["evidence"] for page in quarantined(desk, "--reason", "gone")] == ["HTTP 404"] * 3
    again = desk.crawl()
    assert (again["outcome"], again["listings"]["unchanged"], again["requests"]) == ("done", 2, 2)
    desk.run("reindex")  # the listings are read in full: their links wait
    assert desk.crawl()["waiting"] == 3
    assert set(desk.served().values()) <= {2}
