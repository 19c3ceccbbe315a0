"""A cluster of six nodes on this machine, of the embedded index's binary: three primaries, each with a replica."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from crawler.index.embedded import _binary
from crawler.index.keys import SLOTS, hash_slot
from tests.desk.index_servers import wait_until

PRIMARIES = 3

FLOOD_MEGABYTES = 16
"""More than the kernel takes for a process that does not read."""

SETTINGS = {
    "cluster-enabled": "yes",
    "cluster-node-timeout": "1500",
    "cluster-allow-replica-migration": "no",
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
    "min-replicas-to-write": "1",
    "min-replicas-max-lag": "10",
    "repl-diskless-sync-delay": "0",
    "save": "",
}


@dataclass
class Node:
    """A node of the cluster, as a process that can be killed, frozen and emptied."""

    folder: Path
    settings: dict[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    frozen: bool = False

    def start(self) -> None:
        if not self.port:
            self.port, bus = _free_ports()
            self.settings |= {"port": str(self.port), "cluster-port": str(bus)}
        self.folder.mkdir(exist_ok=True)
        options = {**self.settings, "dir": str(self.folder), "cluster-config-file": str(self.folder / "nodes.conf")}
        command = [str(_binary()), *(part for name, value in options.items() for part in (f"--{name}", value))]
        with (self.folder / "node.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(self.answers, description=f"the node at port {self.port} answers")

    def ask(self, *words: object) -> Any:
        retry = Retry(NoBackoff(), 0)
        with redis.Redis(port=self.port, socket_timeout=1, retry=retry, decode_responses=True) as client:
            return client.execute_command(*words)

    def answers(self) -> bool:
        try:
            return bool(self.ask("PING"))
        except redis.RedisError:
            return False

    def info(self) -> dict[str, Any]:
        """What it says of its replication; nothing while it does not answer."""
        try:
            found: dict[str, Any] = self.ask("INFO", "replication")
        except redis.RedisError:
            return {}
        return found

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)
        self.frozen = True

    def freeze_behind(self, primary: Node) -> None:
        """Freeze this replica, and let its primary send so much that all that follows waits there, and is lost with it:
        what the kernel has already is read when the replica wakes."""
        self.freeze()
        first = next(first for first, _, owner in _slots(primary) if owner == primary.port)
        tag = next(tag for tag in map(str, range(1 << 20)) if hash_slot(tag) == first)
        for number in range(FLOOD_MEGABYTES):
            primary.ask("SET", f"{{{tag}}}:flood:{number % 2}", "x" * (1 << 20), "PX", 1000)

    def thaw(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGCONT)
        self.frozen = False

    def lose_data(self) -> None:
        """Empty the disk of a node that was killed; it still knows who it is."""
        shutil.rmtree(self.folder / "appendonlydir")


class ValkeyCluster:
    """Six nodes. A server as the tests of one know it, and what can happen to its parts."""

    def __init__(self, folder: Path, **settings: str) -> None:
        changed = {name.replace("_", "-"): value for name, value in settings.items()}
        self.nodes = [Node(folder / f"node-{n}", {**SETTINGS, **changed}) for n in range(2 * PRIMARIES)]

    @property
    def url(self) -> str:
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    def start(self) -> None:
        """Make the cluster, or start those of its nodes that are down."""
        fresh = not self.nodes[0].port
        for node in self.nodes:
            if node.process is None or node.process.poll() is not None:
                node.start()
        if fresh:
            self._join()
        self.wait_whole()

    def _join(self) -> None:
        for number, node in enumerate(self.nodes):
            if number < PRIMARIES:
                first, after = (SLOTS * edge // PRIMARIES for edge in (number, number + 1))
                node.ask("CLUSTER", "ADDSLOTSRANGE", first, after - 1)
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        for node in self.nodes[1:]:
            node.ask("CLUSTER", "MEET", "127.0.0.1", self.nodes[0].port, self.nodes[0].settings["cluster-port"])
        wait_until(lambda: all(self._knows_all(node) for node in self.nodes), description="the nodes have met")
        for number, node in enumerate(self.nodes[PRIMARIES:]):
            node.ask("CLUSTER", "REPLICATE", self.nodes[number].ask("CLUSTER", "MYID"))

    def _knows_all(self, node: Node) -> bool:
        lines = node.ask("CLUSTER NODES")
        return len(lines) == len(self.nodes) and all("handshake" not in facts["flags"] for facts in lines.values())

    def stop(self) -> None:
        for node in self.nodes:
            if node.process is not None and node.process.poll() is None:
                if node.frozen:
                    node.thaw()
                node.process.terminate()
        for node in self.nodes:
            if node.process is not None:
                node.process.wait(20)

    def primaries(self) -> list[Node]:
        """The nodes that say they are primaries, and answer."""
        return [node for node in self.nodes if node.info().get("role") == "master"]

    def replica_of(self, primary: Node) -> Node:
        return next(node for node in self.nodes if node.info().get("master_port") == primary.port)

    def primary_of(self, slot: int) -> Node:
        """Who has a slot, as the first says that can be asked."""
        for node in self.nodes:
            if not node.frozen and node.answers():
                for first, last, owner in _slots(node):
                    if first <= slot <= last:
                        return next(each for each in self.nodes if each.port == owner)
        raise AssertionError(f"nobody has slot {slot}")

    def is_whole(self) -> bool:
        """Whether each primary has a replica that is in step, and all say that the cluster works."""
        infos = [node.info() for node in self.nodes]
        primaries = [info for info in infos if info.get("role") == "master"]
        replicas = [info for info in infos if info.get("role") == "slave"]
        return (
            len(primaries) == len(replicas) == PRIMARIES
            and all(info["connected_slaves"] == 1 and info["slave0"]["state"] == "online" for info in primaries)
            and all(info["master_link_status"] == "up" for info in replicas)
            and all(_works(node) for node in self.nodes)
        )

    def wait_whole(self) -> None:
        wait_until(self.is_whole, description="each primary has its replica", seconds=40)

    def wait_promoted(self, replica: Node) -> None:
        """Wait until a replica has become the primary."""
        wait_until(lambda: replica.info().get("role") == "master", description="a replica took over", seconds=30)

    def emptied(self) -> None:
        """Delete all keys."""
        for node in self.primaries():
            node.ask("FLUSHALL")


def _works(node: Node) -> bool:
    try:
        return str(node.ask("CLUSTER INFO")["cluster_state"]) == "ok"
    except redis.RedisError:
        return False


def _slots(node: Node) -> list[tuple[int, int, int]]:
    """First and last slot of each range, and the port of its primary."""
    return [(first, last, owner[1]) for first, last, owner, *_ in node.ask("CLUSTER", "SLOTS")]


def _free_ports() -> tuple[int, int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(2)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        first, second = (each.getsockname()[1] for each in sockets)
    return first, second


@contextmanager
def running_cluster(folder: Path, **settings: str) -> Iterator[ValkeyCluster]:
    """A cluster for as long as the body runs."""
    cluster = ValkeyCluster(folder, **settings)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
