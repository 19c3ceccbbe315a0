"""``mirrorfold hooks`` and the page of hooks: how it stands, a test, and dead letters that are tried again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scheduler.watching.doctor import examine_hooks
from tests.desk.daemons import StartDaemon
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.hook_targets import HookTarget, hook_target, take
from tests.desk.metrics_page import free_port, scrape, value
from tests.desk.page_reader import PageReader
from tests.hooks.test_the_daemon import configure


@pytest.fixture
def failing(open_room: OpenRoom) -> Any:
    """A desk whose hook gave up all that a crawl told it, and the target, which is up again."""
    desk = open_room(articles=3, mirrors=1)
    with hook_target(lambda *_: 500) as target:
        configure(desk, target, outbox="give_up_after = 0.001\n")
        desk.crawl()
        yield desk, target


def listed(desk: Desk, *words: str) -> Any:
    return json.loads(desk.run("hooks", *words, "--json").stdout)


def test_what_a_hook_did_not_take_is_listed_and_tried_again(failing: tuple[Desk, HookTarget]) -> None:
    desk, target = failing
    wait_until(lambda: len(listed(desk, "dead")) > 0, "it was given up")
    (standing,) = listed(desk)
    assert (standing["name"], standing["delivered"]) == ("t0", 0)
    assert standing["target"] == f"http://127.0.0.1:{target.port}/***"
    assert standing["failures"] >= 1
    letters = listed(desk, "dead")
    assert [letter["id"] for letter in letters] == list(range(1, len(letters) + 1))
    assert letters[0]["trouble"] == "it answered 500"
    assert "given up" in desk.run("hooks", "dead").stdout
    assert "dead letter" in desk.run("hooks").stdout
    assert "mirrorfold hooks tells more" in desk.run("status").stdout
    assert "dead letter" in desk.run("doctor").stdout
    assert "no such dead letter" in desk.run("hooks", "retry", "99", code=7).stderr
    assert "say --all" in desk.run("hooks", "retry", code=2).stderr
    assert "it answered 500" in desk.run("hooks", "test", "t0", code=3).stderr
    assert "There are: t0" in desk.run("hooks", "test", "nobody", code=7).stderr
    target.answer = take
    assert listed(desk, "retry", "1") == {"retried": 1}
    left = len(letters) - 1
    if left:
        assert listed(desk, "retry", "--all") == {"retried": left}
    desk.crawl()
    assert [posted.event["data"]["article"] for posted in target.taken] == [1, 2, 3]
    assert listed(desk, "dead") == []
    assert desk.run("hooks", "dead").stdout == "No dead letter.\n"
    assert desk.run("hooks", "test", "t0").stdout == "hook t0 took it\n"
    assert target.taken[-1].event["data"]["test"] is True
    assert target.taken[-1].id.startswith("test-")
    configure(desk)
    assert "[[hooks]]" in desk.run("hooks").stdout
    assert listed(desk) == []


def test_the_page_shows_dead_letters_and_has_them_tried_again(
    failing: tuple[Desk, HookTarget], start_daemon: StartDaemon
) -> None:
    desk, target = failing
    web, metrics = free_port(), free_port()
    file = desk.config / "mirrorfold.toml"
    settings = file.read_text().replace("[web]\nport = 0\n", f"[web]\nport = {web}\n[metrics]\nport = {metrics}\n")
    file.write_text(settings)
    start_daemon(desk)
    pages = PageReader(web)
    wait_until(lambda: pages.api("/hooks")["hooks"][0]["waiting"] == 0, "all was given up")
    facts = pages.api("/hooks")
    assert facts["dead"] == len(facts["letters"]) == 3
    body = pages.get("/hooks").body
    assert "Try again" in body
    assert "it answered 500" in body
    assert "/told" not in body, "the address of a target is a secret"
    wait_until(lambda: value(scrape(metrics), "hooks_dead", hook="t0") == 3, "it is measured", 40)
    missing = pages.send("/hooks/retry", {"letter": "99"})
    assert (missing.status, "no such dead letter" in missing.body) == (404, True)
    target.answer = take
    assert pages.send("/hooks/retry", {"letter": "all"}).headers["location"] == "/hooks"
    wait_until(lambda: len(target.taken) == 3, "they were sent again")
    assert [posted.event["data"]["article"] for posted in target.taken] == [1, 2, 3]
    wait_until(lambda: pages.api("/hooks")["hooks"][0]["delivered"] == 3, "and are known to be taken")


def test_the_doctor_says_nothing_of_hooks_where_there_is_none() -> None:
    assert examine_hooks([]) == []
