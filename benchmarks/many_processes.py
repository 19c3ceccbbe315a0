"""How many runs with nothing new some processes make together on one PostgreSQL, and how long locks are held.

usage: python -m benchmarks.many_processes [--code FOLDER] [--seconds N] [--processes 1 2 4]

Two ways: whole crawls of quiet sites, of which most is the processor time of the crawls and not the archive's; and the
archive's part of such a run alone, each call that a run makes of it, played again and again. ``--code`` measures the
version of Mirrorfold that stands in another folder, with the same libraries.

Locks are looked at every few ms from outside: ``stories held`` is the share of the time in which somebody had the
writers' lock of the whole installation for himself alone, ``waited for`` that in which somebody waited for any lock.
The server writes nothing to the disk at a commit, as in the tests: with a disk that is waited for, locks are held for
longer.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.machine import machine
from benchmarks.quiet_sites import name_hosts, quiet_sites
from crawler.index.embedded import EmbeddedIndex
from tests.desk.postgres import binaries, running_server

WORKER = Path(__file__).with_name("empty_runs.py")
SOURCES = 8
"""Of each process."""

AT_ONCE = 4
LOOK = 0.005

LOCKS = """
select coalesce(bool_or(mode = 'ExclusiveLock' and objsubid = 1 and granted), false),
       coalesce(bool_or(not granted), false), count(*) filter (where granted)
from pg_locks where locktype = 'advisory'
"""


class LockWatch:
    """Looks at the advisory locks of a database again and again."""

    def __init__(self, url: str) -> None:
        self._url, self._over = url, threading.Event()
        self.looks: list[tuple[bool, bool, int]] = []
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            while not self._over.wait(LOOK):
                row = connection.execute(LOCKS).fetchone()
                assert row is not None
                self.looks.append(row)

    def __enter__(self) -> LockWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def figures(self) -> dict[str, float]:
        """Shares of the time."""
        number = max(1, len(self.looks))
        return {
            "stories held, %": round(100 * sum(held for held, _, _ in self.looks) / number, 1),
            "waited for, %": round(100 * sum(waits for _, waits, _ in self.looks) / number, 1),
        }


def _write_config(folder: Path, sites: range, port: int, database: str, index: str) -> list[str]:
    (folder / "sources").mkdir(parents=True)
    pairs = json.dumps([host for site in sites for host in name_hosts(site, port)])
    (folder / "mirrorfold.toml").write_text(
        f"[network]\nallow_loopback = {pairs}\n[politeness]\ndelay = 0.0\n[extraction]\nworkers = 1\n"
        f'[database]\nurl = "{database}"\n[redis]\nurl = "{index}"\n'
    )
    for site in sites:
        mirrors = json.dumps([f"http://{host}" for host in name_hosts(site, port)])
        (folder / "sources" / f"s{site:04}.toml").write_text(
            f'name = "Site {site}"\nlanguage = "en"\nmirrors = {mirrors}\nfeeds = ["/rss.xml"]\n'
            'articles = "/news/{id}"\n'
        )
    return [f"s{site:04}" for site in sites]


@contextmanager
def _workers(commands: list[list[str]], code: Path) -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    paths = {**os.environ, "PYTHONPATH": str(code)}
    try:
        for command in commands:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            started.append(subprocess.Popen(command, **pipes, text=True, env=paths, cwd=code))
        yield started
    finally:
        for worker in started:
            if worker.poll() is None:
                worker.kill()
            worker.wait()


def _measure(code: Path, processes: int, mode: str, seconds: float, port: int) -> dict[str, Any]:
    programs = binaries()
    if programs is None:
        raise SystemExit("There is no PostgreSQL on this machine: install its server")
    with tempfile.TemporaryDirectory() as name, running_server(programs) as server:
        folder, database = Path(name), server.new_database()
        (folder / "index").mkdir()
        with EmbeddedIndex(folder / "index") as index:
            commands = []
            for number in range(processes):
                config = folder / f"config{number}"
                sites = range(number * SOURCES, (number + 1) * SOURCES)
                names = _write_config(config, sites, port, database, index.url)
                words = [str(config), str(folder / f"state{number}"), ",".join(names), mode, str(AT_ONCE), str(seconds)]
                commands.append([sys.executable, str(WORKER), *words])
            with _workers(commands, code.resolve()) as workers:
                calls = [_read_until_ready(worker) for worker in workers]
                with LockWatch(database) as watch:
                    began = time.monotonic()
                    for worker in workers:
                        assert worker.stdin is not None
                        worker.stdin.write("go\n")
                        worker.stdin.flush()
                    told = [json.loads(_line(worker)) for worker in workers]
                    taken = time.monotonic() - began
        runs = sum(each["runs"] for each in told)
    return {
        "runs/s": round(runs / taken, 1),
        **watch.figures(),
        "CPU of the processes per run, ms": round(1000 * sum(each["cpu"] for each in told) / runs, 1),
    } | ({"calls of a run": calls[0]} if calls[0] else {})


def _line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    line = worker.stdout.readline()
    if not line:
        raise SystemExit(f"a process ended with {worker.wait()}: what it said stands above")
    return line


def _read_until_ready(worker: subprocess.Popen[str]) -> dict[str, int]:
    calls: dict[str, int] = {}
    while (line := _line(worker).strip()) != "ready":
        kinds = json.loads(line)
        calls = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
    return calls


def main() -> None:
    """Measure, and print what was measured on what."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--code", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--modes", nargs="+", default=["archive", "crawl"])
    wanted = parser.parse_args()
    print(json.dumps({"machine": machine(), "load": os.getloadavg()}), flush=True)
    with quiet_sites() as port:
        for mode in wanted.modes:
            for processes in wanted.processes:
                figures = _measure(wanted.code, processes, mode, wanted.seconds, port)
                print(json.dumps({"what": mode, "processes": processes, **figures}), flush=True)


if __name__ == "__main__":
    main()
