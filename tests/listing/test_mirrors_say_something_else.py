"""A mirror that alters one number is told from one that is late, and each alarm comes once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.desk.daemons import StartDaemon, start_daemon
from tests.desk.desk import Desk, OpenRoom
from tests.desk.make_due import HOUR, make_due, pass_time

__all__ = ["start_daemon"]

AUDIT_ALL = "[mirrors]\naudit_share = 1.0\nprobe_after = 0.01\nprobe_at_most = 0.01\n"


@pytest.fixture
def audited(open_room: OpenRoom, start_daemon: StartDaemon) -> Desk:
    """Two mirrors, two articles, each to be audited; a daemon does the crawls, which is quicker."""
    desk = open_room(articles=2, mirrors=2)
    desk.configure(AUDIT_ALL)
    desk.crawl()
    start_daemon(desk)
    return desk


def edit(desk: Desk, mirror: str | None, change: str = "number", text: str = "", article: int = 1) -> None:
    order = {"do": "edit", "article": article, "change": change, "text": text}
    desk.room.post(order if mirror is None else order | {"mirror": mirror})


def alarms(desk: Desk, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.run("alarms", "list", "--json", *options).stdout)
    return found


def crawl_for(desk: Desk, hours: int, every: int) -> list[dict[str, Any]]:
    """Crawl through some hours."""
    reports = []
    for _ in range(0, hours, every):
        pass_time(desk, every * HOUR)
        reports.append(desk.crawl())
    return reports


def test_an_audit_fetches_each_text_once_more_and_finds_the_same(audited: Desk) -> None:
    report = audited.crawl()
    assert (report["audits"], report["bodies_fetched"], report["revisits"]) == (2, 0, 0)
    assert report["verdicts"] == {"mirror": 2}
    assert audited.ask("select sum(audits), sum(bodies), sum(revisits) from run_mirrors") == [(2, 2, 0)]
    assert audited.ask("select outcome from audits") == [("same",), ("same",)]
    assert audited.crawl()["audits"] == 0
    assert alarms(audited) == []


def test_without_a_share_nothing_is_audited(open_room: OpenRoom) -> None:
    desk = open_room(articles=2, mirrors=2)
    desk.configure("[mirrors]\naudit_share = 0.0\n")
    desk.crawl()
    assert desk.crawl()["audits"] == 0


def test_an_altered_number_is_pending_and_an_alarm_with_a_diff_when_the_grace_is_over(audited: Desk) -> None:
    edit(audited, "m2")
    assert audited.crawl()["pending"] == 1
    assert [report["alarms"] for report in crawl_for(audited, 22, every=11)] == [0, 0]
    assert alarms(audited) == []
    assert [report["alarms"] for report in crawl_for(audited, 4, every=4)] == [1]
    (alarm,) = alarms(audited)
    assert alarm["kind"] == "divergent"
    assert alarm["mirror"] == audited.room.origins[1]
    assert len(alarm["evidence"]["numbers"]["removed"]) == len(alarm["evidence"]["numbers"]["added"]) == 1
    assert alarm["evidence"]["numbers"]["added"][0] in alarm["evidence"]["diff"]
    before, after = alarm["evidence"]["numbers"]["removed"][0], alarm["evidence"]["numbers"]["added"][0]
    number = str(alarm["article"])
    assert f"[-{before}-]{{+{after}+}}" in audited.run("diff", number).stdout
    hosts = [origin.removeprefix("http://") for origin in audited.room.origins]
    assert f"[-{after}-]{{+{before}+}}" in audited.run("diff", number, "--mirrors", *hosts[::-1]).stdout
    told = audited.run("article", number).stdout
    assert f"edited on {hosts[1]}" in told
    assert f"still on {hosts[0]}" in told
    assert f"alarm {alarm['id']}, divergent" in told
    assert audited.ask("select count(*) from pages where verdict = 'divergent'") == [(1,)]
    assert audited.ask("select count(*) from revisions") == [(3,)], "both texts are kept"
    crawl_for(audited, 48, every=24)
    assert len(alarms(audited)) == 1, "each alarm once"


def test_a_mirror_that_follows_six_hours_late_is_no_alarm_though_it_shows_what_nobody_else_showed(
    audited: Desk,
) -> None:
    """m1 makes three edits; two of them between two crawls, so that one is seen on m2 alone."""
    edits = [
        f"Addition number {number} to this report, made by the desk of the day." for number in ("one", "two", "three")
    ]
    audited.crawl()
    for said in edits:
        edit(audited, "m1", "append", said)
    make_due(audited)
    crawl_for(audited, 4, every=4)
    for said in edits:
        edit(audited, "m2", "append", said)
        make_due(audited)
        crawl_for(audited, 2, every=2)
    crawl_for(audited, 50, every=25)
    assert alarms(audited, "--all") == []
    assert audited.ask("select count(*) from disputes where closed_at is null") == [(0,)]
    assert audited.ask("select count(*) from pages where verdict is null") == [(0,)]
    standing = [json.loads(line)["text"] for line in audited.run("export").stdout.splitlines()]
    assert sum(edits[2] in text for text in standing) == 1, "the newest text stands"


def test_an_alteration_that_is_taken_back_within_the_grace_is_no_alarm(audited: Desk) -> None:
    audited.room.post({"do": "fault", "mirror": "m2", "kind": "edited", "arg": "1"})
    assert audited.crawl()["pending"] == 1
    audited.room.post({"do": "clear", "mirror": "m2"})
    crawl_for(audited, 50, every=25)
    assert alarms(audited, "--all") == []
    assert audited.ask("select verdict from pages where pending_since is not null") == []


def test_two_outvote_one_though_it_was_seen_first(open_room: OpenRoom, start_daemon: StartDaemon) -> None:
    desk = open_room(articles=1, mirrors=3)
    desk.configure(AUDIT_ALL)
    edit(desk, "m1")
    desk.crawl()
    start_daemon(desk)
    desk.crawl()
    crawl_for(desk, 30, every=10)
    (alarm,) = alarms(desk)
    assert (alarm["mirror"], alarm["evidence"]["outvoted"]) == (desk.room.origins[0], True)


def test_a_mirror_that_altered_what_it_had_shown_rightly_is_found(audited: Desk) -> None:
    audited.crawl()
    edit(audited, "m2")
    audited.room.post({"do": "fault", "mirror": "m1", "kind": "down"})
    make_due(audited)
    assert audited.crawl()["verdicts"]["revision"] == 1
    audited.room.post({"do": "clear", "mirror": "m1"})
    crawl_for(audited, 36, every=12)
    (alarm,) = alarms(audited)
    assert alarm["mirror"] == audited.room.origins[1]


def test_a_mirror_under_suspicion_has_no_grace(open_room: OpenRoom) -> None:
    desk = open_room(articles=1, mirrors=2)
    first, second = desk.room.origins
    source = (
        f'name = "Room"\nmirrors = ["{first}", {{ url = "{second}", grace = 0.0 }}]\nfeeds = ["/rss.xml"]\n'
        'articles = "/Detail/{year}/{month}/{day}/{id}/{slug}"\n'
    )
    desk.configure(AUDIT_ALL, source)
    desk.crawl()
    edit(desk, "m2")
    desk.crawl()
    desk.crawl()
    assert [alarm["mirror"] for alarm in alarms(desk)] == [second]


def test_a_person_answers_an_alarm(audited: Desk) -> None:
    edit(audited, "m2")
    audited.crawl()
    crawl_for(audited, 30, every=10)
    (alarm,) = alarms(audited)
    told = audited.run("alarms", "ack", str(alarm["id"]), "--reason", "m2 was told").stdout
    assert "m2 was told" in told
    assert alarms(audited) == []
    (answered,) = alarms(audited, "--all")
    assert answered["acked_reason"] == "m2 was told"
    assert "answered" in audited.run("alarms", "ack", str(alarm["id"]), "--reason", "again", code=3).stderr
    audited.run("alarms", "ack", "99", "--reason", "none", code=7)


def test_a_mirror_that_alters_again_and_again_is_suspect_until_a_person_restores_it(open_room: OpenRoom) -> None:
    desk = open_room(articles=4, mirrors=2)
    told = desk.folder / "alarms.jsonl"
    command = json.dumps(["sh", "-c", f"cat >> {told}; echo >> {told}"])
    desk.configure(f"{AUDIT_ALL}divergence_grace = 0.0\n[alarms]\ncommand = {command}\n")
    desk.crawl()
    for article in (1, 2, 3):
        edit(desk, "m2", article=article)
    desk.crawl()
    desk.crawl()
    assert len(alarms(desk)) == 3
    handed = [json.loads(line) for line in told.read_text().splitlines() if line]
    assert sorted(one["id"] for one in handed) == sorted(one["id"] for one in alarms(desk))
    assert mirror_states(desk) == ["active", "suspect"]
    (event,) = json.loads(desk.run("mirrors", "history", "room", "--json").stdout)
    assert (event["state"], event["cause"]) == ("suspect", "3 articles diverge within 7 days")
    desk.run("mirrors", "restore", desk.room.origins[1], "--reason", "its editors answered")
    desk.crawl()
    assert mirror_states(desk) == ["active", "active"]


def mirror_states(desk: Desk) -> list[str]:
    return [one["state"] for one in json.loads(desk.run("mirrors", "room", "--json").stdout)]
