"""A newsroom, a configuration for it, and the command ``mirrorfold`` run as a user would."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from crawler.model.failpoints import VARIABLE
from newsroom import NewsroomProcess
from tests.desk import prefork

COMMAND = str(Path(sys.executable).with_name("mirrorfold"))
DATABASE = "MIRRORFOLD_DATABASE__URL"
TEMPLATE = "/Detail/{year}/{month}/{day}/{id}/{slug}"


def wait_until(condition: Callable[[], bool], description: str, seconds: float = 30) -> None:
    """Wait for a condition; fail with what was waited for."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {description}"
        time.sleep(0.02)


@dataclass(frozen=True)
class Desk:
    """A source whose mirrors are a newsroom's, and a state folder."""

    room: NewsroomProcess
    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def configure(
        self, settings: str = "", source: str = "", *, allow: bool = True, others: Sequence[str] = ()
    ) -> None:
        """Write the configuration: all mirrors, no delay, unless told otherwise.

        :param others: origins that may be fetched, too
        """
        (self.config / "sources").mkdir(parents=True, exist_ok=True)
        pairs = [origin.removeprefix("http://") for origin in [*self.room.origins, *others]] if allow else []
        if "probe_proposals" not in settings:  # hosts that pages name are asked only where a test is about that
            quiet = "[mirrors]\nprobe_proposals = false\n"
            settings = settings.replace("[mirrors]\n", quiet) if "[mirrors]" in settings else settings + quiet
        if "control_pages" not in settings:  # asked for where a test is about it
            settings = settings.replace("[mirrors]\n", "[mirrors]\ncontrol_pages = false\n")
        if "[web]" not in settings:  # pages are served where a test is about them: one port is one daemon's
            settings += "[web]\nport = 0\n"
        politeness = "" if "[politeness]" in settings else "[politeness]\ndelay = 0.0\nconcurrency = 8\n"
        network = f'[network]\ncontact = "tests"\nallow_loopback = {json.dumps(pairs)}\n'
        (self.config / "mirrorfold.toml").write_text(network + politeness + settings)
        default = (
            f'name = "Room"\nlanguage = "en"\nmirrors = {json.dumps(self.room.origins)}\n'
            f'feeds = ["/rss.xml"]\narticles = "{TEMPLATE}"\n'
        )
        (self.config / "sources" / "room.toml").write_text(source or default)

    def command(self, *words: str) -> list[str]:
        return [COMMAND, *words, "--config", str(self.config), "--state", str(self.state)]

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        done = self.attempt(*words)
        assert done.returncode == code, f"{words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done

    def attempt(self, *words: str, failpoint: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, whatever that is.

        :param failpoint: where it dies
        """
        environment = os.environ if failpoint is None else os.environ | {VARIABLE: failpoint}
        return prefork.run(self.command(*words)[1:], environment, timeout=120)

    def crawl(self, name: str = "Room") -> dict[str, Any]:
        """Crawl once and return the report."""
        report: dict[str, Any] = json.loads(self.run("crawl", name, "--json").stdout)
        return report

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the archive directly: our own reports are no witnesses."""
        with closing(self._archive()) as archive:
            return archive.execute(sql).fetchall()

    def change(self, statements: Iterable[str]) -> None:
        """Change the archive behind the program's back."""
        with closing(self._archive()) as archive:
            for statement in statements:
                archive.execute(statement)
            archive.commit()

    def _archive(self) -> Any:
        if url := os.environ.get(DATABASE):
            return psycopg.connect(url)
        return sqlite3.connect(self.state / "archive.db")

    def served(self, kind: str = "article") -> Counter[Any]:
        """What the newsroom's own log says it answered: article id → times, bodies only."""
        return Counter(row["article"] for row in self.room.log_rows() if row["kind"] == kind and row["status"] == 200)


OpenRoom = Callable[..., Desk]


@pytest.fixture
def open_room(tmp_path: Path) -> Iterator[OpenRoom]:
    """Open newsrooms that are closed with the test."""
    rooms: list[NewsroomProcess] = []

    def open_(**options: Any) -> Desk:
        room = NewsroomProcess(**options)
        room.start()
        rooms.append(room)
        desk = Desk(room, tmp_path)
        desk.configure()
        return desk

    yield open_
    for room in rooms:
        room.stop()
