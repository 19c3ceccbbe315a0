"""Mirrors that come and go: every change is seen and named rightly, and no article is lost or fetched twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.desk.daemons import source_text
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.fleet import source_file, source_toml

PROBES = "[mirrors]\nprobe_after = 0.1\nprobe_at_most = 0.1\n"

FIRST_ROUND = [("m1", "down", "down"), ("m2", "seized", "seized"), ("m3", "parked", "parked"),
               ("m4", "challenge", "challenged"), ("m5", "blocked", "blocked")]  # fmt: skip
SECOND_ROUND = [("m1", "5xx", "down"), ("m2", "reset", "down"), ("m3", "redirect-to:203.0.113.9", "down"),
                ("m4", "hello", "down"), ("m5", "moved-to:www.hugedomains.com", "parked")]  # fmt: skip


def states(desk: Desk) -> dict[str, str]:
    """Name of a mirror → its state, as the command tells it."""
    told = json.loads(desk.run("mirrors", "room", "--json").stdout)
    names = {origin: f"m{place}" for place, origin in enumerate(desk.room.origins, 1)}
    return {names[one["mirror"]]: one["state"] for one in told if one["state"] != "proposed"}


def history(desk: Desk) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads(desk.run("mirrors", "history", "room", "--json").stdout)
    return events


@pytest.mark.slow
def test_five_mirrors_fail_in_turn_and_come_back(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=20, mirrors=5)
    desk.configure(settings=PROBES, source=source_text(desk, "1h"))
    start_daemon(desk)
    desk.crawl()
    for mirror, fault, state in FIRST_ROUND + SECOND_ROUND:
        kind, _, arg = fault.partition(":")
        desk.room.post({"do": "fault", "mirror": mirror, "kind": kind, "arg": arg})
        for _ in range(2):
            desk.room.post({"do": "publish", "number": 2})
            desk.crawl()
        assert states(desk)[mirror] == state, f"{mirror} with {fault}"
        desk.room.post({"do": "clear", "mirror": mirror})
        for _ in range(2):
            desk.room.post({"do": "publish", "number": 1})
            desk.crawl()
        assert states(desk)[mirror] == "active", f"{mirror} after {fault}"
    published = 20 + 6 * len(FIRST_ROUND + SECOND_ROUND)
    assert desk.ask("select count(*), count(distinct key) from articles where folded_into is null") == [
        (published, published)
    ]
    served = desk.served()
    assert len(served) == published
    (compared,) = desk.ask("select sum(audits) + sum(rechecks) from run_mirrors")[0]
    assert sum(served.values()) - compared <= published * 1.05
    named = [(event["state"], event["cause"]) for event in history(desk)]
    assert {state for state, cause in named if cause.startswith("seized:")} == {"seized"}
    assert sum(state == "active" for state, _ in named) == len(FIRST_ROUND + SECOND_ROUND)


def test_with_all_uplinks_cut_no_mirror_is_marked(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=5, mirrors=2)
    desk.configure(settings=PROBES)
    desk.crawl()
    daemon = start_daemon(desk)
    for mirror in ("m1", "m2"):
        desk.room.post({"do": "fault", "mirror": mirror, "kind": "down"})
    for _ in range(3):
        assert "Our own uplink seems to be down" in desk.run("crawl", "room", code=6).stderr
    assert set(states(desk).values()) == {"active"}
    assert history(desk) == []
    assert desk.ask("select distinct outcome from runs where id > 1") == [("unreachable",)]
    for mirror in ("m1", "m2"):
        desk.room.post({"do": "clear", "mirror": mirror})
    desk.room.post({"do": "publish", "number": 3})
    assert desk.crawl()["verdicts"] == {"new": 3}
    told = [row["says"] for row in daemon.rows() if "uplink" in row["says"]]
    assert len(told) <= 2, "it is said once when it goes, and once when it is back"


def test_a_source_that_fell_silent_while_another_is_heard_of_is_down(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=5, mirrors=4)
    desk.configure(settings=PROBES)
    for name, mirrors in (("room", desk.room.origins[:2]), ("other", desk.room.origins[2:])):
        source_file(desk, name).write_text(source_toml(name, mirrors, "1h"))
    desk.crawl("room")
    desk.crawl("other")
    start_daemon(desk)
    for mirror in ("m1", "m2"):
        desk.room.post({"do": "fault", "mirror": mirror, "kind": "down"})
    for _ in range(3):
        desk.run("crawl", "room", code=6)
        desk.crawl("other")
    assert states(desk) == {"m1": "down", "m2": "down"}


def test_the_choice_of_a_mirror_is_explained_with_the_time_and_the_cause(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=2, faults=["m1:down"])
    for _ in range(2):
        report = desk.crawl()
    first, second = desk.room.origins
    assert report["choice"].startswith(f"chose {second}: {first} down since ")
    assert report["choice"].endswith("connection refused")


def test_a_mirror_that_is_out_is_probed_at_growing_intervals(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=2, faults=["m1:seized"])
    desk.configure(settings="[mirrors]\nprobe_after = 3600.0\n")
    for _ in range(3):
        desk.crawl()
    asked = [row for row in desk.room.log_rows() if row["mirror"] == "m1" and row["kind"] == "feed"]
    assert len(asked) == 1
    desk.run("mirrors", "check", "room")
    asked = [row for row in desk.room.log_rows() if row["mirror"] == "m1" and row["kind"] == "feed"]
    assert len(asked) == 2, "a person's check asks every mirror"
    waits = desk.ask("select probe_at - since from mirror_health where state = 'seized'")
    assert waits[0][0] >= 3600


def test_a_retired_mirror_is_asked_no_more_until_it_is_restored(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=2)
    desk.crawl()
    host = desk.room.origins[0].removeprefix("http://")
    desk.run("mirrors", "retire", host, "--reason", "the registrar took it")
    before = len([row for row in desk.room.log_rows() if row["mirror"] == "m1"])
    desk.room.post({"do": "publish", "number": 2})
    assert desk.crawl()["verdicts"] == {"new": 2}
    assert len([row for row in desk.room.log_rows() if row["mirror"] == "m1"]) == before
    assert states(desk) == {"m1": "retired", "m2": "active"}
    told = desk.run("mirrors", "retire", desk.room.origins[1], "--reason", "x", code=3).stderr
    assert "the last mirror" in told
    desk.run("mirrors", "restore", host, "--reason", "it is ours again")
    desk.crawl()
    assert len([row for row in desk.room.log_rows() if row["mirror"] == "m1"]) > before
    (retired, restored) = history(desk)
    assert (retired["state"], retired["cause"]) == ("retired", "the registrar took it")
    assert retired["who"]
    assert (restored["state"], restored["cause"]) == ("active", "it is ours again")


@pytest.mark.parametrize(("refusal", "found"), [("stop", {}), ("try_others", {"new": 5})])
def test_a_bare_403_is_the_sources_word_unless_the_operator_says_otherwise(
    open_room: OpenRoom, refusal: str, found: dict[str, int]
) -> None:
    desk = open_room(articles=5, mirrors=2, faults=["m1:5xx:403@article"])
    desk.configure(source=source_text(desk) + f'on_refusal = "{refusal}"\n')
    report = desk.crawl()
    assert report["verdicts"] == found
    assert report["refused"] == (5 if refusal == "stop" else 0)


def test_a_401_is_the_sources_word_whatever_the_operator_says(open_room: OpenRoom) -> None:
    desk = open_room(articles=5, mirrors=2, faults=["m1:5xx:401@article"])
    desk.configure(source=source_text(desk) + 'on_refusal = "try_others"\n')
    assert desk.crawl()["verdicts"] == {}
    assert {row["mirror"] for row in desk.room.log_rows() if row["kind"] == "article"} == {"m1"}


def test_a_mirror_that_lags_is_degraded_and_asked_after_the_others(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=10, mirrors=2)
    desk.configure(settings="[mirrors]\nstale_after = 0.5\n")
    desk.crawl()
    start_daemon(desk)
    desk.room.post({"do": "fault", "mirror": "m1", "kind": "lag", "arg": 3})
    wait_until(lambda: _crawl_news(desk)["m1"] == "degraded", "m1 is degraded")
    assert desk.crawl()["choice"].startswith(f"chose {desk.room.origins[1]}: {desk.room.origins[0]} degraded since ")
    desk.room.post({"do": "clear", "mirror": "m1"})
    desk.crawl()
    desk.crawl()
    assert states(desk)["m1"] == "active"


def _crawl_news(desk: Desk) -> dict[str, str]:
    """Crawl a new article; a mirror's lag is counted in whole seconds, so that it may take some rounds."""
    desk.room.post({"do": "publish", "number": 1})
    desk.crawl()
    return states(desk)
