"""The index on one server and on a cluster of six nodes, with more or fewer partitions of its postings.

usage: python -m benchmarks.index_cluster [ARTICLES] [PARTITIONS …]

Prints bytes an article (its known key and its postings, as the servers estimate their tables), how long a text's
candidates are looked for, and how unevenly the primaries are filled. Servers do not wait for the disk: what is measured
is the index. All nodes of the cluster are on this machine, and share its processors with whoever asks.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

from benchmarks.machine import machine
from crawler.canonical.known_key import Known
from crawler.index import keys
from crawler.index.client import Index
from crawler.index.embedded import EmbeddedIndex
from crawler.index.index_size import measure_index
from crawler.index.known_keys import look_up_keys, remember_keys
from crawler.index.packed_postings import Entry

SHINGLES = 26
"""Of a sketch: a news text's of 400 words."""

SOURCES = 100
NAMES = [f"source-{number}" for number in range(SOURCES)]
ASKED = 400
BATCH = 250
NOW = 1_800_000_000
PARTITIONS = (8, 16, 32)


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(json.dumps({"machine": machine()}, indent=1))
    for partitions in map(int, sys.argv[2:] or map(str, PARTITIONS)):
        # in a process of its own: how many partitions there are is settled when the index is imported
        code = f"from benchmarks.index_cluster import compare; compare({articles}, {partitions})"
        subprocess.run([sys.executable, "-c", code], check=True)


def compare(articles: int, partitions: int) -> None:
    """Measure both sides with so many partitions, and print what was found."""
    keys.PARTITIONS = partitions
    from tests.desk.cluster_nodes import running_cluster

    with (
        tempfile.TemporaryDirectory(prefix="mirrorfold-bench-") as name,
        EmbeddedIndex(Path(name), lasting=False) as server,
        running_cluster(Path(name), appendfsync="no") as cluster,
    ):
        one, many = asyncio.run(_measure([server.url, cluster.url], articles))
    ratios = {
        "bytes (to reach: 1.1)": round(many["bytes per article"] / one["bytes per article"], 3),
        "median find (to reach: 2)": round(many["find ms"] / one["find ms"], 2),
    }
    row = {"articles": articles, "partitions": partitions, "server": one, "cluster": many, "cluster / server": ratios}
    print(json.dumps(row, indent=1), flush=True)


async def _measure(urls: list[str], articles: int) -> list[dict[str, Any]]:
    """Fill the indexes one after the other, then ask them in turn: whatever else the machine does, it does to both."""
    indexes = [Index.at(url) for url in urls]
    try:
        rates = [await _fill(index, articles) for index in indexes]
        times = await _ask_in_turn(indexes)
        return [await _sum_up(*each) for each in zip(indexes, rates, times, strict=True)]
    finally:
        for index in indexes:
            await index.close()


async def _fill(index: Index, articles: int) -> float:
    """Publish so many articles; how many a second."""
    from crawler.index.postings import Postings  # reads how many partitions there are

    await index.mark([*keys.posting_partitions(), *map(keys.source_partition, NAMES)])
    postings, chance, begun = Postings(index, 45, 8 << 30), np.random.default_rng(1), time.perf_counter()
    for first in range(0, articles, BATCH):
        entries = [_entry(number, chance) for number in range(first, min(first + BATCH, articles))]
        await index.execute(postings.publish_commands(entries), keys.posting_partitions())
        known = {f"/{entry.revision}": Known(entry.revision) for entry in entries}
        await remember_keys(index, NAMES[first // BATCH % SOURCES], known)
    return articles / (time.perf_counter() - begun)


async def _ask_in_turn(indexes: list[Index]) -> list[tuple[list[float], list[float]]]:
    """Seconds of finds and of look-ups, for each index."""
    from crawler.index.postings import Postings

    chance = np.random.default_rng(2)
    times: list[tuple[list[float], list[float]]] = [([], []) for _ in indexes]
    for number in range(ASKED):
        sketch, source = _entry(number, chance).sketch, NAMES[number % SOURCES]
        for index, (finds, looks) in zip(indexes, times, strict=True):
            finds.append(await _time(Postings(index, 45).find([sketch], NOW)))
            looks.append(await _time(look_up_keys(index, source, [f"/{number}"])))
    return times


async def _sum_up(index: Index, rate: float, times: tuple[list[float], list[float]]) -> dict[str, Any]:
    size, facts = await measure_index(index, NAMES), await index.facts()
    finds, looks = times
    return {
        "bytes per article": round((size.key_bytes + size.entry_bytes) / size.keys, 1),
        "find ms": round(median(finds) * 1000, 2),
        "find ms, 95 of 100": round(quantiles(finds, n=20)[-1] * 1000, 2),
        "look-up ms": round(median(looks) * 1000, 2),
        "articles published per second": round(rate),
        "megabytes of each primary": [shard["memory"] >> 20 for shard in facts["shards"]] or [facts["memory"] >> 20],
    }


def _entry(number: int, chance: np.random.Generator) -> Entry:
    sketch = np.unique(chance.integers(0, 1 << 63, SHINGLES, dtype=np.uint64))
    return Entry(revision=number + 1, sketch=sketch, shingles=400, at=NOW)


async def _time(question: Any) -> float:
    begun = time.perf_counter()
    await question
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
