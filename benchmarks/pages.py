"""How long each page takes at a million articles: the application's own time, asked as the server asks it.

usage: python -m benchmarks.pages [ARTICLES] [FOLDER]     FOLDER: where the archive is made, and kept for the next time
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.full_archive import DAY, SOURCES, fill_archive, mirrors_of
from crawler.archive.database.store import Archive
from crawler.archive.rollup.recount_days import recount_stale_days
from crawler.settings import Configuration, load
from scheduler.reports.counts.selection import Selection
from scheduler.reports.counts.stats import load_statistics
from scheduler.web.guard import Gate, Guard
from scheduler.web.routes import Pages

ROUNDS = 40
"""Times that each page is asked for, after three that warm it."""

NAME = "127.0.0.1:8780"


class _StillDaemon:
    """A daemon in which nothing runs."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    async def answer(self, request: Mapping[str, Any], tell: object = None) -> dict[str, Any]:
        due = {source.id: time.time() + 60 for source in self.configuration.sources}
        return {"running": [], "waiting": 0, "progress": {}, "runs": {}, "next": due}

    def metrics(self) -> bytes:
        return b""


def configure(folder: Path) -> Configuration:
    """Twenty sources, as the archive has them."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    for number in range(SOURCES):
        text = f'name = "Source {number}"\nmirrors = {json.dumps(mirrors_of(number))}\nfeeds = ["/rss.xml"]\n'
        (folder / "sources" / f"s{number:02}.toml").write_text(text)
    return load(folder, {})


def addresses(number: int) -> list[str]:
    """Every page, and the lists narrowed down."""
    middle, day = number // 2, time.strftime("%Y-%m-%d", time.gmtime(time.time() - 30 * DAY))
    mirror = mirrors_of(0)[0]
    return [
        "/", "/sources/s00", "/sources/s19", "/articles", f"/articles?before={middle}", "/articles?source=s00",
        f"/articles?day={day}", f"/articles?source=s07&day={day}", "/articles?verdict=revision",
        f"/articles?source=s00&mirror={mirror}", "/articles?q=treaty", "/articles?q=treaty+vaccine+rocket",
        f"/articles/{middle}", f"/articles/{number}", f"/stories/{middle}", "/mirrors", "/alarms", "/proposals",
        "/quarantine", "/runs", "/runs?source=s00", "/runs?outcome=failed", "/runs/1000", "/numbers",
        "/numbers?span=365", "/numbers?source=s00&span=90", "/settings", "/help", "/api/v1/overview", "/api/v1/now",
        "/api/v1/events?after=0-0-0-0",
    ]  # fmt: skip


async def measure(archive: Archive, configuration: Configuration, state: Path, number: int) -> dict[str, Any]:
    """Milliseconds of each page: median and 95th percentile, and how large it is."""
    gate = Gate(names=frozenset({NAME}))
    pages = Pages(_StillDaemon(configuration), archive, state, gate, on_loopback=True)
    guarded = Guard(pages.application(), gate)
    figures = {}
    for address in addresses(number):
        mark = "&" if "?" in address else "?"
        for number_of in range(3):
            status, size = await _ask(guarded, f"{address}{mark}warm={number_of}")
        taken = []
        for number_of in range(ROUNDS):  # each time another address: the answer of a second ago is kept
            began = time.perf_counter()
            status, size = await _ask(guarded, f"{address}{mark}round={number_of}")
            taken.append((time.perf_counter() - began) * 1000)
        figures[address] = {
            "status": status, "median": round(median(taken), 1), "p95": round(quantiles(taken, n=20)[-1], 1),
            "kilobytes": round(size / 1000, 1),
        }  # fmt: skip
        print(f"{address:45} {figures[address]}", flush=True)
    await pages.stop()
    return figures


async def _ask(application: Any, address: str) -> tuple[int, int]:
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": [(b"host", NAME.encode())], "scheme": "http", "server": ("127.0.0.1", 8780), "http_version": "1.1",
        "root_path": "", "client": ("127.0.0.1", 1),
    }  # fmt: skip
    status, size = 0, 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status, size
        status = message.get("status", status)
        size += len(message.get("body", b""))

    await application(scope, receive, send)
    return status, size


def fill_rollup(archive: Archive) -> dict[str, Any]:
    """Count all days, as a daemon does after an upgrade; the longest batch is what a writer waits."""
    began, longest, batches, more = time.monotonic(), 0.0, 0, True
    while more:
        start = time.monotonic()
        more = archive.call(recount_stale_days)
        longest, batches = max(longest, time.monotonic() - start), batches + 1
    return {"seconds": round(time.monotonic() - began, 1), "batches": batches, "longest_ms": round(longest * 1000)}


def main(number: int, folder: Path) -> None:
    """Make the archive where it is missing, fill the roll-up, ask for every page."""
    if not (folder / "archive.db").exists():
        began = time.monotonic()
        fill_archive(folder, number, int(time.time()) // DAY * DAY + DAY // 2)
        print(f"archive made in {time.monotonic() - began:.0f} s", flush=True)
    configuration = configure(folder / "config")
    with closing(Archive.in_folder(folder)) as archive:
        print(json.dumps({"roll-up": fill_rollup(archive)}), flush=True)
        mirrors = {source.id: [mirror.origin for mirror in source.mirrors] for source in configuration.sources}
        taken = []
        for _ in range(5):
            began = time.perf_counter()
            archive.read(load_statistics, Selection(), mirrors)
            taken.append((time.perf_counter() - began) * 1000)
        print(json.dumps({"stats of all, ms": round(median(taken), 1)}), flush=True)
        figures = asyncio.run(measure(archive, configuration, folder, number))
    worst = max(figures, key=lambda address: figures[address]["median"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"slowest": worst, **figures[worst], "articles": number, "peak_MB": peak}))


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory(prefix="mirrorfold-bench-") as made:
            main(wanted, Path(made))
