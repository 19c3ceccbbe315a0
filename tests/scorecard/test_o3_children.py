"""O3: the daemon's child processes are killed with -9, idle and busy, while news comes.

What is reported of the daemon meanwhile is held against the processes that are there, as the kernel lists them.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from crawler.settings import load
from scheduler.watching.healthcheck import check_ready
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.pool_processes import WORKERS, Children, kill
from tests.scorecard.conftest import FULL, SEED, Score
from tests.scorecard.paper import FIRST, Account, Paper, configure

RECOVERED = 5.0
"""Seconds from a kill until all news that was published until then stands in the archive, judged. In ``make test``,
where others keep the machine so busy that the daemon itself takes half as long to start, twice that."""

LOOK = 0.01
"""Seconds between two looks at the processes."""

Victims = Callable[[Children, random.Random], list[int]]

VICTIMS: dict[str, Victims] = {
    "a worker": lambda children, chance: [chance.choice(children.workers())],
    "the forkserver": lambda children, _: children.server(),
    "the index": lambda children, _: children.index(),
}
CASES = list(product(VICTIMS, (True, False)))
"""Which process, and whether it has something to do."""

OFTEN = 50 if FULL else len(CASES)


@dataclass
class Watched:
    """What was seen of a daemon beside the kills; times by the monotonic clock.

    :ivar gone: from when to when the index, or all that reads, was not there
    :ivar healthy: from when to when somebody waited for the answer that it is ready
    """

    gone: list[tuple[float, float]] = field(default_factory=list)
    healthy: list[tuple[float, float]] = field(default_factory=list)
    answers: int = 0

    @property
    def lies(self) -> int:
        """Answers "ready" that came while it could not work from the question to the answer."""
        return sum(any(since <= asked and told <= until for since, until in self.gone) for asked, told in self.healthy)


@contextmanager
def watched(desk: Desk, children: Children) -> Iterator[Watched]:
    """Look at the processes, and ask whether the daemon is ready, again and again while the body runs."""
    seen, over = Watched(), threading.Event()
    configuration = load(desk.config, {})

    def look() -> None:
        since: float | None = None
        while not over.wait(LOOK):
            now = time.monotonic()
            if children.can_work():
                since = None
            elif since is None:
                since = now
                seen.gone.append((now, now))
            else:
                seen.gone[-1] = (since, now)

    def ask() -> None:
        while not over.wait(LOOK):
            asked = time.monotonic()
            health = asyncio.run(check_ready(configuration, desk.state))
            seen.answers += 1
            if not health.complaints:
                seen.healthy.append((asked, time.monotonic()))

    threads = [threading.Thread(target=target, daemon=True) for target in (look, ask)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join(60)


def cases(chance: random.Random) -> list[tuple[str, bool]]:
    """So many kills in an order of chance, each case as often as any other, or once more."""
    wanted = [CASES[number % len(CASES)] for number in range(OFTEN)]
    chance.shuffle(wanted)
    return wanted


def is_asked(desk: Desk, rows: int, articles: int) -> bool:
    """Whether the newsroom was asked for so many articles since its log had so many rows."""
    return bool(sum(row["kind"] == "article" for row in desk.room.log_rows()[rows:]) >= articles)


def killed(paper: Paper, children: Children, victim: str, chance: random.Random, *, busy: bool) -> float:
    """Kill a process, in the midst of a crawl or between crawls.

    :returns: seconds until all that was published stands in the archive
    """
    wait_until(lambda: children.whole() and bool(children.index()), "all processes are there")
    before = len(paper.desk.room.log_rows())
    if busy:
        paper.publish(4)
        articles = chance.randint(1, 3)
        wait_until(lambda: is_asked(paper.desk, before, articles), "a crawl is in the midst of its articles")
    kill(VICTIMS[victim](children, chance))
    at = time.monotonic()
    if not busy:
        paper.publish(1)
    account = paper.comes_home(60)
    assert account.whole, (victim, busy, account)
    return time.monotonic() - at


@pytest.mark.slow
def test_a_child_that_is_killed_costs_no_article_and_no_false_word(
    open_room: OpenRoom, start_daemon: Any, score: Score
) -> None:
    desk = open_room(articles=FIRST, mirrors=2, seed=SEED)
    configure(desk, f"[extraction]\nworkers = {WORKERS}\n")
    paper, chance = Paper(desk), random.Random(SEED)
    began = time.monotonic()
    daemon = start_daemon(desk, forked=False)
    bar = RECOVERED if FULL else max(RECOVERED, 2 * (time.monotonic() - began))
    assert paper.comes_home().whole
    children = Children(daemon.process.pid)
    with watched(desk, children) as seen:
        seconds = [killed(paper, children, victim, chance, busy=busy) for victim, busy in cases(chance)]
    account = paper.account()
    assert daemon.stop() == 0
    traces = (desk.folder / "daemon.log").read_text().count("Traceback")
    report(score, account, seconds, seen, traces, bar)
    assert desk.ask("select count(*) from quarantine") == [(0,)]
    assert desk.ask("select sum(failures) from run_mirrors") == [(0,)], "no mirror is blamed"


def report(score: Score, account: Account, seconds: list[float], seen: Watched, traces: int, bar: float) -> None:
    score("O3", "kills", len(seconds), OFTEN, "all")
    score("O3", "articles lost", account.lost, account.published, "0")
    score("O3", "rows doubled", account.doubled, account.published, "0")
    score("O3", "most seconds until all news stood in the archive", round(max(seconds), 1), RECOVERED, f"<= {bar:.1f}")
    score("O3", "answers that said ready while it could not work", seen.lies, seen.answers, "0")
    score("O3", "tracebacks", traces, len(seconds), "0")
    assert (account.lost, account.doubled, account.unjudged) == (0, 0, 0)
    assert seen.gone, "the kills were seen"
    assert seen.healthy, "it was ready at times"
    assert (seen.lies, traces) == (0, 0)
    assert max(seconds) <= bar, [round(each, 1) for each in seconds]
