"""Ten thousand sources on several processes: the real schedule, queue and archive, and a stub in place of the crawl.

usage: python -m benchmarks.installation [--sources N] [--every SECONDS] [--minutes N] [--workers N]

The stub writes what a run with nothing new writes. Processor time is each process's own, as the kernel has it; due
times that passed without a run are the archive's word; how long the oldest run waits in the queue is asked each second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from types import SimpleNamespace
from typing import Any

import psycopg
from sqlalchemy import Connection

from benchmarks.machine import machine
from crawler.archive.database.store import Archive
from crawler.archive.mirrors.mirror_health import load_health
from crawler.archive.runs.record_runs import Worker as WorkerName
from crawler.archive.runs.record_runs import begin_run, end_run
from crawler.settings import Every
from scheduler.cluster.installation_report import load_queue
from scheduler.cluster.procrastinate_queue import RunQueue
from scheduler.cluster.queued_dispatcher import QueuedDispatcher
from scheduler.schedule.dispatch import Dispatched
from scheduler.schedule.jobs import Jobs
from tests.desk.postgres import binaries, running_server

REPORT = {"verdicts": {}, "known": 20, "answers": 2, "listings": {"read": 0, "unchanged": 2, "failed": 0}}
COST = {"requests": 1, "bytes": 0, "bodies": 0, "revisits": 0, "failures": 0}
PLACES = 8


@dataclass
class StubDispatcher:
    """Does of a run what the archive sees of one with nothing new."""

    archive: Archive
    places: int = PLACES
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def services(self) -> Any:
        return SimpleNamespace(archive=self.archive, holder="stub", configuration=None)

    async def crawl(self, name: str, every_mirror: bool) -> None:
        archive = self.archive
        run = await archive.run_for(name, _begin, name, int(archive.clock()))
        for _ in range(6):
            await archive.load(load_health, name)
        await archive.run_for(
            name, end_run, run, now=int(archive.clock()), outcome="done", problem=None, report=REPORT,
            mirrors={"http://m1.example": COST, "http://m2.example": COST},
        )  # fmt: skip

    async def dispatch(self, source: Any, *, every_mirror: bool = False) -> Dispatched:
        await self.crawl(source.id, every_mirror)
        return Dispatched(None)

    def take_over(self, settings: Any, configuration: int | None = None) -> None:
        pass

    async def stop(self, seconds: float) -> None:
        pass


def _begin(connection: Connection, name: str, now: int) -> int:
    return begin_run(connection, name, now, WorkerName("stub", "here"))


async def lead(url: str, sources: int, every: int) -> None:
    """Schedule, until killed."""
    with closing(Archive.open(url)) as archive:
        async with RunQueue(url).opened() as queue:
            dispatcher = QueuedDispatcher(StubDispatcher(archive), queue, _never)  # type: ignore[arg-type]
            jobs = Jobs(archive, dispatcher)
            await dispatcher.look()
            await jobs.start(tuple(_source(number, every) for number in range(sources)))
            print("ready", flush=True)
            await dispatcher.watch()


async def _never() -> None:
    await asyncio.sleep(1)


def _source(number: int, every: int) -> Any:
    return SimpleNamespace(id=f"s{number:05}", enabled=True, schedule=Every(every), timezone="UTC")


async def work(url: str) -> None:
    """Do what is handed out, until killed."""
    with closing(Archive.open(url)) as archive:
        async with RunQueue(url).opened() as queue:
            print("ready", flush=True)
            await queue.work(StubDispatcher(archive).crawl, PLACES)


def _fill(url: str, sources: int, every: int) -> None:
    """Let each source have run once, one after the other over the last interval."""
    Archive.open(url).close()
    now = time.time()
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        with cursor.copy("copy runs (source, started, ended, outcome, report) from stdin") as copy:
            for number in range(sources):
                at = int(now - every * (1 - number / sources)) + 15
                copy.write_row((f"s{number:05}", at, at + 1, "done", json.dumps(REPORT)))
        cursor.execute(
            "insert into sources (source, run_id, paused, merged) select source, id, false, 0 from runs"
            " on conflict (source) do nothing"
        )


def _cpu(process: subprocess.Popen[str]) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(sources: int, every: int, minutes: float, workers: int) -> dict[str, Any]:
    """Let it run, and look from outside."""
    programs = binaries()
    assert programs is not None, "PostgreSQL is not installed"
    with running_server(programs) as server:
        url = server.new_database()
        _fill(url, sources, every)
        words = [["lead", url, str(sources), str(every)], *([["work", url]] * workers)]
        command = [sys.executable, "-m", "benchmarks.installation"]
        members = [subprocess.Popen([*command, *own], stdout=subprocess.PIPE, text=True) for own in words]
        try:
            for member in members:
                assert member.stdout is not None
                assert member.stdout.readline() == "ready\n"
            return _watch(url, members, minutes)
        finally:
            for member in members:
                member.kill()
                member.wait()


def _watch(url: str, members: list[subprocess.Popen[str]], minutes: float) -> dict[str, Any]:
    waits, waiting = [], []
    with closing(Archive.open(url)) as archive, psycopg.connect(url, autocommit=True) as connection:

        def runs() -> int:
            row = connection.execute("select count(*) from runs where worker = 'stub' and ended is not null").fetchone()
            assert row is not None
            return int(row[0])

        began, used, before = time.monotonic(), [_cpu(member) for member in members], runs()
        while time.monotonic() - began < minutes * 60:
            time.sleep(1)
            queue = archive.read(load_queue)
            waits.append(queue.oldest)
            waiting.append(queue.waiting)
        seconds = time.monotonic() - began
        spent = [_cpu(member) - earlier for member, earlier in zip(members, used, strict=True)]
        done = runs() - before
        missed = connection.execute("select sum(merged) from sources").fetchone()
    return {
        "minutes": round(seconds / 60, 1),
        "runs": done,
        "runs a second": round(done / seconds, 1),
        "due times missed": missed[0] if missed else None,
        "leader, cores": round(spent[0] / seconds, 2),
        "workers, cores each": [round(each / seconds, 2) for each in spent[1:]],
        "CPU of workers per run, ms": round(1000 * sum(spent[1:]) / max(1, done), 1),
        "oldest in the queue, s: p99, most": [round(quantiles(waits, n=100)[-1], 2), round(max(waits), 2)],
        "waiting in the queue, most": max(waiting),
    }


def main() -> None:
    """Measure, or be one of the processes."""
    if len(sys.argv) > 1 and sys.argv[1] == "lead":
        asyncio.run(lead(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
        return
    if len(sys.argv) > 1 and sys.argv[1] == "work":
        asyncio.run(work(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=600)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--workers", type=int, default=2)
    wanted = parser.parse_args()
    figures = measure(wanted.sources, wanted.every, wanted.minutes, wanted.workers)
    print(json.dumps({"machine": machine(), "sources": wanted.sources, "every": wanted.every, **figures}, indent=1))


if __name__ == "__main__":
    main()
