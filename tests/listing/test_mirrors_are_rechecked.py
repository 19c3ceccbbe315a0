"""A mirror that is back, new, restored or suspect is itself asked for what it lists, whatever it showed before."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from crawler.model.failpoints import VARIABLE
from tests.desk.daemons import StartDaemon, start_daemon
from tests.desk.desk import Desk, OpenRoom

__all__ = ["start_daemon"]

DAY = 86_400
QUICK = "[mirrors]\nprobe_after = 0.01\nprobe_at_most = 0.01\nfailures_until_down = 1\naudit_share = 0.0\n"


def alarms(desk: Desk) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(desk.run("alarms", "list", "--json").stdout)
    return listed


def states(desk: Desk) -> list[str]:
    return [mirror["state"] for mirror in json.loads(desk.run("mirrors", "room", "--json").stdout)]


def asked_of(desk: Desk, mirror: str, since: int = 0) -> Counter[Any]:
    """How often a mirror gave each article, by the newsroom's own log."""
    rows = desk.room.log_rows()[since:]
    return Counter(row["article"] for row in rows if row["kind"] == "article" and row["mirror"] == mirror)


def park(desk: Desk, mirror: str = "m1") -> None:
    """A mirror is parked for one run."""
    desk.room.post({"do": "fault", "mirror": mirror, "kind": "parked"})
    desk.crawl()
    desk.room.post({"do": "clear", "mirror": mirror})


def alter(desk: Desk, number: int, mirror: str = "m1") -> None:
    for article in range(1, number + 1):
        desk.room.post({"do": "edit", "article": article, "change": "number", "mirror": mirror})


@pytest.mark.parametrize("mirrors", [2, 3])
def test_all_36_texts_that_a_mirror_altered_while_it_was_away_are_told_within_two_runs(
    open_room: OpenRoom, start_daemon: StartDaemon, mirrors: int
) -> None:
    desk = open_room(articles=56, mirrors=mirrors)
    desk.configure(QUICK + "divergence_grace = 0.0\n")
    desk.crawl()
    start_daemon(desk)
    park(desk)
    assert states(desk)[0] == "parked"
    alter(desk, 36)
    first = desk.crawl()
    assert (first["rechecks"], first["pending"], first["alarms"]) == (56, 36, 0)
    assert desk.crawl()["alarms"] == 36
    raised = alarms(desk)
    assert len({alarm["article"] for alarm in raised}) == 36
    assert {alarm["mirror"] for alarm in raised} == {desk.room.origins[0]}
    assert states(desk) == ["suspect", *["active"] * (mirrors - 1)]
    assert desk.ask("select count(*) from pages where verdict = 'revision'") == [(0,)]
    standing = {json.loads(line)["text"] for line in desk.run("export").stdout.splitlines()}
    altered = {number for alarm in raised for number in alarm["evidence"]["numbers"]["added"]}
    assert altered
    assert desk.ask(
        "select count(*) from articles join revisions r on r.id = articles.revision_id "
        "join pages on pages.revision_id = r.id where pages.verdict = 'divergent'"
    ) == [(0,)], "no altered text stands"
    assert len(standing) == 56


def test_a_mirror_that_is_back_unaltered_costs_one_page_for_each_article_once(
    open_room: OpenRoom, start_daemon: StartDaemon
) -> None:
    desk = open_room(articles=6, mirrors=2)
    desk.configure(QUICK)
    desk.crawl()
    start_daemon(desk)
    park(desk)
    before = len(desk.room.log_rows())
    report = desk.crawl()
    assert (report["rechecks"], report["audits"], report["bodies_fetched"], report["pending"]) == (6, 0, 0, 0)
    assert set(asked_of(desk, "m1", before).values()) == {1}
    assert desk.ask("select sum(rechecks) from run_mirrors") == [(6,)]
    assert [desk.crawl()["rechecks"] for _ in range(2)] == [0, 0]
    assert alarms(desk) == []


def test_what_a_run_does_not_recheck_the_next_ones_do_the_newest_first(
    open_room: OpenRoom, start_daemon: StartDaemon
) -> None:
    desk = open_room(articles=2, mirrors=2)
    desk.configure(QUICK + "recheck_each_run = 3\n")
    desk.crawl()
    desk.room.post({"do": "publish", "number": 3})
    desk.crawl()
    start_daemon(desk)
    park(desk)
    before = len(desk.room.log_rows())
    assert desk.crawl()["rechecks"] == 3
    first = set(asked_of(desk, "m1", before))
    assert desk.crawl()["rechecks"] == 2
    assert desk.crawl()["rechecks"] == 0
    numbers = sorted(asked_of(desk, "m2"))
    assert len(asked_of(desk, "m1", before)) == 5
    assert len(first) == 3, numbers


def test_a_mirror_is_asked_last_for_new_articles_until_it_is_rechecked(
    open_room: OpenRoom, start_daemon: StartDaemon
) -> None:
    desk = open_room(articles=3, mirrors=2)
    desk.configure(QUICK + "recheck_each_run = 2\n")
    desk.crawl()
    start_daemon(desk)
    park(desk)
    first, second = desk.room.origins
    for _ in range(2):
        desk.room.post({"do": "publish", "number": 1})
        report = desk.crawl()
        assert report["mirrors"][second]["bodies"] == 1
        assert report["choice"].startswith(f"chose {second}: {first} is being rechecked since ")
    assert "rechecked since" in desk.run("mirrors", "room").stdout
    for _ in range(3):
        desk.crawl()
    assert "rechecked since" not in desk.run("mirrors", "room").stdout
    desk.room.post({"do": "publish", "number": 1})
    assert desk.crawl()["mirrors"][first]["bodies"] == 1


def test_a_mirror_that_joins_one_that_is_restored_and_one_that_is_suspect_are_rechecked(
    open_room: OpenRoom, start_daemon: StartDaemon
) -> None:
    desk = open_room(articles=4, mirrors=2)
    second = desk.room.origins[1]
    desk.configure(QUICK + "divergence_grace = 0.0\n")
    source = desk.config / "sources" / "room.toml"
    both = source.read_text()
    source.write_text(both.replace(f', "{second}"', ""))
    desk.crawl()
    source.write_text(both)
    report = desk.crawl()
    assert report["mirrors"][second]["rechecks"] == 4, "it joined"
    start_daemon(desk)
    desk.crawl()
    assert desk.crawl()["rechecks"] == 0
    desk.run("mirrors", "retire", second, "--reason", "a trial")
    desk.crawl()
    desk.run("mirrors", "restore", second, "--reason", "it is well")
    assert desk.crawl()["mirrors"][second]["rechecks"] == 4, "it was restored"
    desk.crawl()
    desk.change([f"update mirror_health set back_at = back_at - {DAY}", f"update rechecks set since = since - {DAY}"])
    alter(desk, 3, "m2")
    desk.change(
        [
            "update articles set revisit_at = 1",
            "insert into audits (article_id, revision_id, source, cause, "
            "wanted_at, tries) select id, revision_id, source, 'share', strftime('%s', 'now'), 0 from articles",
        ]
    )
    while states(desk) != ["active", "suspect"]:
        assert len(desk.ask("select id from runs")) < 15
        desk.crawl()
    assert desk.crawl()["mirrors"][second]["rechecks"] == 4, "it is suspect"


def test_listings_of_a_mirror_that_is_back_are_read_in_full(open_room: OpenRoom, start_daemon: StartDaemon) -> None:
    desk = open_room(articles=3, mirrors=2)
    desk.configure(QUICK)
    desk.crawl()
    start_daemon(desk)
    assert desk.crawl()["listings"] == {"read": 0, "unchanged": 2, "failed": 0}
    park(desk)
    assert desk.crawl()["listings"] == {"read": 1, "unchanged": 1, "failed": 0}
    assert desk.crawl()["listings"] == {"read": 0, "unchanged": 2, "failed": 0}


def test_a_recheck_that_was_killed_before_its_verdict_is_judged_with_suspicion_by_the_next_run(
    open_room: OpenRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_room(articles=1, mirrors=2)
    desk.configure(QUICK + "divergence_grace = 0.0\n")
    desk.crawl()
    park(desk)
    alter(desk, 1)
    monkeypatch.setenv(VARIABLE, "verdict.before:1")
    desk.run("crawl", "room", code=-9)
    monkeypatch.delenv(VARIABLE)
    assert desk.ask("select count(*) from pages where verdict is null") == [(1,)]
    for _ in range(3):
        desk.crawl()
    assert [alarm["mirror"] for alarm in alarms(desk)] == desk.room.origins[:1]
    assert desk.ask("select count(*) from pages where verdict = 'revision'") == [(0,)]
