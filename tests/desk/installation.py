"""An installation of several processes on this machine: PostgreSQL, an index, a newsroom, and whoever leads and works.

As a program it shows one: ``python -m tests.desk.installation [SECONDS]``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psycopg

from newsroom import NewsroomProcess
from tests.desk.cluster_nodes import running_cluster
from tests.desk.desk import COMMAND, TEMPLATE, wait_until
from tests.desk.index_servers import DebianRedis
from tests.desk.postgres import PostgresServer, binaries, running_server


@dataclass
class Member:
    """A process of the installation."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def says(self, words: str) -> bool:
        return words in self.log.read_text()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@dataclass
class Installation:
    """Stores, a newsroom, a configuration, and the processes that were started.

    :ivar database: URL of its archive
    """

    folder: Path
    database: str
    redis: str
    room: NewsroomProcess
    members: list[Member] = field(default_factory=list)
    _started: int = 0

    @property
    def config(self) -> Path:
        return self.folder / "config"

    def configure(
        self,
        sources: int,
        mirrors: int,
        every: str,
        settings: str = "",
        *,
        timeout: float = 15.0,
        delay: float = 0.0,
        concurrency: int = 16,
    ) -> None:
        """Write the configuration: so many sources, each on so many of the newsroom's mirrors, which they share."""
        (self.config / "sources").mkdir(parents=True, exist_ok=True)
        pairs = [origin.removeprefix("http://") for origin in self.room.origins]
        (self.config / "mirrorfold.toml").write_text(
            f'[network]\ncontact = "tests"\nallow_loopback = {json.dumps(pairs)}\n'
            f"timeout = {timeout}\n"
            f'[database]\nurl = "{self.database}"\n[redis]\nurl = "{self.redis}"\n'
            f"[politeness]\ndelay = {delay}\nconcurrency = {concurrency}\n"
            "[mirrors]\nprobe_proposals = false\ncontrol_pages = false\n[web]\nport = 0\n" + settings
        )
        for number in range(sources):
            own = self.room.origins[number * mirrors : (number + 1) * mirrors]
            (self.config / "sources" / f"s{number:03}.toml").write_text(
                f'name = "Source {number}"\nlanguage = "en"\nmirrors = {json.dumps(own)}\nfeeds = ["/rss.xml"]\n'
                f'articles = "{TEMPLATE}"\nevery = "{every}"\n'
            )

    def start(
        self, role: str, *words: str, ready: bool = True, settings: Mapping[str, str] = MappingProxyType({})
    ) -> Member:
        """Start ``mirrorfold run`` or ``work`` in a state folder of its own.

        :param settings: variables of the environment that it is to have besides ours
        """
        self._started += 1
        name = f"{role}-{self._started}"
        log = self.folder / f"{name}.log"
        places = ["--config", str(self.config), "--state", str(self.folder / name)]
        with log.open("ab") as out:
            command = [COMMAND, role, *words, *places]
            process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **settings})
        member = Member(name, process, log)
        self.members.append(member)
        if ready:
            up = "mirrorfold is up" if role == "run" else "mirrorfold works"
            wait_until(lambda: member.says(up) or process.poll() is not None, f"{name} is up", 60)
            assert process.poll() is None, log.read_text()
        return member

    def command(self, *words: str, state: str = "nobody") -> subprocess.CompletedProcess[str]:
        """Run a command of the program, on the state folder of a process or, as it is, on one in which nobody works."""
        places = ["--config", str(self.config), "--state", str(self.folder / state)]
        return subprocess.run([COMMAND, *words, *places], capture_output=True, text=True, timeout=120, check=False)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the archive directly: our own reports are no witnesses."""
        with closing(psycopg.connect(self.database)) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def leaders(self) -> list[str]:
        """Holders of the lease that have not lost it."""
        return [row[0] for row in self.ask("select holder from leadership where until > extract(epoch from now())")]

    def end(self) -> None:
        """Kill whatever still runs."""
        for member in self.members:
            if member.process.poll() is None:
                member.process.send_signal(signal.SIGCONT)
                member.kill()


@contextmanager
def open_installation(folder: Path, database: str, redis: str, **room: Any) -> Iterator[Installation]:
    """An installation with nobody in it yet."""
    with NewsroomProcess(**room) as newsroom:
        installation = Installation(folder, database, redis, newsroom)
        try:
            yield installation
        finally:
            installation.end()


@contextmanager
def running_stores(folder: Path) -> Iterator[tuple[PostgresServer, DebianRedis]]:
    """PostgreSQL and Redis of one's own."""
    programs = binaries()
    assert programs is not None, "PostgreSQL is not installed"
    redis = DebianRedis(folder)
    with running_server(programs) as postgres:
        redis.start()
        try:
            yield postgres, redis
        finally:
            redis.stop()


def show(seconds: float) -> None:
    """Show an installation: a leader, a standby, three workers, an index of six nodes, news. A primary of the index is
    killed after a third of the time, and comes back as a replica; after another third the leader is killed.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mf-")))
        programs = binaries()
        assert programs is not None, "PostgreSQL is not installed"
        postgres = stack.enter_context(running_server(programs))
        nodes = stack.enter_context(running_cluster(folder))
        place = open_installation(folder, postgres.new_database(), nodes.url, articles=20, mirrors=12)
        installation = stack.enter_context(place)
        installation.configure(4, 3, "10s", "[runs]\nconcurrency = 2\n", timeout=5.0)
        leader = installation.start("run")
        installation.start("run")
        for _ in range(3):
            installation.start("work")
        print(f"One leader, one standby, three workers and six nodes are up; logs in {folder}", flush=True)
        third = time.monotonic() + seconds / 3
        _watch(installation, third)
        primary = nodes.primaries()[0]
        print(f"the index's primary at port {primary.port} is killed", flush=True)
        replica = nodes.replica_of(primary)
        primary.kill()
        nodes.wait_promoted(replica)
        print(f"its replica at port {replica.port} took over; the killed one is started again", flush=True)
        primary.start()
        _watch(installation, third + seconds / 3)
        print("the leader is killed", flush=True)
        leader.kill()
        _watch(installation, third + 2 * seconds / 3)


def _watch(installation: Installation, until: float) -> None:
    while time.monotonic() < until:
        installation.room.post({"do": "publish", "number": 1})
        print(installation.command("status").stdout, flush=True)
        time.sleep(5)


if __name__ == "__main__":
    show(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
