"""Lets a daemon crawl a thousand sources for an hour, looks at it once a minute from outside, and writes a report.

usage: python -m benchmarks.soak [--sources N] [--minutes N] [--every SPAN] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.quiet_sites import quiet_sites
from benchmarks.service import Daemon, running, scrape, write_sources

SITES, METRICS = 18_090, 18_091
"""Ports."""

WARM = 10
"""Minutes after which everything was imported, opened and crawled once."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of the daemon after some minutes.

    :ivar memory: MB resident
    :ivar wal: bytes of the archive's write-ahead log; ``disk``: of the whole state folder
    :ivar runs: that ended until then; ``merged``: due times that passed without one
    :ivar late: share of the loop's wakes that came later than a quarter of a second
    """

    minute: int
    memory: int
    descriptors: int
    wal: int
    disk: int
    runs: int
    merged: int
    late: float


def look(daemon: Daemon, state: Path, minute: int) -> Look:
    """Look once."""
    page = scrape(METRICS).decode()
    woke, in_time = _value(page, "loop_lag_seconds_count"), _value(page, 'loop_lag_seconds_bucket{le="0.25"}')
    return Look(
        minute=minute,
        memory=daemon.memory(),
        descriptors=len(list(Path(f"/proc/{daemon.process.pid}/fd").iterdir())),
        wal=(state / "archive.db-wal").stat().st_size,
        disk=sum(file.stat().st_size for file in state.rglob("*") if file.is_file()),
        runs=daemon.ask("select count(*) from runs where ended is not null"),
        merged=daemon.ask("select sum(merged) from sources"),
        late=round((woke - in_time) / woke, 5) if woke else 0.0,
    )


def _value(page: str, name: str) -> float:
    found = re.search(rf"^mirrorfold_{re.escape(name)} (\S+)$", page, re.MULTILINE)
    return float(found[1]) if found else 0.0


def report(looks: Sequence[Look], sources: int, every: str) -> str:
    """The report: what grew between the time when all was warm and the end, and every look."""
    first, last = looks[min(WARM, len(looks) - 1)], looks[-1]
    lines = [f"# {sources} sources, each every {every}, for {last.minute} minutes", "", json.dumps(machine()), ""]
    lines += [
        f"* {name}: {getattr(first, name):,} after {first.minute} minutes, {getattr(last, name):,} at the end"
        for name in ("memory", "descriptors", "wal", "disk", "runs", "merged")
    ]
    lines.append(f"* bytes of disk for each run since: {(last.disk - first.disk) / max(1, last.runs - first.runs):.0f}")
    lines.append(f"* wakes of the loop later than .25 s: {last.late:.3%}")
    head = list(asdict(first))
    lines += ["", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(value) for value in asdict(seen).values()) + " |" for seen in looks]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Soak, and write the report into the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--every", default="5m")
    parser.add_argument("--folder", type=Path, default=Path("state/soak"))
    wanted = parser.parse_args()
    config, state = wanted.folder / "config", wanted.folder / "state"
    shutil.rmtree(wanted.folder, ignore_errors=True)
    write_sources(config, wanted.sources, wanted.every, metrics=METRICS, port=SITES)
    looks: list[Look] = []
    with quiet_sites(SITES), running(config, state) as daemon:
        begun = time.monotonic()
        daemon.wait_for(lambda: "is up" in daemon.log.read_text(), "a start", 120)
        for minute in range(wanted.minutes + 1):
            daemon.wait_for(lambda minute=minute: time.monotonic() >= begun + 60 * minute, "a minute", 120)  # type: ignore[misc]
            looks.append(look(daemon, state, minute))
            (wanted.folder / "report.md").write_text(report(looks, wanted.sources, wanted.every))
        daemon.stop()
    print(report(looks, wanted.sources, wanted.every))


if __name__ == "__main__":
    main()
