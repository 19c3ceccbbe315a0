"""Pages that were no articles are listed with the reason, given up after three tries, and tried again when asked."""

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
    desk.change(["update quarantine set tries = 3"])
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


def test_a_page_is_given_up_after_three_tries_however_long_ago_the_last_was(open_room: OpenRoom) -> None:
    desk = open_room(articles=2, mirrors=1, faults=["m1:empty@article"])
    for _ in range(5):
        desk.crawl()
        desk.change(["update quarantine set last_seen = last_seen - 7 * 86400"])
        desk.run("reindex")  # the index takes from the archive when each is tried again
    assert set(desk.served().values()) == {3}
    assert desk.ask("select tries from quarantine") == [(3,), (3,)]
