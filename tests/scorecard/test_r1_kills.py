"""R1: kill -9 at every stage, and at random times. Nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from crawler.model.failpoints import OF_A_RUN, VARIABLE
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.prefork import Forked
from tests.scorecard.conftest import FULL, SEED, Score
from tests.scorecard.paper import ARTICLES, FIRST, MIRRORS, Account, Paper, configure

PATIENCE = 60.0
"""Seconds that a daemon may take to come to its failpoint; while it does not, another article is published."""

TIMES = (1, 2, 3) if FULL else (1,)
KILLS = [(point, times) for times in TIMES for point in OF_A_RUN]
FEW = 5
AT_FAILPOINTS = KILLS if FULL else random.Random(SEED).sample(KILLS, FEW)
AT_RANDOM = 60 if FULL else FEW
PARTS = 2 if FULL else 1


@contextmanager
def daemon(desk: Desk, failpoint: str = "") -> Iterator[subprocess.Popen[bytes] | Forked]:
    """A daemon that is gone when the block ends, with -9 if need be."""
    environment = {**os.environ, **({VARIABLE: failpoint} if failpoint else {})}
    with (desk.folder / "daemon.log").open("ab") as log:
        process: subprocess.Popen[bytes] | Forked
        if FULL:
            process = subprocess.Popen(desk.command("run"), stdout=log, stderr=log, env=environment)
        else:
            process = Forked(desk.command("run")[1:], environment, log, log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def settle(desk: Desk, paper: Paper) -> Account:
    """Publish what is left, and let a daemon that nobody kills bring everything home."""
    paper.publish(ARTICLES)
    with daemon(desk):
        return paper.comes_home()


def killed_at(desk: Desk, paper: Paper, point: str, times: int) -> bool:
    """Start a daemon that dies at a point; whether it did."""
    with daemon(desk, f"{point}:{times}") as process:
        end, more = time.monotonic() + PATIENCE, 0.0
        while process.poll() is None and time.monotonic() < end:
            if time.monotonic() > more:
                paper.publish(1)
                more = time.monotonic() + 1.5
            time.sleep(0.02)
        return process.poll() == -9


def killed_at_random(desk: Desk, paper: Paper, chance: random.Random) -> bool:
    """Start a daemon and kill it a little after it has asked for something, or while it starts; whether it died so."""
    paper.publish(chance.randint(0, 3))
    before, patience = len(desk.room.log_rows()), time.monotonic() + chance.uniform(0.5, 4.0)
    wanted = before + chance.randint(1, 25)
    with daemon(desk) as process:
        wait_until(
            lambda: len(desk.room.log_rows()) >= wanted or time.monotonic() > patience, "it has asked for some more"
        )
    return process.returncode == -9


def report(score: Score, what: str, account: Account, kills: int, of: int) -> None:
    score("R1", f"{what}: kills", kills, of, "all")
    score("R1", f"{what}: articles lost", account.lost, account.published, "0")
    score("R1", f"{what}: rows doubled", account.doubled, account.published, "0")
    assert (account.published, account.lost, account.doubled, kills) == (ARTICLES, 0, 0, of)


@pytest.mark.scorecard
@pytest.mark.slow
@pytest.mark.parametrize("part", list(range(PARTS)))
def test_a_kill_at_any_stage_loses_and_doubles_nothing(open_room: OpenRoom, score: Score, part: int) -> None:
    desk = open_room(articles=FIRST, mirrors=MIRRORS, seed=SEED + part)
    configure(desk)
    paper = Paper(desk)
    wanted = AT_FAILPOINTS[part::PARTS]
    missed = [f"{point}:{times}" for point, times in wanted if not killed_at(desk, paper, point, times)]
    assert missed == []
    account = settle(desk, paper)
    report(score, f"failpoints, part {part + 1}", account, len(wanted) - len(missed), len(wanted))


@pytest.mark.scorecard
@pytest.mark.slow
@pytest.mark.parametrize("part", list(range(PARTS)))
def test_a_kill_at_any_time_loses_and_doubles_nothing(open_room: OpenRoom, score: Score, part: int) -> None:
    desk = open_room(articles=FIRST, mirrors=MIRRORS, seed=SEED + 10 + part)
    configure(desk)
    paper, chance, wanted = Paper(desk), random.Random(SEED + part), AT_RANDOM // PARTS
    kills = sum(killed_at_random(desk, paper, chance) for _ in range(wanted))
    assert kills > 0, "no crawl was hit"
    report(score, f"random times, part {part + 1}", settle(desk, paper), kills, wanted)
