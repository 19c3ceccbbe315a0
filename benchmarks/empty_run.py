"""What a run costs that finds nothing new: requests for each listing, and processor time of the crawling process."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.crawl import write_config
from crawler.reading.fork_server import start_fork_server
from crawler.settings import load
from newsroom import NewsroomProcess

MIRRORS = 2
RUNS = 200


def measure() -> dict[str, object]:
    """Crawl a newsroom until all is known, then again and again."""
    start_fork_server()
    with NewsroomProcess(articles=50, mirrors=MIRRORS) as room, tempfile.TemporaryDirectory() as folder:
        write_config(Path(folder) / "config", room.origins)
        costs, requests = asyncio.run(_crawl_again(Path(folder)))
    return {
        "runs": RUNS,
        "listings": MIRRORS,
        "requests per listing, at most": max(requests) / MIRRORS,
        "median CPU ms": round(1000 * median(costs), 1),
        "95th percentile": round(1000 * sorted(costs)[int(RUNS * 0.95)], 1),
        "to reach": {"requests per listing": 1, "median CPU ms": 20},
    }


async def _crawl_again(folder: Path) -> tuple[list[float], list[int]]:
    from crawler.crawl.run import crawl_source  # takes a second, while the pool's server imports its own libraries
    from scheduler.service.services import open_services

    loaded = load(folder / "config", {})
    source = loaded.source("bench")
    costs: list[float] = []
    requests: list[int] = []
    async with open_services(loaded, folder / "state") as shared:
        for _ in range(3):
            await crawl_source(source, shared)
        for _ in range(RUNS):
            before = time.process_time()
            run = await crawl_source(source, shared)
            costs.append(time.process_time() - before)
            requests.append(run.tally.report()["requests"])
    return costs, requests
