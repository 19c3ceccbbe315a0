"""What programs read: the facts of each page, what happened since a cursor, and a description that is true."""

from __future__ import annotations

import json
import re

from scheduler.web.openapi import FURTHER
from scheduler.web.routes import PAGES
from tests.desk.desk import Desk, wait_until
from tests.desk.page_reader import PageReader
from tests.web.conftest import OpenPages

Crowded = tuple[Desk, PageReader]


def test_the_description_names_every_address_and_every_address_answers_as_described(crowded: Crowded) -> None:
    _, reader = crowded
    described = reader.api("/openapi.json")
    assert sorted(described["paths"]) == sorted([page.api for page in PAGES] + [path for path, _ in FURTHER])
    values = {"source": "room", "article": "1", "story": "1", "run": "1"}
    for path, operations in described["paths"].items():
        named = re.findall(r"{(\w+)}", path)
        assert [each["name"] for each in operations["get"]["parameters"] if each["in"] == "path"] == named
        if "trial" in named:
            continue
        answer = reader.get(path.format(**values))
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json"), path
        assert isinstance(json.loads(answer.body), dict), path
    missing = reader.get("/api/v1/articles/999999")
    assert (missing.status, missing.facts["code"]) == (404, 7)
    assert "There is no such article" in missing.facts["error"]


def test_every_page_that_has_facts_leads_to_them(crowded: Crowded) -> None:
    _, reader = crowded
    for path in ("/", "/sources/room", "/articles?source=room", "/articles/1", "/mirrors", "/alarms", "/runs/1"):
        link = re.search(r'href="(/api/v1/[^"]+)" rel="alternate" type="application/json"', reader.get(path).body)
        assert link is not None, path
        assert reader.get(link[1].replace("&amp;", "&")).status == 200, path


def test_what_happened_is_read_from_a_cursor_on_each_once(open_pages: OpenPages) -> None:
    desk, _, reader = open_pages(articles=2, mirrors=2)
    start = reader.api("/events")
    assert start["events"] == []
    desk.room.post({"do": "publish", "number": 3})
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "seized"})
    before = desk.ask("select max(id) from runs")[0][0]
    desk.crawl()
    wait_until(lambda: desk.ask(f"select count(*) from runs where id > {before} and ended is null") == [(0,)], "ended")
    seen, cursor = [], start["next"]
    while (page := reader.api(f"/events?after={cursor}&limit=2"))["events"]:
        seen += page["events"]
        cursor = page["next"]
    kinds = [event["event"] for event in seen]
    assert kinds.count("article.new") == 3
    assert [event["state"] for event in seen if event["event"] == "mirror.state"] == ["seized"]
    assert any(kind.startswith("run.") for kind in kinds)
    assert len({(event["event"], event.get("article"), event.get("run")) for event in seen}) == len(seen)
    assert reader.api(f"/events?after={cursor}")["events"] == []
    assert reader.get("/api/v1/events?after=yesterday").status == 404
    every = reader.api("/events?after=0-0-0-0&limit=500")["events"]
    assert [event["at"] for event in every] == sorted(event["at"] for event in every)


def test_what_runs_now_is_told_in_figures_and_words(open_pages: OpenPages) -> None:
    desk, _, reader = open_pages(articles=3, mirrors=1)
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "slow:2"})
    reader.send("/sources/room/crawl", {})
    wait_until(lambda: bool(reader.api("/now")["runs"]), "a run is told")
    (run,) = reader.api("/now")["runs"]
    assert run["source"] == "room"
    assert run["says"].startswith(f"run {run['run']} of room")
    assert run["says"] in reader.get("/runs").body


def test_monitors_are_answered_where_they_are_asked_for(open_pages: OpenPages) -> None:
    _, _, reader = open_pages("monitoring = true\n", articles=1, mirrors=1)
    assert reader.get("/healthz").body == "ok\n"
    ready = reader.get("/readyz")
    assert (ready.status, ready.facts["healthy"]) == (200, True)
    assert "mirrorfold_runs_total" in reader.get("/metrics").body


def test_monitors_are_not_answered_otherwise(open_pages: OpenPages) -> None:
    _, _, reader = open_pages(crawl=False, articles=1, mirrors=1)
    assert [reader.get(path).status for path in ("/healthz", "/readyz", "/metrics")] == [404, 404, 404]
