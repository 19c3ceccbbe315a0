"""What is decided on a page is in the archive, with who and why, as if the command line had decided it."""

from __future__ import annotations

from typing import Any

from newsroom import NewsroomProcess
from tests.desk.desk import wait_until
from tests.desk.page_reader import PageReader
from tests.web.conftest import OpenPages

WHO = {"who": "Dana", "reason": "looked at both"}


def test_a_crawl_begins_and_its_page_shows_how_far_it_is(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=4, mirrors=1)
    before = desk.ask("select max(id) from runs")[0][0]
    page = pages.send("/sources/room/crawl", {})
    assert (page.status, page.headers["location"]) == (303, "/sources/room")
    wait_until(
        lambda: desk.ask(f"select count(*) from runs where id > {before} and ended is not null") != [(0,)], "run"
    )


def test_a_source_is_paused_and_goes_on(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(crawl=False, articles=1, mirrors=1)
    assert pages.send("/sources/room/pause", {}).status == 303
    assert desk.ask("select paused from sources where source = 'room'") == [(1,)]
    assert "Resume" in pages.get("/sources/room").body
    assert pages.send("/sources/room/resume", {}).status == 303
    assert desk.ask("select paused from sources where source = 'room'") == [(0,)]


def test_articles_are_merged_split_and_the_decision_undone(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=3, mirrors=1)
    assert pages.send("/stories/merge", {"article": "1", "other": "2", **WHO}).headers["location"] == "/stories/1"
    assert desk.ask("select count(distinct story) from articles where id in (1, 2)") == [(1,)]
    assert desk.ask("select who, reason from overrides") == [("Dana", "looked at both")]
    assert "Dana" in pages.get("/stories/1").body
    assert pages.send("/stories/undo", {"decision": "1", "story": "1", **WHO}).status == 303
    assert desk.ask("select count(distinct story) from articles where id in (1, 2)") == [(2,)]
    alone = pages.send("/stories/split", {"article": "1", **WHO})
    assert (alone.status, "The article is alone already" in alone.body) == (409, True)


def test_a_mirror_is_put_out_of_use_and_trusted_again(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=2, mirrors=2)
    first, second = desk.room.origins
    assert pages.send("/mirrors/retire", {"source": "room", "host": second, **WHO}).status == 303
    assert desk.ask("select state, who, cause from mirror_events order by id") == [("retired", "Dana", WHO["reason"])]
    last = pages.send("/mirrors/retire", {"source": "room", "host": first, **WHO})
    assert (last.status, "the last mirror that is asked" in last.body) == (409, True)
    assert pages.send("/mirrors/restore", {"source": "room", "host": second, **WHO}).status == 303
    assert desk.ask("select state from mirror_events order by id")[-1] == ("active",)


def test_a_decision_without_a_name_or_a_reason_is_none(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=2, mirrors=2)
    for missing in ("who", "reason"):
        filled = {"source": "room", "host": desk.room.origins[1], **WHO, missing: "  "}
        page = pages.send("/mirrors/retire", filled)
        assert (page.status, "is empty" in page.body) == (409, True)
    assert desk.ask("select count(*) from mirror_events") == [(0,)]


def test_an_alarm_is_answered(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=1, mirrors=1)
    desk.change(
        [
            "insert into alarms (source, mirror, kind, mark, at, evidence) "
            "values ('room', 'http://127.0.0.1:1', 'divergent', 'x', 1, '{\"said\": \"another text\"}')"
        ]
    )
    assert "another text" in pages.get("/alarms").body
    assert pages.send("/alarms/1/answer", WHO).headers["location"] == "/alarms"
    assert desk.ask("select acked_by, acked_reason from alarms") == [("Dana", "looked at both")]
    assert "another text" not in pages.get("/alarms").body
    assert "another text" in pages.get("/alarms?show=answered").body
    again = pages.send("/alarms/1/answer", WHO)
    assert (again.status, "was answered by Dana" in again.body) == (409, True)


def test_a_page_in_quarantine_is_tried_again(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=1, mirrors=1)
    desk.change(
        [
            "insert into quarantine (source, key, mirror, url, reason, evidence, tries, first_seen, last_seen) "
            "values ('room', '/x', 'http://127.0.0.1:1', 'http://127.0.0.1:1/x', 'parked', 'for sale', 3, 1, 1)"
        ]
    )
    assert "for sale" in pages.get("/quarantine").body
    assert pages.send("/quarantine/retry", {"page": "1"}).status == 303
    assert desk.ask("select tries from quarantine") == [(0,)]
    assert pages.send("/quarantine/retry", {"page": "77"}).status == 404


def _trial(pages: PageReader, there: str) -> Any:
    wait_until(lambda: pages.api(there)["done"], "the trial is done", 60)
    return pages.api(there)


def test_a_site_is_looked_at_and_saved_and_the_daemon_takes_it_up(open_pages: OpenPages) -> None:
    with NewsroomProcess(articles=12, mirrors=1, seed=7) as other:
        origin = other.origins[0]
        desk, _, pages = open_pages(articles=3, mirrors=1, others=[origin.removeprefix("http://")])
        there = pages.send("/sources/new", {"urls": origin}).headers["location"]
        trial = _trial(pages, there)
        assert (trial["error"], len(trial["facts"]["samples"])) == ("", 5)
        assert "Samples, as they would be archived" in pages.get(there).body
        saved = {"trial": there.rpartition("/")[2], "id": "lantern-two", "toml": trial["facts"]["toml"]}
        page = pages.send("/sources/save", saved)
        assert page.headers.get("location") == there, page.body
        assert (desk.config / "sources" / "lantern-two.toml").read_text() == trial["facts"]["toml"]
        wait_until(lambda: pages.get("/sources/lantern-two").status == 200, "the daemon took it up")
        assert pages.send("/sources/save", saved).status in (400, 409)


def test_a_source_is_tested(open_pages: OpenPages) -> None:
    _, _, pages = open_pages(articles=3, mirrors=1)
    there = pages.send("/sources/room/test", {}).headers["location"]
    trial = _trial(pages, there)
    assert trial["facts"]["listings"][0]["items"] == 3
    assert "nothing was written" in pages.get(there).body


def test_sources_are_saved_only_where_the_settings_allow_it(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages('edit_sources = "never"\n', articles=1, mirrors=1)
    page = pages.send("/sources/save", {"trial": "x", "id": "more", "toml": "name = 1"})
    assert (page.status, "web.edit_sources" in page.body) == (409, True)
    assert [file.name for file in (desk.config / "sources").iterdir()] == ["room.toml"]


def test_a_wrong_file_is_not_saved_and_its_mistakes_are_told(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=1, mirrors=1)
    there = pages.send("/sources/room/test", {}).headers["location"]
    _trial(pages, there)
    fields = {"trial": there.rpartition("/")[2], "id": "more", "toml": 'name = "More"\n'}
    page = pages.send("/sources/save", fields)
    assert page.status == 400
    assert "mirrors" in page.body
    for name in ("../../away", "../../../../../../../../../../../tmp/away", "a/b", "", ".hidden", "A"):
        away = pages.send("/sources/save", {**fields, "id": name})
        assert (away.status, "no id of a source" in away.body) == (409, True), name
    assert [file.name for file in (desk.config / "sources").iterdir()] == ["room.toml"]


def test_readers_behind_a_proxy_are_not_on_this_machine(open_pages: OpenPages) -> None:
    _, _, pages = open_pages('names = ["news.example.org"]\n', crawl=False, articles=1, mirrors=1)
    page = pages.send("/sources/save", {"trial": "x", "id": "more", "toml": "name = 1"})
    assert (page.status, "web.edit_sources" in page.body) == (409, True)
