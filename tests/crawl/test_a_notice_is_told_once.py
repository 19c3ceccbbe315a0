"""What a mirror shows in place of its listings and articles is told once a run, in words that a person would use."""

from __future__ import annotations

import json

import pytest

from tests.desk.desk import TEMPLATE, Desk, OpenRoom

SHOWN = {
    "seized": 'seized: the page says "this domain has been seized"',
    "parked": 'parked: the page says "this domain may be for sale"',
    "challenge": 'challenge: the header cf-mitigated says "challenge" (cloudflare)',
    "blocked": "blocked: the answer names who blocks it: https://provider.example/legal",
    "hello": 'error_page: the host has no site, the page says "hello world!"',
}


LISTS = 'feeds = ["/rss.xml"]\nsitemaps = ["/sitemap.xml"]\n'


def showing(open_room: OpenRoom, fault: str, lists: str = LISTS) -> Desk:
    """A source whose first mirror shows something else in place of both listings and all articles."""
    desk = open_room(articles=4, mirrors=2, faults=[f"m1:{fault}"])
    mirrors = json.dumps(desk.room.origins)
    desk.configure(source=f'name = "Room"\nmirrors = {mirrors}\n{lists}articles = "{TEMPLATE}"\n')
    return desk


@pytest.mark.parametrize(("fault", "words"), SHOWN.items())
def test_a_notice_is_told_once_in_a_run_and_as_the_state_of_its_mirror(
    open_room: OpenRoom, fault: str, words: str
) -> None:
    desk = showing(open_room, fault)
    evidence = words.partition(": ")[2]
    report = desk.crawl()
    assert report["listings"]["failed"] == 2
    assert report["causes"] == {desk.room.origins[0]: words}
    told = [*report["warnings"], report["choice"], *report["causes"].values()]
    assert sum(sentence.count(evidence) for sentence in told) == 1
    assert desk.run("runs").stdout.count(evidence) == 1
    assert desk.run("mirrors", "room").stdout.count(words) == 1
    (event,) = json.loads(desk.run("mirrors", "history", "room", "--json").stdout)
    assert event["cause"] == words


@pytest.mark.parametrize("fault", SHOWN)
def test_the_report_for_people_tells_a_notice_once(open_room: OpenRoom, fault: str) -> None:
    desk = showing(open_room, fault)
    evidence = SHOWN[fault].partition(": ")[2]
    assert desk.run("crawl", "room").stdout.count(evidence) == 1


def test_listings_of_one_mirror_that_are_all_the_same_error_page_are_warned_of_once(open_room: OpenRoom) -> None:
    report = showing(open_room, "not-html@feed", 'feeds = ["/rss.xml", "/rss.xml?edition=2"]\n').crawl()
    assert report["listings"]["failed"] == 2
    (warning,) = [sentence for sentence in report["warnings"] if "is no " in sentence]
    assert "is no feed: unreadable: " in warning


def test_the_history_names_a_state_once(open_room: OpenRoom) -> None:
    desk = showing(open_room, "challenge")
    desk.crawl()
    history = desk.run("mirrors", "history", "room").stdout
    assert 'is challenged: the header cf-mitigated says "challenge" (cloudflare) at http' in history
