"""An installation whose index is a Redis Cluster: it crawls, and says how its shards are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.cluster_nodes import ValkeyCluster, running_cluster
from tests.desk.desk import Desk, OpenRoom


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def desk(open_room: OpenRoom, cluster: ValkeyCluster) -> Desk:
    cluster.emptied()
    desk = open_room(articles=4, mirrors=2)
    desk.configure(f'[redis]\nurl = "{cluster.url}"\n')
    return desk


def test_a_crawl_and_a_reindex_go_as_on_one_server(desk: Desk) -> None:
    assert desk.crawl()["verdicts"] == {"new": 4}
    assert desk.crawl()["verdicts"] == {}
    assert "4 keys, 4 sketches" in desk.run("reindex").stdout
    assert json.loads(desk.run("stats", "--json").stdout)["index"]["keys"] == 4


def test_status_and_doctor_show_every_shard_with_its_replica(desk: Desk, cluster: ValkeyCluster) -> None:
    desk.crawl()
    told, status = desk.run("doctor").stdout, desk.run("status").stdout
    assert "it is complete" in told
    assert "a cluster of 3 shards" in status
    for primary in cluster.primaries():
        words = f"primary 127.0.0.1:{primary.port}"
        assert words in told
        assert words in status
        assert f"replica 127.0.0.1:{cluster.replica_of(primary).port}, online" in status
    facts = json.loads(desk.run("status", "--json").stdout)["index"]
    assert [shard["min_replicas"] for shard in facts["shards"]] == [1, 1, 1]


def test_the_user_of_the_operators_pages_may_do_all_that_is_needed(desk: Desk, cluster: ValkeyCluster) -> None:
    pages = Path(__file__).parents[2] / "docs"
    (user,) = re.findall(r"^user mirrorfold on >PASSWORD (.*)$", (pages / "operations.md").read_text(), re.MULTILINE)
    (more,) = re.findall(r"A user of its own needs `([^`]+)`", (pages / "cluster.md").read_text())
    for node in cluster.nodes:
        node.ask("ACL", "SETUSER", "mirrorfold", "reset", "on", ">word", *user.split(), *more.split())
    desk.configure(f'[redis]\nurl = "{cluster.url.replace("://", "://mirrorfold:word@")}"\n')
    assert desk.crawl()["verdicts"] == {"new": 4}
    assert "4 keys, 4 sketches" in desk.run("reindex").stdout
    assert "it is complete" in desk.run("doctor").stdout


def test_doctor_names_the_primary_that_is_set_otherwise_and_a_crawl_refuses_it(
    desk: Desk, cluster: ValkeyCluster
) -> None:
    desk.crawl()
    odd = cluster.primaries()[0]
    odd.ask("CONFIG", "SET", "min-replicas-to-write", "0")
    try:
        told = desk.run("doctor", code=1).stdout
        assert f"a failover loses them all (127.0.0.1:{odd.port}). Set min-replicas-to-write 1" in told
        refused = desk.run("crawl", "room", code=3).stderr
        assert f"(127.0.0.1:{odd.port} of redis+cluster://" in refused
    finally:
        odd.ask("CONFIG", "SET", "min-replicas-to-write", "1")


def test_doctor_says_that_a_shard_has_no_replica_and_that_a_part_is_in_doubt(
    desk: Desk, cluster: ValkeyCluster
) -> None:
    desk.crawl()
    gone = cluster.primaries()[0]
    replica = cluster.replica_of(gone)
    gone.kill()
    cluster.wait_promoted(replica)
    try:
        replica.ask("CONFIG", "SET", "min-replicas-to-write", "0")
        told = desk.run("doctor", code=1).stdout
        assert f"primary 127.0.0.1:{replica.port}" in told
        assert "no replica that is online. Start its replica" in told
        assert "may lack something: their server began anew or was replaced" in told
    finally:
        replica.ask("CONFIG", "SET", "min-replicas-to-write", "1")
        cluster.start()
    assert desk.crawl()["verdicts"] == {}
    assert "it is complete" in desk.run("doctor").stdout
