"""R5: four daemons on twenty hosts, killed again and again; the hosts' own log says how close requests came."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.index_servers import DebianRedis, kinds
from tests.scorecard.conftest import FULL, SEED, Score, full_only

WORKERS = 4
HOSTS = 20
DELAY = 0.5
SECONDS = 90 if FULL else 8


@full_only
@pytest.mark.scorecard
@pytest.mark.slow
def test_no_two_requests_to_a_host_are_closer_than_its_delay_and_none_overlap(
    open_room: OpenRoom, score: Score, tmp_path: Path
) -> None:
    if kinds()["redis"] is None:
        pytest.skip("redis-server is not installed")
    (tmp_path / "redis").mkdir()
    server = DebianRedis(tmp_path / "redis")
    server.start()
    first = open_room(articles=60, mirrors=HOSTS, seed=SEED)
    desks = [_desk(first, tmp_path / f"worker{number}", server.url, number) for number in range(WORKERS)]
    workers = [_start(desk) for desk in desks]
    wait_until(lambda: len(first.room.log_rows()) > 2 * HOSTS, "the workers ask", 60)
    chance, end, kills = random.Random(SEED), time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        before, patience = len(first.room.log_rows()), time.monotonic() + 6
        wait_until(lambda b=before, p=patience: len(first.room.log_rows()) > b + 40 or time.monotonic() > p, "requests")
        victim = chance.randrange(WORKERS)
        workers[victim].send_signal(signal.SIGKILL)
        workers[victim].wait()
        kills += 1
        first.room.post({"do": "publish", "number": 3})
        workers[victim] = _start(desks[victim])
    for worker in workers:
        worker.kill()
        worker.wait()
    server.stop()
    pairs, close, overlaps, least = _measured(first.room.log_rows())
    score("R5", f"{kills} kills: pairs closer than {DELAY:g} s", close, pairs, "0")
    score("R5", f"{kills} kills: pairs that overlap", overlaps, pairs, "0")
    score("R5", "least gap in seconds", round(least, 3), DELAY, f">= {DELAY:g}")
    assert pairs > 2 * HOSTS
    assert (close, overlaps) == (0, 0)


def _desk(first: Desk, folder: Path, url: str, number: int) -> Desk:
    """A worker with a source of its own: all hosts, in an order of its own."""
    desk = Desk(first.room, folder)
    desk.configure(f'[redis]\nurl = "{url}"\n[politeness]\ndelay = {DELAY}\nconcurrency = 1\n')
    file = desk.config / "sources" / "room.toml"
    text = file.read_text() + 'every = "1s"\n'
    for place, origin in enumerate(first.room.origins):
        text = text.replace(f'"{origin}"', f"@{(place + number * 5) % HOSTS}@")
    for place, origin in enumerate(first.room.origins):
        text = text.replace(f"@{place}@", f'"{origin}"')
    file.rename(file.with_name(f"room{number}.toml"))
    (desk.config / "sources" / f"room{number}.toml").write_text(text)
    return desk


def _start(desk: Desk) -> subprocess.Popen[bytes]:
    return subprocess.Popen(desk.command("run"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _measured(log: list[dict[str, Any]]) -> tuple[int, int, int, float]:
    """Pairs of requests to one host, those too close, those that overlap, and the least gap."""
    by_host: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(log, key=lambda row: row["t"]):
        by_host.setdefault(row["port"], []).append(row)
    pairs = [pair for rows in by_host.values() for pair in pairwise(rows)]
    gaps = [later["t"] - earlier["t"] for earlier, later in pairs]
    overlaps = sum(later["t"] < earlier["end"] for earlier, later in pairs)
    return len(pairs), sum(gap < DELAY for gap in gaps), overlaps, min(gaps, default=0.0)
