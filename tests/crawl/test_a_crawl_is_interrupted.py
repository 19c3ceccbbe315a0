"""A person or a supervisor ends ``mirrorfold crawl``: one sentence, nothing lost, and the next one goes on."""

from __future__ import annotations

import subprocess

import pytest

from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.processes import started


@pytest.fixture
def slow(open_room: OpenRoom) -> Desk:
    return open_room(articles=12, mirrors=2, faults=["m1:slow:0.2@article", "m2:slow:0.2@article"])


def _begun(desk: Desk) -> bool:
    return (desk.state / "archive.db").exists()


def _fetching(desk: Desk) -> bool:
    return any(row["kind"] == "article" for row in desk.room.log_rows())


@pytest.mark.parametrize("when", [_begun, _fetching], ids=["as it starts", "as it fetches"])
def test_a_crawl_that_is_asked_to_end_says_so_in_a_sentence_and_the_next_one_goes_on(slow: Desk, when: object) -> None:
    assert callable(when)
    with started(slow.command("crawl", "Room"), stderr=subprocess.PIPE, text=True) as crawl:
        wait_until(lambda: bool(when(slow)), "it is so far")
        crawl.terminate()
        _, said = crawl.communicate(timeout=20)
    assert crawl.returncode == 1
    assert "Interrupted. What was fetched is kept" in said
    assert "Traceback" not in said
    assert slow.ask("select count(*) from runs where outcome = 'done'") == [(0,)], "it did not go on to its end"
    slow.run("crawl", "Room")
    assert slow.ask("select count(*), count(distinct key) from articles") == [(12, 12)]
    for (problem,) in slow.ask("select problem from runs where outcome = 'interrupted'"):
        assert problem == "stopped from outside"
