"""Crawls in a child process, each source once, and what came of each: the real services, guard and door.

Run as a program it prints one JSON line a source. ``--answers`` names a JSON file, host → list of answers, one for
each look-up: it stands in for the DNS, below the guard. Peak memory is set back before each crawl.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.desk import prefork

ROOT = Path(__file__).parents[2]

NEVER = "never"
"""An answer of the stand-in for the DNS that does not come."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a crawl of one source.

    :ivar causes: mirror → why it failed
    :ivar peak: most memory that the process had, MiB
    """

    source: str
    seconds: float
    causes: dict[str, str]
    warnings: list[str]
    problem: str
    verdicts: dict[str, int]
    requests: int
    peak: float


def crawl_all(config: Path, state: Path, *options: str, environment: dict[str, str] | None = None) -> list[Outcome]:
    """Crawl every source of a configuration in one child process; fails when the child does.

    :param environment: of a process of its own, for libraries read it when they are loaded; None: a fork does
    """
    words, module = [str(config), str(state), *options], "tests.scorecard.crawling"
    if environment is None:
        done = prefork.run(words, os.environ, timeout=280, module=module)
    else:
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, f"the child ended with {done.returncode}:\n{done.stdout}\n{done.stderr[-4000:]}"
    return [Outcome(**json.loads(line)) for line in done.stdout.splitlines()]


def write(config: Path, settings: str, sources: dict[str, str]) -> None:
    """Write a configuration: the settings' text, and the text of each source by its id."""
    (config / "sources").mkdir(parents=True, exist_ok=True)
    (config / "mirrorfold.toml").write_text(settings)
    for name, text in sources.items():
        (config / "sources" / f"{name}.toml").write_text(f"name = {json.dumps(name)}\n{text}")


def source(mirrors: Sequence[str], feeds: Sequence[str] = ("/rss.xml",), more: str = "") -> str:
    """The text of a source's file, less its name."""
    return f"mirrors = {json.dumps(list(mirrors))}\nfeeds = {json.dumps(list(feeds))}\n{more}"


def fake_dns(path: str) -> None:
    """Let names be answered from a file, below the guard; each look-up takes the next answer, the last one stays."""
    from twisted.internet.address import IPv4Address, IPv6Address

    from crawler.network import reactor as mounting

    answers: dict[str, list[list[str]]] = json.loads(Path(path).read_text())
    install = mounting.install

    class Dns:
        def resolveHostName(self, receiver: Any, host: str, port: int, *rest: Any) -> Any:  # noqa: N802
            said = answers.get(host, [[]])
            now = said.pop(0) if len(said) > 1 else said[0]
            receiver.resolutionBegan(self)
            if now == [NEVER]:
                return self
            for address in now:
                kind = IPv6Address if ":" in address else IPv4Address
                receiver.addressResolved(kind("TCP", address, port))
            receiver.resolutionComplete()
            return self

    def install_over_fake(reactor: Any, *rest: Any) -> Any:
        own = reactor.nameResolver

        class Either(Dns):
            def resolveHostName(self, receiver: Any, host: str, port: int, *rest: Any) -> Any:  # noqa: N802
                inner = super() if host in answers else own
                return inner.resolveHostName(receiver, host, port, *rest)

        reactor.installNameResolver(Either())
        return install(reactor, *rest)

    mounting.install = install_over_fake


def _peak() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _forget_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


async def _one(found: Any, shared: Any) -> dict[str, Any]:
    from crawler.crawl.run import crawl_source

    seen: list[Any] = []
    _forget_peak()
    begun, problem = time.monotonic(), ""
    try:
        await crawl_source(found, shared, watch=seen.append)
    except Exception as error:  # noqa: BLE001 - the outcome is what is asked for
        problem = f"{type(error).__name__}: {error}"
    seconds = time.monotonic() - begun
    tally = seen[0].tally
    return {
        "source": found.id,
        "seconds": seconds,
        "causes": tally.causes,
        "warnings": list(tally.warnings),
        "problem": problem,
        "verdicts": dict(tally.verdicts),
        "requests": sum(cost["requests"] for cost in tally.report()["mirrors"].values()),
        "peak": _peak(),
    }


def _each_alone(config: Path, state: Path) -> list[Any]:
    """A configuration for each source, so that several may have one mirror."""
    from crawler.settings import load

    found = []
    for file in sorted((config / "sources").glob("*.toml")):
        folder = state.with_name("alone") / file.stem
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        (folder / "mirrorfold.toml").write_text((config / "mirrorfold.toml").read_text())
        (folder / "sources" / file.name).write_text(file.read_text())
        found.append(load(folder, {}))
    return found


async def _main(config: Path, state: Path) -> None:
    from scheduler.service.services import mark_new_sources, open_services

    configurations = _each_alone(config, state)
    async with open_services(configurations[0], state) as shared:
        for one in configurations:
            await mark_new_sources(shared, one)
            print(json.dumps(await _one(one.sources[0], shared)), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("config", type=Path)
    parser.add_argument("state", type=Path)
    parser.add_argument("--answers")
    given = parser.parse_args()
    if given.answers:
        fake_dns(given.answers)
    asyncio.run(_main(given.config, given.state))
