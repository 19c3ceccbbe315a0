"""D3: an index on a cluster whose primaries are killed, frozen and replaced. Nothing is lost unseen, nobody hurried.

What was published, and who was asked when, is the newsroom's word; what was stored, and what is linked, the archive's.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.index import keys
from crawler.index.known_keys import look_up_keys
from crawler.model.errors import IndexUnavailable
from crawler.settings import load
from scheduler.service.services import prepare_index
from tests.desk.cluster_nodes import Node, ValkeyCluster, running_cluster
from tests.desk.desk import wait_until
from tests.desk.installation import Installation, open_installation
from tests.desk.judging_rooms import Room, identities, partition, room
from tests.desk.postgres import PostgresServer
from tests.judging.test_order import CORPUS, expected
from tests.scorecard.conftest import FULL, SEED, Score
from tests.scorecard.test_d1_d2_machines import FIRST, WORKERS, comes_home, start_all

__all__ = ["expected"]

TROUBLES = ["killed"] * 5 + ["frozen", "replaced"] if FULL else ["killed", "replaced"]
LAGGING = 3 if FULL else 1
SOURCES, MIRRORS = 6, 2
GOES_ON = 10.0
DELAY, TIMEOUT = 0.2, 2.0


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[ValkeyCluster]:
    (tmp_path / "cluster").mkdir()
    with running_cluster(tmp_path / "cluster") as cluster:
        yield cluster


@pytest.fixture
def installation(postgres: PostgresServer, cluster: ValkeyCluster, tmp_path: Path) -> Iterator[Installation]:
    room = {"articles": FIRST, "mirrors": SOURCES * MIRRORS, "seed": SEED}
    with open_installation(tmp_path, postgres.new_database(), cluster.url, **room) as made:
        polite = {"delay": DELAY, "concurrency": 1, "timeout": TIMEOUT}
        made.configure(SOURCES, MIRRORS, "2s", "[runs]\nconcurrency = 4\nlease = 5.0\n", **polite)  # type: ignore[arg-type]
        yield made


def befall(cluster: ValkeyCluster, primary: Node, trouble: str) -> None:
    """Let something happen to a primary; whoever watches over processes starts it again."""
    replica = cluster.replica_of(primary)
    if trouble == "frozen":
        primary.freeze()
        cluster.wait_promoted(replica)
        primary.thaw()
        return
    primary.kill()
    if trouble == "replaced":
        primary.lose_data()
    else:
        cluster.wait_promoted(replica)
    primary.start()


@pytest.mark.scorecard
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_primaries_that_are_killed_frozen_and_replaced_cost_nothing_and_hurry_nobody(
    installation: Installation, cluster: ValkeyCluster, score: Score
) -> None:
    chance = random.Random(SEED)
    members = start_all(installation)
    published, pauses = FIRST, list[tuple[str, float]]()
    wait_until(lambda: _done_since(installation, 0) == SOURCES, "all are crawled", 120)
    for trouble in TROUBLES:
        installation.room.post({"do": "publish", "number": 1})
        published += 1
        time.sleep(chance.uniform(0.2, 1.5))  # the moment at which it happens is what is tried
        (last,) = installation.ask("select coalesce(max(id), 0) from runs")[0]
        began = time.monotonic()
        befall(cluster, chance.choice(cluster.primaries()), trouble)
        wait_until(lambda last=last: _done_since(installation, last) == SOURCES, f"crawls go on, {trouble}", 120)
        pauses.append((trouble, round(time.monotonic() - began, 1)))
        cluster.wait_whole()
    longest = max(seconds for _, seconds in pauses)
    lost, doubled = comes_home(installation, published, sources=SOURCES)
    pairs, close, overlaps = _politeness(installation.room.log_rows())
    score("D3", "articles lost", lost, SOURCES * published, "0")
    score("D3", "rows doubled", doubled, SOURCES * published, "0")
    score("D3", "seconds until every source is crawled again, at most", longest, GOES_ON, f"<= {GOES_ON:g}")
    score("D3", f"pairs of requests closer than {DELAY:g} s", close, pairs, "0")
    score("D3", "pairs of requests that overlap", overlaps, pairs, "0")
    assert (lost, doubled, close, overlaps) == (0, 0, 0, 0)
    assert longest <= GOES_ON, pauses
    assert [member.stop() for member in members] == [0] * (2 + WORKERS)


def _done_since(installation: Installation, run: int) -> int:
    """Sources of which a run that began after another is done."""
    done = "select count(distinct source) from runs where id > %s and outcome = 'done'"
    return int(installation.ask(done, run)[0][0])


def _politeness(log: Sequence[dict[str, Any]]) -> tuple[int, int, int]:
    """Pairs of requests to one host, those closer than the delay, and those that overlap; by the hosts' own log."""
    by_host: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(log, key=lambda row: row["t"]):
        by_host.setdefault(row["port"], []).append(row)
    pairs = [pair for rows in by_host.values() for pair in pairwise(rows)]
    close = sum(later["t"] - earlier["t"] < DELAY for earlier, later in pairs)
    return len(pairs), close, sum(later["t"] < earlier["end"] for earlier, later in pairs)


@pytest.mark.scorecard
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_lagging_replicas_lose_is_found_and_near_duplicates_are_linked_as_without_faults(
    cluster: ValkeyCluster, tmp_path: Path, score: Score, expected: tuple[object, object]
) -> None:
    order = random.Random(SEED).sample(CORPUS, len(CORPUS))
    sources = sorted({text.source for text in order})
    write_sources(tmp_path / "config", sources)
    configuration = load(tmp_path / "config", {})
    figures = {"lost": 0, "found": 0, "outside": 0, "parts": 0}

    async def scene() -> tuple[object, object]:
        async with room(cluster, tmp_path, sources=sources) as stage:
            await prepare_index(stage.index, stage.archive, configuration, take_over=True)
            for source in sources:
                await stage.begin(source)
            size = -(-len(order) // (LAGGING + 1))
            pieces = [order[first : first + size] for first in range(0, len(order), size)]
            for turn, piece in enumerate(pieces):
                gone = cluster.primary_of(keys.hash_slot(keys.posting_partition(3 * turn % keys.PARTITIONS)))
                last = turn == len(pieces) - 1
                replica = cluster.replica_of(gone)
                if not last:
                    replica.freeze_behind(gone)
                for text in piece:
                    await stage.canonicalizer.submit(stage.page(f"/{text.id}", text.text, source=text.source))
                if not last:
                    await _lose(stage, cluster, gone, replica, figures)
                    made = await prepare_index(stage.index, stage.archive, configuration)
                    figures["parts"] += made.partitions
                    figures["outside"] += made.whole
            return identities(stage.archive), partition(stage.archive)

    linked = asyncio.run(scene())
    score("D3", "lagging replicas promoted that lost something", figures["lost"], LAGGING, "all")
    score("D3", "of these, that were found before anything was believed", figures["found"], LAGGING, "all")
    score("D3", "whole indexes made anew for them", figures["outside"], LAGGING, "0")
    score("D3", "links of near-duplicates as in a run without faults", int(linked == expected), 1, "all")
    assert (figures["lost"], figures["found"], figures["outside"]) == (LAGGING, LAGGING, 0)
    assert linked == expected


async def _lose(stage: Room, cluster: ValkeyCluster, gone: Node, replica: Node, figures: dict[str, int]) -> None:
    """Kill a primary whose replica is behind, and see whether postings are lost, and whether that is noticed."""
    mine = [n for n in range(keys.PARTITIONS) if cluster.primary_of(keys.hash_slot(keys.posting_partition(n))) is gone]
    before = [gone.ask("HGETALL", keys.posting_counts(number)) for number in mine]
    gone.kill()
    replica.thaw()
    cluster.wait_promoted(replica)
    figures["lost"] += before != [replica.ask("HGETALL", keys.posting_counts(number)) for number in mine]
    gone.start()
    cluster.wait_whole()
    try:
        await stage.index.execute([], [keys.posting_partition(number) for number in mine])
    except IndexUnavailable:
        figures["found"] += 1
    for source in stage.sources:  # the others serve on
        if cluster.primary_of(keys.hash_slot(keys.source_partition(source))) is not replica:
            await look_up_keys(stage.index, source, ["/none"])


def write_sources(folder: Path, sources: Sequence[str]) -> None:
    """A configuration with these sources."""
    (folder / "sources").mkdir(parents=True)
    (folder / "mirrorfold.toml").write_text('[network]\ncontact = "tests"\n')
    for name in sources:
        text = f'name = "{name}"\nmirrors = ["https://{name}.example"]\nfeeds = ["/rss.xml"]\n'
        (folder / "sources" / f"{name}.toml").write_text(text)
