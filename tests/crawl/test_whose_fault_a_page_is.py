"""A mirror is blamed for a page when its siblings do better; what fails on all in one way is the page's fault."""

from __future__ import annotations

import json

import pytest

from tests.desk.desk import Desk, OpenRoom


def states(desk: Desk) -> list[str]:
    return [mirror["state"] for mirror in json.loads(desk.run("mirrors", "room", "--json").stdout)]


@pytest.mark.parametrize(
    ("first", "second"),
    [("empty", "empty"), ("empty", "404@article"), ("404@article", "empty"), ("5xx:500@article", "5xx:503@article")],
)
def test_no_mirror_is_degraded_for_pages_that_its_siblings_have_not_got_either(
    open_room: OpenRoom, first: str, second: str
) -> None:
    desk = open_room(articles=5, mirrors=2, faults=[f"m1:{first}", f"m2:{second}"])
    report = desk.crawl()
    assert [cost["failures"] for cost in report["mirrors"].values()] == [0, 0]
    assert states(desk) == ["active", "active"]
    assert len(report["lost"]) == 5 or sum(report["quarantined"].values()) >= 5


@pytest.mark.parametrize("fault", ["empty", "5xx@article", "home-redirect"])
def test_a_mirror_is_degraded_for_pages_that_its_sibling_has(open_room: OpenRoom, fault: str) -> None:
    desk = open_room(articles=5, mirrors=2, faults=[f"m1:{fault}"])
    assert desk.crawl()["mirrors"][desk.room.origins[0]]["failures"] == 5
    assert states(desk) == ["degraded", "active"]


def test_mirrors_that_fail_in_different_ways_are_both_blamed(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=2, faults=["m1:5xx@article", "m2:empty"])
    report = desk.crawl()
    assert [cost["failures"] for cost in report["mirrors"].values()] == [5, 5]
