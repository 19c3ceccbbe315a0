"""What happens is in the outbox with the change itself, on both databases, and leaves it in order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from crawler.archive.database.store import Archive
from crawler.archive.disputes.alarms import DIVERGENT, NewAlarm, raise_alarm
from crawler.archive.hooks.deliveries import (
    Failure,
    list_due_hooks,
    load_first_waiting,
    prune_deliveries,
    record_failure,
    record_taken,
)
from crawler.archive.hooks.register_hooks import register_hooks
from crawler.archive.mirrors.proposals import record_evidence
from crawler.archive.removal.expire import drop_family
from crawler.archive.runs.record_runs import begin_run, end_run
from crawler.archive.tables.articles import pages
from crawler.archive.tables.hooks import hook_deliveries, hook_events, hooks
from crawler.archive.tables.mirrors import mirror_events, proposals
from crawler.mirrors.evidence import EvidenceKind, MirrorEvidence
from crawler.model.errors import NotFound
from crawler.model.verdict import Kind
from scheduler.orders.decide_hooks import retry_deliveries
from scheduler.reports.hooks.load_hooks import load_dead_letters
from scheduler.watching.silence import Silence, tell_hooks
from tests.desk.fetched_pages import DAY, M1, M2, NOW, begin, column, judge_alone, page, rows, words
from tests.hooks.conftest import put_out, target, tell


def told(archive: Archive) -> list[Any]:
    """What stands in the outbox."""
    return [json.loads(row["body"]) for row in rows(archive, hook_deliveries)]


def bring(archive: Archive, *names: str) -> None:
    """Articles that nobody had."""
    run = begin(archive)
    for name in names:
        judge_alone(archive, page(run, f"/{name}", words(name), title=f"Title {name}"))


def test_a_new_article_is_told_with_what_is_known_of_it(archive: Archive) -> None:
    tell(archive)
    bring(archive, "a")
    put_out(archive, address="https://news.example")
    (event,) = told(archive)
    assert (event["specversion"], event["type"], event["subject"]) == ("1.0", "article.new", "herald/1")
    assert event["source"] == "https://news.example"
    data = event["data"]
    assert (data["title"], data["url"], data["mirror"], data["verdict"]) == ("Title a", f"{M1}/a", M1, "new")
    assert data["summary"].startswith("a0 a1 a2")
    assert data["page"] == "https://news.example/articles/1"


def test_a_revision_is_told_with_what_was_changed(archive: Archive) -> None:
    run = begin(archive)
    before = "It rained. Two died in it. " + words("a")
    judge_alone(archive, page(run, "/a", before))
    tell(archive)
    judge_alone(archive, page(begin(archive), "/a", before.replace("Two", "Three")))
    put_out(archive)
    (event,) = told(archive)
    assert event["type"] == "article.revised"
    assert "Three died in it." in event["data"]["changed"]


def test_every_other_event_is_told(archive: Archive) -> None:
    tell(archive)
    run = begin(archive)
    archive.call(raise_alarm, NewAlarm("herald", None, M2, DIVERGENT, "1:aa", {"said": "four is five"}), NOW, run)
    state = {"source": "herald", "mirror": M2, "at": NOW, "state": "seized", "cause": "a notice"}
    archive.call(lambda connection: connection.execute(insert(mirror_events).values(state)))
    named = MirrorEvidence("new.example", EvidenceKind.CANONICAL, "w")
    archive.call(record_evidence, "herald", [(named, f"{M1}/a")], NOW)
    archive.call(tell_hooks, [Silence("herald", 3 * DAY, DAY, is_own=False)], NOW)
    ended = {"now": NOW, "outcome": "failed", "problem": "nobody answered", "report": {}, "mirrors": {}}
    archive.call(end_run, run, **ended)
    put_out(archive)
    says = {event["type"]: event["data"]["says"] for event in told(archive)}
    assert says == {
        "article.divergent": "four is five",
        "mirror.state": "m2.example of herald is seized: a notice",
        "proposal.new": says.get("proposal.new"),
        "source.silent": "no new article from herald in 3d (limit 1d)",
        "run.failed": f"run {run} of herald failed: nobody answered",
    }
    assert "new.example may be a mirror of herald" in says["proposal.new"]


def test_a_proposal_and_a_silence_are_told_once(archive: Archive) -> None:
    tell(archive)
    for at in (NOW, NOW + 60):
        named = MirrorEvidence("new.example", EvidenceKind.CANONICAL, "w")
        archive.call(record_evidence, "herald", [(named, f"{M1}/{at}")], at)
        archive.call(lambda connection, at=at: connection.execute(update(proposals).values(probed_at=at)))
        archive.call(tell_hooks, [Silence("herald", 3 * DAY + at - NOW, DAY, is_own=False)], at)
        put_out(archive)
    assert sorted(event["type"] for event in told(archive)) == ["proposal.new", "source.silent"]
    archive.call(tell_hooks, [Silence("herald", 2 * DAY, DAY, is_own=False)], NOW + 9 * DAY)
    put_out(archive)
    assert len(told(archive)) == 3, "another silence"


def test_a_run_that_went_well_and_one_that_was_killed_are_no_failures(archive: Archive) -> None:
    tell(archive)
    for outcome in ("done", "partial", "empty"):
        ended = {"now": NOW, "outcome": outcome, "problem": None, "report": {}, "mirrors": {}}
        archive.call(end_run, begin(archive), **ended)
    begin(archive)
    archive.call(begin_run, "herald", NOW)
    put_out(archive)
    assert told(archive) == []


def test_where_nobody_is_told_nothing_is_kept(archive: Archive) -> None:
    bring(archive, "a")
    assert rows(archive, hook_events) == []
    tell(archive)
    archive.call(register_hooks, [], NOW)
    bring(archive, "b")
    assert rows(archive, hook_events) == []


def test_a_change_that_is_taken_back_is_not_told(archive: Archive) -> None:
    tell(archive)
    run = begin(archive)

    def fail(connection: Any) -> None:
        raise_alarm(connection, NewAlarm("herald", None, M2, DIVERGENT, "1:aa", {}), NOW, run)
        raise LookupError

    with pytest.raises(LookupError):
        archive.call(fail)
    assert rows(archive, hook_events) == []


def test_a_verdict_that_is_written_anew_makes_no_article_new_again(archive: Archive) -> None:
    tell(archive)
    bring(archive, "a")
    archive.call(lambda c: c.execute(update(pages).values(verdict=Kind.NEAR_DUPLICATE.value)))
    archive.call(lambda c: c.execute(update(pages).values(verdict=Kind.NEW.value)))
    put_out(archive)
    assert [event["type"] for event in told(archive)] == ["article.new"]


def test_a_hook_is_told_what_its_filters_let_through(archive: Archive) -> None:
    tell(archive, "desk", "b1", "others", "states")
    bring(archive, "a", "b", "c")
    targets = (
        target(),
        target(name="b1", words=["B1 b2", "nowhere"]),
        target(name="others", sources=["courier"]),
        target(name="states", events=["mirror.state"]),
    )
    put_out(archive, *targets)
    stood = [(row["hook"], row["article_id"]) for row in rows(archive, hook_deliveries)]
    assert stood == [("desk", 1), ("desk", 2), ("b1", 2), ("desk", 3)]
    messages = column(archive, hook_deliveries, "message")
    assert messages[1] == messages[2], "one event has one id, whoever is told"


def test_a_hook_takes_its_events_in_their_order_and_only_the_first_is_tried(archive: Archive) -> None:
    tell(archive)
    bring(archive, "a", "b", "c")
    put_out(archive)
    taken = []
    while (first := archive.read(load_first_waiting, "desk", NOW)) is not None:
        assert archive.read(load_first_waiting, "desk", NOW) == first
        taken.append(json.loads(first.body)["data"]["article"])
        archive.call_for((), record_taken, "desk", first.id, NOW)
    assert taken == [1, 2, 3]
    assert [(row["standing"], row["body"], row["tries"]) for row in rows(archive, hook_deliveries)] == [
        ("delivered", "", 1)
    ] * 3
    assert rows(archive, hooks)[0]["delivered"] == 3


def test_a_hook_that_failed_is_left_alone_until_its_time(archive: Archive) -> None:
    tell(archive)
    bring(archive, "a")
    put_out(archive)
    fail(archive, next_at=NOW + 30)
    assert archive.read(load_first_waiting, "desk", NOW + 29) is None
    assert archive.read(list_due_hooks, ["desk"], NOW + 29) == []
    assert archive.read(list_due_hooks, ["desk", "none"], NOW + 30) == ["desk"]
    again = archive.read(load_first_waiting, "desk", NOW + 30)
    assert again is not None
    assert again.failures == 1


def fail(archive: Archive, *, next_at: float = NOW, dead_since: float = 0, now: int = NOW) -> int:
    first = archive.read(load_first_waiting, "desk", NOW)
    assert first is not None
    return archive.call_for((), record_failure, "desk", first.id, Failure("it said no", next_at, dead_since), now)


def test_what_waited_for_too_long_is_given_up_together_and_tried_again_before_what_came_after(
    archive: Archive,
) -> None:
    tell(archive)
    bring(archive, "a", "b")
    put_out(archive)
    bring(archive, "c")
    archive.call_for((), lambda c: c.execute(text("update hook_deliveries set since = since - 100")))
    put_out(archive)
    assert fail(archive, dead_since=NOW - 100) == 2
    letters = archive.read(load_dead_letters)
    assert [(letter.id, letter.article, letter.tries, letter.trouble) for letter in letters] == [
        (1, 1, 1, "it said no"),
        (2, 2, 0, "it said no"),
    ]
    with pytest.raises(NotFound, match="no such dead letter"):
        archive.call_for((), retry_deliveries, [1, 3], NOW)
    assert len(archive.read(load_dead_letters)) == 2, "all of them or none"
    assert archive.call_for((), retry_deliveries, [2], NOW) == 1
    first = archive.read(load_first_waiting, "desk", NOW)
    assert first is not None
    assert (first.id, first.failures) == (2, 0)
    assert archive.call_for((), retry_deliveries, None, NOW) == 1
    assert [row["standing"] for row in rows(archive, hook_deliveries)] == ["waiting"] * 3


def test_what_was_taken_and_what_was_given_up_is_kept_for_its_time(archive: Archive) -> None:
    tell(archive)
    bring(archive, "a", "b", "c")
    put_out(archive)
    archive.call_for((), record_taken, "desk", 1, NOW - 10)
    fail(archive, dead_since=NOW, now=NOW - 20)
    assert archive.call_for((), prune_deliveries, NOW - 10, NOW - 20) == 0
    assert archive.call_for((), prune_deliveries, NOW - 9, NOW - 20) == 1
    assert archive.call_for((), prune_deliveries, NOW - 9, NOW - 19) == 2


def test_what_waits_for_a_hook_that_is_gone_waits_for_its_return(archive: Archive) -> None:
    tell(archive)
    bring(archive, "a")
    put_out(archive)
    archive.call(register_hooks, [], NOW)
    assert archive.read(load_first_waiting, "desk", NOW) is None
    assert archive.call_for((), prune_deliveries, NOW, NOW) == 0
    tell(archive)
    assert archive.read(load_first_waiting, "desk", NOW) is not None
    archive.call(register_hooks, [], NOW)
    assert archive.call_for((), prune_deliveries, NOW, NOW + 1) == 1


def test_an_article_that_is_removed_leaves_nothing_to_be_told(archive: Archive) -> None:
    tell(archive)
    bring(archive, "a", "b", "c")
    put_out(archive)
    run = begin(archive)
    judge_alone(archive, page(run, "/d", words("d")))
    archive.call(drop_family, [1, 4])
    put_out(archive)
    assert column(archive, hook_deliveries, "article_id") == [2, 3]
    assert rows(archive, hook_events) == []
