"""Mirrors fail in every way; no article is lost, none is stored twice, nothing that is no article is stored."""

from __future__ import annotations

import json
import signal
import subprocess

import pytest

from tests.desk.desk import TEMPLATE, OpenRoom, wait_until

ARTICLES = 30


def _all_stored_once(desk: object) -> bool:
    rows = desk.ask("select count(*), count(distinct key) from articles where folded_into is null")  # type: ignore[attr-defined]
    return bool(rows == [(ARTICLES, ARTICLES)])


def test_a_mirror_that_dies_in_mid_crawl_loses_no_article(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=3, faults=["m1:die-after:10"])
    desk.crawl()
    assert _all_stored_once(desk)
    assert sum(desk.served().values()) == ARTICLES
    assert desk.ask("select count(distinct mirror) from pages")[0][0] >= 2


@pytest.mark.parametrize("fault", ["down", "reset", "5xx", "404@article", "seized", "parked", "challenge", "truncate"])
def test_what_one_mirror_cannot_give_another_does(open_room: OpenRoom, fault: str) -> None:
    desk = open_room(articles=ARTICLES, mirrors=2, faults=[f"m1:{fault}"])
    desk.crawl()
    assert _all_stored_once(desk)
    assert desk.ask("select distinct mirror from pages where verdict is not null") == [(desk.room.origins[1],)]


def test_a_seizure_notice_in_http_200_is_never_an_article(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=2, faults=["m1:seized@article"])
    report = desk.crawl()
    assert report["quarantined"].get("seized", 0) >= 1
    assert _all_stored_once(desk)
    assert desk.ask("select count(*) from revisions where lower(text) like '%seized%'") == [(0,)]


def test_a_redirect_to_an_unknown_host_is_not_followed(open_room: OpenRoom) -> None:
    fault = "m1:seized-redirect:203.0.113.9@article,feed"
    desk = open_room(articles=ARTICLES, mirrors=2, faults=[fault])
    report = desk.crawl()
    assert _all_stored_once(desk)
    assert any("203.0.113.9" in warning and "not followed" in warning for warning in report["warnings"])


def test_a_robots_txt_that_leads_nowhere_says_where_it_led(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=2, faults=["m1:seized-redirect:203.0.113.9"])
    report = desk.crawl()
    assert _all_stored_once(desk)
    told = "robots.txt: redirects to http://203.0.113.9/: The address guard refused"
    assert any(told in warning for warning in report["warnings"])


def test_articles_that_no_mirror_gives_are_tried_again(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=1, faults=["m1:5xx@article"])
    report = desk.crawl()
    assert report["outcome"] == "partial"
    assert len(report["lost"]) == ARTICLES
    desk.room.post({"do": "clear", "mirror": "m1"})
    assert desk.crawl()["verdicts"] == {"new": ARTICLES}


def test_a_crawl_without_a_single_listing_fails_and_says_why(open_room: OpenRoom) -> None:
    desk = open_room(articles=3, mirrors=2, faults=["m1:down", "m2:5xx"])
    told = desk.run("crawl", "room", code=6).stderr
    assert "connection refused" in told
    assert "HTTP 503" in told or "HTTP 500" in told
    assert desk.ask("select outcome from runs") == [("failed",)]


def test_a_crawl_killed_at_any_time_is_finished_by_the_next(open_room: OpenRoom) -> None:
    desk = open_room(articles=ARTICLES, mirrors=3, faults=["m1:slow:0.3@article"])
    crawl = subprocess.Popen(desk.command("crawl", "room"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: sum(desk.served().values()) >= 10, "ten articles are served")
    crawl.send_signal(signal.SIGKILL)
    crawl.wait()
    desk.room.post({"do": "clear", "mirror": "m1"})
    desk.crawl()
    assert _all_stored_once(desk)
    assert desk.ask("select count(*) from pages where verdict is null") == [(0,)]
    assert desk.ask("select outcome from runs order by id") == [("interrupted",), ("done",)]


def test_two_crawls_on_one_state_folder_are_refused(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=1, faults=["m1:slow:10@feed"])
    first = subprocess.Popen(desk.command("crawl", "room"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: bool(desk.room.log_rows()), "the first crawl asks for something")
    told = desk.run("crawl", "room", code=3).stderr
    assert "works in this state folder" in told
    first.terminate()
    first.wait(60)


def test_links_to_hosts_that_are_no_mirrors_are_reported_and_not_followed(open_room: OpenRoom) -> None:
    desk = open_room(articles=6, mirrors=2)
    only_first = f'name = "Room"\nmirrors = [{json.dumps(desk.room.origins[0])}]\nfeeds = ["/rss.xml"]\n'
    desk.configure(source=only_first + f'articles = "{TEMPLATE}"\n')
    feed = desk.folder / "served"
    feed.mkdir()
    assert desk.crawl()["verdicts"] == {"new": 6}
    assert {row["mirror"] for row in desk.room.log_rows()} == {"m1"}
