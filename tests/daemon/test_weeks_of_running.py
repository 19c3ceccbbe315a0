"""Hundreds of runs leave nothing behind: no memory, no task, no descriptor, no key without a lifetime."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Any

import pytest
import redis

from crawler.index.socket_path import socket_path
from tests.desk.daemons import runs
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.fleet import descriptors, resident, write_sources
from tests.desk.metrics_page import free_port, scrape, value

SOURCES = 20
ARTICLES = 10
PUBLISHED = 10
EVERY = os.environ.get("SOAK_EVERY", "4s")
RUNS = int(os.environ.get("SOAK_RUNS", "240"))
"""``make soak`` has a thousand, every two seconds; here other tests want the processors too."""

WARM = 100
"""Runs after which everything has been imported, opened and connected once."""

MOST_LAG = 0.25
"""Seconds within which the event loop wakes, but for one time in a hundred."""


def late(port: int) -> tuple[float, float]:
    """How often the loop woke later than ``MOST_LAG``, and how often it woke."""
    seen = scrape(port)
    woke = value(seen, "loop_lag_seconds_count") or 0
    in_time = value(seen, "loop_lag_seconds_bucket", le=str(MOST_LAG)) or 0
    return woke - in_time, woke


def keys_without_lifetime(desk: Desk) -> list[bytes]:
    with closing(redis.Redis(unix_socket_path=str(socket_path(desk.state)))) as client:
        return [key for key in client.scan_iter() if client.ttl(key) == -1]


@pytest.mark.slow
def test_hundreds_of_runs_of_twenty_sources_leave_nothing_behind(open_room: OpenRoom, start_daemon: Any) -> None:
    desk = open_room(articles=ARTICLES, mirrors=SOURCES)
    port = free_port()
    names = write_sources(desk, SOURCES, EVERY, settings=f"[metrics]\nport = {port}\n")
    daemon = start_daemon(desk, forked=False)  # whose memory is its own
    process = daemon.process.pid
    wait_until(lambda: runs(desk) >= WARM, f"{WARM} runs ended", 60)
    memory, files = resident(process), descriptors(process)
    tasks = value(scrape(port), "tasks") or 0
    step = (RUNS - WARM) // PUBLISHED
    for done in range(WARM + step, RUNS + 1, step):
        wait_until(lambda done=done: runs(desk) >= done, f"{done} runs ended", 60)
        desk.room.post({"do": "publish", "number": 1})
    wait_until(lambda: runs(desk) >= RUNS, f"{RUNS} runs ended", 60)
    every = SOURCES * (ARTICLES + PUBLISHED)
    wait_until(lambda: desk.ask("select count(*) from articles") == [(every,)], "all published articles are there")
    grown = resident(process) / memory
    assert grown <= 1.1
    assert descriptors(process) <= files + 2 * SOURCES, "a connection to each mirror and its client may be open"
    wait_until(lambda: (value(scrape(port), "tasks") or 0) <= tasks + 8, "no task is left over")
    assert keys_without_lifetime(desk) == []
    missed = sum(value(scrape(port), "runs_merged_total", source=name) or 0 for name in names)
    assert missed == 0
    assert desk.ask("select count(*) from runs where outcome != 'done'") == [(0,)]
    too_late, woke = late(port)
    assert too_late <= woke / 100, f"{too_late:g} of {woke:g} times the loop woke later than {MOST_LAG} s"
    assert daemon.stop() == 0
    assert desk.ask("select count(distinct source || key) from articles") == [(every,)]
    print(
        f"\n{runs(desk)} runs of {SOURCES} sources, every {EVERY}: memory {memory / 1e6:.0f} MB after {WARM} runs, "
        f"{grown:.3f} times that at the end; {missed:g} runs missed; {too_late:g} of {woke:g} wakes of the loop later "
        f"than {MOST_LAG} s"
    )
