"""What a daemon of thousands of sources costs, and what hundreds of thousands of articles take: disk, purge, export.

usage: python -m benchmarks.service [--sources N] [--articles N] [--folder FOLDER]

The folder keeps what was made for the next time. Every figure is that of a whole process, from outside of it: processor
time and memory as the kernel has them, runs as the archive has them, commands as a shell runs them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.full_archive import DAY, compress_texts, fill_archive, mirrors_of
from benchmarks.machine import machine
from benchmarks.quiet_sites import name_hosts, quiet_sites

PROGRAM = str(Path(sys.executable).with_name("mirrorfold"))
PORT = 18_080
"""Of the sites: the archive knows them by it, so a kept folder needs the same one."""

WARM, WINDOW = 20.0, 60.0
"""Seconds after the start that do not count, and that do."""

TICKS = os.sysconf("SC_CLK_TCK")


def write_sources(folder: Path, number: int, every: str, *, metrics: int, port: int = PORT) -> None:
    """Configure so many sources of two mirrors each.

    :param metrics: the port of the daemon's metrics; 0 for none
    :param port: of the sites
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "sources").mkdir(parents=True)
    pairs = json.dumps([host for site in range(number) for host in name_hosts(site, port)])
    (folder / "mirrorfold.toml").write_text(
        f"[network]\nallow_loopback = {pairs}\n[politeness]\ndelay = 0.0\n[runs]\nconcurrency = 16\n"
        f"[metrics]\nport = {metrics}\n[web]\nport = 0\n"
    )
    for site in range(number):
        mirrors = json.dumps([f"http://{host}" for host in name_hosts(site, port)])
        (folder / "sources" / f"s{site:04}.toml").write_text(
            f'name = "Site {site}"\nlanguage = "en"\nmirrors = {mirrors}\nfeeds = ["/rss.xml"]\n'
            f'articles = "/news/{{id}}"\nevery = "{every}"\n'
        )


class Daemon:
    """A daemon of its own process, watched from outside."""

    def __init__(self, config: Path, state: Path) -> None:
        self._state, self.log = state, state.parent / "daemon.log"
        self._places = ["--config", str(config), "--state", str(state)]
        self.began = time.time()
        with self.log.open("w") as log:
            self.process = subprocess.Popen([PROGRAM, "run", *self._places], stdout=log, stderr=log)

    def ask(self, statement: str) -> int:
        """A number out of the archive; 0 while there is none."""
        try:
            with closing(sqlite3.connect(f"file:{self._state / 'archive.db'}?mode=ro", uri=True)) as connection:
                return int(connection.execute(statement).fetchone()[0] or 0)
        except sqlite3.OperationalError:
            return 0

    def wait_for(self, ready: Callable[[], bool], what: str, seconds: float) -> float:
        """Wait; how long it took."""
        began = time.monotonic()
        while not ready():
            if self.process.poll() is not None:
                raise SystemExit(f"the daemon ended with {self.process.returncode}:\n{self.log.read_text()[-2000:]}")
            if time.monotonic() - began > seconds:
                raise SystemExit(f"{what}: not within {seconds:.0f} s:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)
        return time.monotonic() - began

    def cpu(self) -> float:
        """Seconds of a processor that the process used, without its children."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Resident megabytes of the process, without its children."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) // 1024

    def command(self, *words: str) -> float:
        """Seconds of a command of the program, the fastest of three."""
        taken = []
        for _ in range(3):
            began = time.perf_counter()
            done = subprocess.run([PROGRAM, *words, *self._places], capture_output=True, text=True, check=False)
            taken.append(time.perf_counter() - began)
            if done.returncode:
                raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr}")
        return round(min(taken), 2)

    def stop(self) -> float:
        """SIGTERM; seconds until it was gone."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        if code:
            raise SystemExit(f"the daemon ended with {code}:\n{self.log.read_text()[-2000:]}")
        return round(time.monotonic() - began, 2)


@contextmanager
def running(config: Path, state: Path) -> Iterator[Daemon]:
    """A daemon for as long as the body runs; killed where the body fails."""
    daemon = Daemon(config, state)
    try:
        yield daemon
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()


RUNS = "select count(*) from runs where ended is not null"


def measure_sources(folder: Path, number: int) -> dict[str, Any]:
    """Crawl all until nothing is new, then look at what a minute of runs costs, with metrics and without."""
    config, state = folder / "config", folder / "state"
    with quiet_sites(PORT):
        _make_known(config, state, number)
        figures: dict[str, Any] = {"sources": number}
        for name, port in (("metrics off", 0), ("metrics on", 18_081)):
            figures[name] = _measure_load(config, state, number, port)
    return figures


def _make_known(config: Path, state: Path, number: int) -> None:
    write_sources(config, number, "1m", metrics=0)
    with running(config, state) as daemon:
        least = "select min(many) from (select count(*) many from runs where ended is not null group by source)"
        all_known = f"select count(distinct source) = {number} and ({least}) >= 3 from runs"
        daemon.wait_for(lambda: daemon.ask(all_known) == 1, "three runs of each source", 3600)
        daemon.stop()


def _measure_load(config: Path, state: Path, number: int, port: int) -> dict[str, Any]:
    write_sources(config, number, "30s", metrics=port)
    with running(config, state) as daemon:
        newest = int(daemon.began)
        first = daemon.wait_for(lambda: daemon.ask(f"select max(ended) >= {newest} from runs") == 1, "a first run", 120)
        time.sleep(WARM)
        runs, cpu, began = daemon.ask(RUNS), daemon.cpu(), time.monotonic()
        scrapes, scraped = 0, 0.0
        while time.monotonic() - began < WINDOW:
            time.sleep(5)
            if port:
                start = time.perf_counter()
                size = len(scrape(port))
                scrapes, scraped = scrapes + 1, scraped + time.perf_counter() - start
        seconds = time.monotonic() - began
        ended, used, memory = daemon.ask(RUNS) - runs, daemon.cpu() - cpu, daemon.memory()
        figures: dict[str, Any] = {
            "start to first run ended, s": round(first, 2),
            "runs a minute": round(ended / seconds * 60),
            "CPU of the daemon per run, ms": round(1000 * used / ended, 1),
            "memory of the daemon, MB": memory,
        }
        if port:
            figures["scrape, ms"] = round(1000 * scraped / scrapes)
            figures["metrics page, kB"] = round(size / 1000)
        figures["reload under load, s"] = _reload(daemon, config)
        figures["SIGTERM, s"] = daemon.stop()
    write_sources(config, number, "6h", metrics=port)
    with running(config, state) as daemon:
        daemon.wait_for(lambda: "is up" in daemon.log.read_text(), "a start", 120)
        time.sleep(5)
        for words in (("next",), ("mirrors",), ("stats",)):
            figures[f"{words[0]}, s"] = daemon.command(*words)
        daemon.stop()
    return figures


def scrape(port: int) -> bytes:
    """The page of metrics on a port of this machine, with its head."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /metrics HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        return b"".join(iter(lambda: connection.recv(65536), b""))


def _reload(daemon: Daemon, config: Path) -> float:
    file = config / "sources" / "s0001.toml"
    file.write_text(file.read_text().replace('every = "30s"', 'every = "40s"'))
    took = daemon.wait_for(lambda: "was taken over" in daemon.log.read_text(), "a reload", 120)
    return round(took, 2)


def measure_articles(folder: Path, number: int) -> dict[str, Any]:
    """Disk, export, rebuilding, explaining, purging."""
    state, config = folder / "articles", folder / "articles-config"
    if not (state / "archive.db").exists():
        fill_archive(state, number, int(time.time()) // DAY * DAY + DAY // 2)
        (folder / "plain-bytes").write_text(str((state / "archive.db").stat().st_size))
        compress_texts(state)
    (config / "sources").mkdir(parents=True, exist_ok=True)
    for source in range(20):
        text = f'name = "Source {source}"\nmirrors = {json.dumps(mirrors_of(source))}\nfeeds = ["/rss.xml"]\n'
        (config / "sources" / f"s{source:02}.toml").write_text(text)
    places = ["--config", str(config), "--state", str(state)]
    figures: dict[str, Any] = {"articles": number}
    plain = int((folder / "plain-bytes").read_text())
    figures["disk per article, its texts plain, kB"] = round(plain / number / 1000, 2)
    figures["disk per article, kB"] = round((state / "archive.db").stat().st_size / number / 1000, 2)
    for name, words in (
        ("explain", ["explain", str(number // 2)]),
        ("export", ["export"]),
        ("reindex", ["reindex"]),
    ):
        figures[f"{name}, s"] = _time([PROGRAM, *words, *places])
    copy = folder / "purged"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(state, copy)
    before = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 174 * DAY))
    words = ["purge", "--before", before, "--reason", "retention", "--yes"]
    with waiting_writer(copy / "archive.db") as waits:
        figures["purge, s"] = _time([PROGRAM, *words, "--config", str(config), "--state", str(copy)])
    figures["longest wait of a writer meanwhile, ms"] = round(1000 * max(waits))
    with closing(sqlite3.connect(copy / "archive.db")) as connection:
        figures["purged"] = number - connection.execute("select count(*) from articles").fetchone()[0]
    shutil.rmtree(copy)
    return figures


@contextmanager
def waiting_writer(file: Path) -> Iterator[list[float]]:
    """Another writer that comes a hundred times a second; the seconds that it waited each time."""
    waits, over = [0.0], threading.Event()

    def come_again() -> None:
        with closing(sqlite3.connect(file, timeout=60, isolation_level=None)) as connection:
            while not over.wait(0.01):
                began = time.perf_counter()
                connection.execute("BEGIN IMMEDIATE")
                waits.append(time.perf_counter() - began)
                connection.execute("ROLLBACK")

    writer = threading.Thread(target=come_again)
    writer.start()
    try:
        yield waits
    finally:
        over.set()
        writer.join()


def _time(command: list[str]) -> float:
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
        taken = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return round(taken, 2)


def main() -> None:
    """Measure, and print what was measured on what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=3000)
    parser.add_argument("--articles", type=int, default=300_000)
    parser.add_argument("--folder", type=Path, default=Path("state/bench-service"))
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    print(json.dumps({"machine": machine()}, indent=1), flush=True)
    if wanted.articles:
        print(json.dumps({"articles": measure_articles(wanted.folder, wanted.articles)}, indent=1), flush=True)
    if wanted.sources:
        print(json.dumps({"sources": measure_sources(wanted.folder, wanted.sources)}, indent=1), flush=True)


if __name__ == "__main__":
    main()
