"""D1, D2: several machines on one archive. Whoever is killed, frozen or cut off: nothing is lost, nothing doubled.

What was published is the newsroom's word, what was stored the archive's; no process is asked.
"""

from __future__ import annotations

import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.model.verdict import STARTS_ARTICLE
from tests.desk.desk import wait_until
from tests.desk.index_servers import DebianRedis, plain
from tests.desk.installation import Installation, Member, open_installation, running_stores
from tests.desk.postgres import PostgresServer
from tests.scorecard.conftest import FULL, SEED, Score

SOURCES, MIRRORS = (60, 3) if FULL else (6, 2)
WORKERS = 3
KILLS, FROZEN = (30, 2) if FULL else (4, 1)
FIRST, NEWS = 5, 20
"""Articles that each source begins with, and that come while processes die."""

LEASE = 5.0
"""Seconds that a source's lease lasts when its holder is killed."""


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[PostgresServer, DebianRedis]]:
    with running_stores(tmp_path) as both:
        yield both


@pytest.fixture
def installation(stores: tuple[PostgresServer, DebianRedis], tmp_path: Path) -> Iterator[Installation]:
    postgres, redis = stores
    room = {"articles": FIRST, "mirrors": SOURCES * MIRRORS, "seed": SEED}
    with open_installation(tmp_path, postgres.new_database(), redis.url, **room) as made:
        made.configure(SOURCES, MIRRORS, "2s", f"[runs]\nconcurrency = 4\nlease = {LEASE}\n")
        yield made


def lost_and_doubled(installation: Installation, published: int, sources: int = SOURCES) -> tuple[int, int]:
    """Articles that do not stand in the archive, judged; and rows that are one too many."""
    began = installation.ask("select source, key from pages where verdict = any(%s)", _STARTS)
    known = {(source, _number(key)) for source, key in began}
    articles = installation.ask("select source, key from articles")
    doubled = sum(number - 1 for number in Counter(articles).values())
    doubled += sum(number - 1 for number in Counter((source, _number(key)) for source, key in began).values())
    doubled += installation.ask("select count(*) - count(distinct article_id) from revisions")[0][0]
    doubled += installation.ask("select count(*) from articles where folded_into is not null")[0][0]
    return sources * published - len(known), doubled


_STARTS = [kind.value for kind in STARTS_ARTICLE]
"""All sources show one paper, so what is new in one is a copy in the next."""


def _number(key: str) -> str:
    found = re.search(r"/Detail/\d+/\d+/\d+/(\d+)", key)
    assert found, key
    return found[1]


def overlapping(installation: Installation) -> int:
    """Pairs of runs of one source of which one began before the other had ended by itself."""
    runs = installation.ask(
        "select source, started, ended, outcome from runs where ended is not null order by source, id"
    )
    pairs = pairwise(runs)
    return sum(one[0] == other[0] and one[3] != "interrupted" and other[1] < one[2] for one, other in pairs)


def comes_home(
    installation: Installation, published: int, seconds: float = 240, sources: int = SOURCES
) -> tuple[int, int]:
    """Wait until all stands in the archive, or the time is over; how many are lost and doubled then."""
    end = time.monotonic() + seconds
    while (wrong := lost_and_doubled(installation, published, sources))[0] and time.monotonic() < end:
        time.sleep(0.5)
    return wrong


def start_all(installation: Installation) -> list[Member]:
    return [installation.start("run"), installation.start("run"), *(installation.start("work") for _ in range(WORKERS))]


@pytest.mark.scorecard
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_workers_and_leaders_that_are_killed_and_frozen_lose_and_double_nothing(
    installation: Installation, score: Score
) -> None:
    chance = random.Random(SEED)
    alive = start_all(installation)
    published, killed, longest = FIRST, 0, 0.0
    for number in range(KILLS + FROZEN):
        if published < FIRST + NEWS:
            installation.room.post({"do": "publish", "number": 1})
            published += 1
        time.sleep(chance.uniform(0.5, 3.0))  # the moment at which it dies is what is tried
        victim = chance.choice(alive)
        if number in range(KILLS // 2, KILLS // 2 + FROZEN):
            victim.process.send_signal(signal.SIGSTOP)
            time.sleep(LEASE * 3)  # beyond every lease
            victim.process.send_signal(signal.SIGCONT)
            continue
        leads = _leads(installation, victim)
        victim.kill()
        killed += 1
        alive.remove(victim)
        if leads is not None:
            began = time.monotonic()
            wait_until(lambda gone=leads: any(holder != gone for holder in installation.leaders()), "another leads", 60)
            longest = max(longest, time.monotonic() - began)
        alive.append(installation.start(victim.name.partition("-")[0]))
    lost, doubled = comes_home(installation, published)
    score("D1", "processes killed with -9", killed, KILLS, "all")
    score("D1", "articles lost", lost, SOURCES * published, "0")
    score("D1", "rows doubled", doubled, SOURCES * published, "0")
    score("D1", "runs of a source beside each other", overlapping(installation), SOURCES, "0")
    score("D1", "seconds until another leads, at most", longest, 15, "<= 15")
    assert (lost, doubled, overlapping(installation)) == (0, 0, 0)
    assert longest <= 15
    assert [member.stop() for member in alive] == [0] * len(alive)


def _leads(installation: Installation, member: Member) -> str | None:
    """The name under which a process holds the lead; None where it does not."""
    rows = installation.ask(
        "select l.holder from leadership l join members m on m.holder = l.holder where m.pid = %s", member.process.pid
    )
    return rows[0][0] if rows else None


AWAY = 60.0 if FULL else 13.0
"""Seconds for which PostgreSQL is away at its longest: whoever leads loses the lead meanwhile."""


@pytest.mark.scorecard
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_stores_that_are_restarted_away_and_emptied_cost_nothing_and_blame_nobody(
    stores: tuple[PostgresServer, DebianRedis], installation: Installation, score: Score
) -> None:
    postgres, redis = stores
    members = start_all(installation)
    published = FIRST
    for trouble in ("postgres", "postgres", "redis", "emptied", "away"):
        installation.room.post({"do": "publish", "number": 1})
        published += 1
        if trouble == "redis":
            redis.stop()
            redis.start()
        elif trouble == "emptied":
            with plain(redis) as client:
                client.flushall()
        else:
            postgres.stop()
            if trouble == "away":
                time.sleep(AWAY)
            postgres.start()
        _works_again(installation)
    lost, doubled = comes_home(installation, published)
    blamed = installation.ask("select count(*) from mirror_health where state != 'active'")[0][0]
    score("D2", "articles lost", lost, SOURCES * published, "0")
    score("D2", "rows doubled", doubled, SOURCES * published, "0")
    score("D2", "mirrors blamed for stores of ours", blamed, SOURCES * MIRRORS, "0")
    score("D2", "runs of a source beside each other", overlapping(installation), SOURCES, "0")
    assert (lost, doubled, blamed, overlapping(installation)) == (0, 0, 0, 0)
    assert [member.process.poll() for member in members] == [None] * len(members), "nobody gave up"
    assert [member.stop() for member in members] == [0] * len(members)


def _works_again(installation: Installation) -> None:
    """Wait until of every source a run has begun and ended since."""
    (last,) = installation.ask("select coalesce(max(id), 0) from runs")[0]
    done = "select count(distinct source) from runs where id > %s and outcome = 'done'"
    wait_until(lambda: installation.ask(done, last)[0][0] >= SOURCES, "runs are done again", 240)
