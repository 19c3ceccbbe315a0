"""Near-duplicates: we and MinHash-LSH on one server with the same texts; then the index as it grows.

usage: python -m benchmarks.neardup                    both sides on one server
       python -m benchmarks.neardup COUNT [TEXTS]      the index as it grows to COUNT articles; TEXTS: a file of them
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import redis

from benchmarks.articles import Made
from benchmarks.judging import Judging, judging, said
from benchmarks.minhash import Lsh
from crawler.index.embedded import EmbeddedIndex

ROUNDS, ROUND = 5, 2000
"""Rounds of the comparison, and texts in each: both sides in turn, each with its index of the rounds before."""

JUDGED = 10_000
"""Articles judged before a milestone; those before them are only recorded and published, which makes the same index."""

MILESTONES = (10_000, 100_000, 500_000, 1_000_000)
PROBES = 500
"""Texts judged alone to reach a milestone, after ``ROUND`` others in batches."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one side took for a round: seconds on the wall, seconds of processors, bytes of the server's memory."""

    wall: float
    client: float
    server: float
    memory: int


def compare() -> dict[str, object]:
    """Both sides, in turn: articles judged a second, and what they leave in the server."""
    with tempfile.TemporaryDirectory(prefix="mirrorfold-bench-") as name, _server_in(name) as server:
        return asyncio.run(_compared(Path(name), server))


def _server_in(name: str) -> EmbeddedIndex:
    return EmbeddedIndex(Path(name), lasting=False)


async def _compared(folder: Path, server: EmbeddedIndex) -> dict[str, object]:
    client, lsh = redis.Redis.from_url(server.url), Lsh(str(server.socket))
    ours, theirs, archive = [], [], []
    with texts(ROUNDS * ROUND) as stream:
        async with judging(folder, server.url, spread=False) as judge:
            for _ in range(ROUNDS):
                some = list(islice(stream, ROUND))
                await judge.begin({one.source for one in some})
                before = judge.archive.seconds, judge.archive.processor
                with _costs(client, ours):
                    await judge.judge(some)
                archive.append((judge.archive.seconds - before[0], judge.archive.processor - before[1]))
                with _costs(client, theirs):
                    lsh.judge(some, len(some))
            compared = judge.canonicalizer.shortlist.compared / judge.judged
    return _table(ours, theirs, archive) | {"ours: texts compared per article": round(compared, 2)}


def _table(ours: list[Cost], theirs: list[Cost], archive: list[tuple[float, float]]) -> dict[str, object]:
    """Rates are medians over the rounds; ratios are of rates in the same round."""
    rows: dict[str, object] = {"articles": ROUNDS * ROUND}
    sides = {
        "ours": [(one.wall, one.client + one.server) for one in ours],
        "ours without the archive": [
            (one.wall - wall, one.client + one.server - used) for one, (wall, used) in zip(ours, archive, strict=True)
        ],
        "datasketch": [(one.wall, one.client + one.server) for one in theirs],
    }
    for name, rounds in sides.items():
        rows[f"{name}: articles per second"] = round(ROUND / median(wall for wall, _ in rounds))
        rows[f"{name}: articles per second of processors, server included"] = round(
            ROUND / median(used for _, used in rounds)
        )
    for name in ("ours", "ours without the archive"):
        pairs = list(zip(sides[name], sides["datasketch"], strict=True))
        rows[f"{name}: ratio per second (to reach: 5)"] = round(median(b[0] / a[0] for a, b in pairs), 2)
        rows[f"{name}: ratio per second of processors"] = round(median(b[1] / a[1] for a, b in pairs), 2)
    for name, costs in (("ours", ours), ("datasketch", theirs)):
        rows[f"{name}: bytes per article"] = round(sum(one.memory for one in costs) / (ROUNDS * ROUND))
    return rows


@contextmanager
def _costs(client: redis.Redis, costs: list[Cost]) -> Iterator[None]:
    before, started, used = _server(client), time.perf_counter(), time.process_time()
    yield
    wall, process = time.perf_counter() - started, time.process_time() - used
    after = _server(client)
    costs.append(Cost(wall, process, after[0] - before[0], after[1] - before[1]))


def _server(client: redis.Redis) -> tuple[float, int]:
    info: dict[str, Any] = client.info()  # type: ignore[assignment]
    return info["used_cpu_user"] + info["used_cpu_sys"], info["used_memory"]


def grow(count: int, file: Path | None = None) -> list[dict[str, Any]]:
    """One index that grows to ``count`` articles, and what it is like at each milestone."""
    with tempfile.TemporaryDirectory(prefix="mirrorfold-bench-") as name, _server_in(name) as server:
        return asyncio.run(_grown(Path(name), server, count, file))


async def _grown(folder: Path, server: EmbeddedIndex, count: int, file: Path | None) -> list[dict[str, Any]]:
    client = redis.Redis.from_url(server.url)
    rows: list[dict[str, Any]] = []
    with texts(count, file) as stream:
        async with judging(folder, server.url, spread=True) as judge:
            empty = _server(client)[1]
            for milestone in (number for number in MILESTONES if number <= count):
                rows.append(await _milestone(judge, stream, milestone))
                rows[-1]["bytes per article (to reach: 800)"] = round((_server(client)[1] - empty) / judge.judged)
                print(json.dumps(rows[-1]), file=sys.stderr)
    for row in rows:
        for name in ("verdict", "verdict in batches"):
            ratio = row[f"{name}, ms"] / rows[0][f"{name}, ms"]
            row[f"{name} against that at 10,000 (to reach: 1.5)"] = round(ratio, 2)
    return rows


async def _milestone(judge: Judging, stream: Iterator[Made], articles: int) -> dict[str, Any]:
    while left := articles - JUDGED - judge.judged:
        some = list(islice(stream, min(ROUND, left)))
        await judge.begin({one.source for one in some})
        await judge.load(some)
    started, before, compared = time.perf_counter(), judge.judged, judge.canonicalizer.shortlist.compared
    while left := articles - PROBES - ROUND - judge.judged:
        some = list(islice(stream, min(ROUND, left)))
        await judge.begin({one.source for one in some})
        await judge.judge(some)
    rate = (judge.judged - before) / (time.perf_counter() - started)
    some = list(islice(stream, ROUND))
    started = time.perf_counter()
    await judge.judge(some)
    together = (time.perf_counter() - started) / len(some)
    alone = await judge.alone(list(islice(stream, PROBES)))
    compared = judge.canonicalizer.shortlist.compared - compared
    return said(
        {"articles": articles, "judged per second": rate,
         "texts compared per article (to reach: 5)": compared / (judge.judged - before),
         "verdict, ms": alone * 1000, "verdict in batches, ms": together * 1000}
    )  # fmt: skip


@contextmanager
def texts(count: int, file: Path | None = None) -> Iterator[Iterator[Made]]:
    """The stream of ``articles``, written by a process of its own, or read from a file that it wrote."""
    if file is not None:
        with file.open(encoding="utf-8") as lines:
            yield (Made(**json.loads(line)) for line in lines)
        return
    command = [sys.executable, "-m", "benchmarks.articles", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as writer:
        assert writer.stdout is not None
        yield (Made(**json.loads(line)) for line in writer.stdout)
        writer.terminate()


def main(arguments: Sequence[str]) -> None:
    if not arguments:
        print(json.dumps(compare(), indent=1))
        return
    print(json.dumps(grow(int(arguments[0]), *map(Path, arguments[1:])), indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
