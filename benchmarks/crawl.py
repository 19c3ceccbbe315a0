"""A crawl of one mirror beside plain Scrapy with trafilatura in its callback: same pages, same run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from newsroom import NewsroomProcess

ARTICLES = 500
ROUNDS = 5

_SETTINGS = """\
[network]
allow_loopback = {pairs}
[politeness]
delay = 0.0
concurrency = 16
source_concurrency = 16
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """Wall-clock seconds of a whole process, from its start to its end, and how many articles it got."""

    seconds: float
    articles: int


def compare() -> dict[str, object]:
    """Run both sides in turn, several rounds, and return medians and their ratio."""
    plain: list[Timed] = []
    ours: list[Timed] = []
    with NewsroomProcess(articles=ARTICLES, mirrors=1) as room:
        for _ in range(ROUNDS):
            plain.append(_plain(room.origins[0]))
            ours.append(_ours(room.origins))
    sides = {"plain scrapy + trafilatura": plain, "mirrorfold crawl": ours}
    if any(timed.articles != ARTICLES for rounds in sides.values() for timed in rounds):
        raise SystemExit(f"a side did not get all {ARTICLES} articles: {sides}")
    medians = {name: round(median(timed.seconds for timed in rounds), 2) for name, rounds in sides.items()}
    seconds = {name: [round(timed.seconds, 2) for timed in rounds] for name, rounds in sides.items()}
    ratio = medians["mirrorfold crawl"] / medians["plain scrapy + trafilatura"]
    return {"articles": ARTICLES, "rounds": seconds, "medians": medians, "ratio": round(ratio, 2), "to reach": 1.0}


def _plain(origin: str) -> Timed:
    return _timed([sys.executable, "-m", "benchmarks.plain_scrapy", f"{origin}/rss.xml"], "articles")


def _ours(origins: list[str]) -> Timed:
    with tempfile.TemporaryDirectory(prefix="mirrorfold-bench-") as folder:
        state = Path(folder)
        write_config(state / "config", origins)
        command = [str(Path(sys.executable).with_name("mirrorfold")), "crawl", "bench", "--json"]
        return _timed([*command, "--config", str(state / "config"), "--state", str(state / "state")], "bodies_fetched")


def write_config(folder: Path, origins: list[str]) -> None:
    """Write a configuration whose one source is a newsroom."""
    (folder / "sources").mkdir(parents=True)
    pairs = json.dumps([origin.removeprefix("http://") for origin in origins])
    (folder / "mirrorfold.toml").write_text(_SETTINGS.format(pairs=pairs))
    (folder / "sources" / "bench.toml").write_text(
        f'name = "Bench"\nmirrors = {json.dumps(origins)}\nfeeds = ["/rss.xml"]\n'
        'articles = "/Detail/{year}/{month}/{day}/{id}/{slug}"\n'
    )


def _timed(command: list[str], counted: str) -> Timed:
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return Timed(seconds, json.loads(done.stdout)[counted])
