"""R2, beside Redis: a disk that is full, a process that was stopped for too long, too few file descriptors."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from crawler.model.failpoints import VARIABLE
from tests.desk.desk import Desk, OpenRoom, wait_until
from tests.desk.index_servers import DebianRedis, kinds
from tests.scorecard.conftest import FULL, SEED, Score, full_only
from tests.scorecard.paper import Account, Paper, configure

ARTICLES = 40
LEASE = 6.0
"""Seconds of a lease: more than a busy machine keeps a process from renewing it, fewer than one waits for here."""

pytestmark = [pytest.mark.scorecard, pytest.mark.slow]


def limited(which: int, most: int) -> Any:
    """What a child does before it becomes the program: bound itself."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the bound is an error then, and no death
        resource.setrlimit(which, (most, most))

    return limit


def crawl(desk: Desk, which: int, most: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        desk.command("crawl", "room"), capture_output=True, text=True, timeout=120, preexec_fn=limited(which, most)
    )


@pytest.mark.parametrize("room", [16_384, 262_144] if FULL else [262_144])
def test_a_disk_that_is_full_is_told_with_exit_code_5_and_costs_nothing(
    open_room: OpenRoom, score: Score, room: int
) -> None:
    desk = open_room(articles=ARTICLES, mirrors=3, seed=SEED)
    done = crawl(desk, resource.RLIMIT_FSIZE, room)
    assert (done.returncode, "Traceback" in done.stderr) == (5, False), done.stderr
    assert "The archive cannot be used" in done.stderr
    desk.crawl()
    nothing_lost(score, f"disk full at {room} bytes", Paper(desk, ARTICLES).account())


@full_only
def test_a_disk_that_fills_up_later_costs_nothing_either(open_room: OpenRoom, score: Score) -> None:
    desk = open_room(articles=ARTICLES - 10, mirrors=3, seed=SEED)
    desk.crawl()
    desk.room.post({"do": "publish", "number": 10})
    done = crawl(desk, resource.RLIMIT_FSIZE, 49_152)
    assert done.returncode in (4, 5), done.stderr  # the index writes to this disk, too
    assert "Traceback" not in done.stderr
    desk.crawl()
    nothing_lost(score, "disk full later", Paper(desk, ARTICLES).account())


def nothing_lost(score: Score, what: str, account: Account) -> None:
    score("R2", f"{what}: articles lost", account.lost, account.published, "0")
    score("R2", f"{what}: rows doubled", account.doubled, account.published, "0")
    assert account.whole, account


@full_only
def test_64_file_descriptors_are_enough_or_it_is_told(open_room: OpenRoom, score: Score) -> None:
    desk = open_room(articles=ARTICLES, mirrors=3, seed=SEED)
    done = crawl(desk, resource.RLIMIT_NOFILE, 64)
    assert "Traceback" not in done.stderr, done.stderr
    desk.crawl()
    nothing_lost(score, f"64 descriptors, where a crawl ends with {done.returncode}", Paper(desk, ARTICLES).account())


@pytest.mark.parametrize(
    "point",
    ["fetch.after", "archive.commit.before", "index.publish.before", "verdict.before"] if FULL else ["verdict.before"],
)
def test_a_crawl_that_was_stopped_for_longer_than_its_lease_harms_nobody(
    open_room: OpenRoom, score: Score, tmp_path: Path, request: pytest.FixtureRequest, point: str
) -> None:
    """Two state folders would be two archives: the second process is the one that a supervisor starts anew."""
    if kinds()["redis"] is None:
        pytest.skip("redis-server is not installed")
    (tmp_path / "redis").mkdir()
    server = DebianRedis(tmp_path / "redis")
    server.start()
    desk = open_room(articles=ARTICLES, mirrors=3, seed=SEED)
    configure(desk, f'[redis]\nurl = "{server.url}"\n[runs]\nlease = {LEASE}\n')
    archive = desk.state / "archive.db"
    sleeper = subprocess.Popen(
        desk.command("crawl", "room"),
        env={**os.environ, VARIABLE: f"{point}:1:stop"},
        stderr=subprocess.PIPE,
        text=True,
    )
    request.addfinalizer(lambda: _end(sleeper))
    wait_until(lambda: _stopped(sleeper), "the crawl was stopped", 90)
    other = Desk(desk.room, tmp_path / "other")
    other.state.mkdir(parents=True)
    (other.state / "archive.db").symlink_to(archive)
    for suffix in ("-wal", "-shm"):
        (other.state / f"archive.db{suffix}").symlink_to(f"{archive}{suffix}")
    configure(other, f'[redis]\nurl = "{server.url}"\n[runs]\nlease = {LEASE}\n')
    code: list[int] = []

    def taken_over() -> bool:
        code.append(subprocess.run(other.command("crawl", "room"), capture_output=True).returncode)
        return code[-1] == 0

    wait_until(taken_over, "another process takes the source over", 60)
    os.kill(sleeper.pid, signal.SIGCONT)
    _, said = sleeper.communicate(timeout=60)
    server.stop()
    nothing_lost(score, f"stopped at {point}", Paper(desk, ARTICLES).account())
    assert "Traceback" not in said, said
    assert sleeper.returncode in (0, 8), said


def _stopped(process: subprocess.Popen[str]) -> bool:
    """Whether a process was stopped; one that ended instead fails the test with what it said."""
    if process.poll() is not None:
        pytest.fail(f"the crawl ended with {process.returncode} before it was stopped: {process.communicate()[1]}")
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def _end(process: subprocess.Popen[str]) -> None:
    """Kill what a failed test left behind: a process that is still there fails the next one."""
    process.kill()
    process.wait()
    assert process.stderr is not None
    process.stderr.close()
