"""A process of ``many_processes``: makes runs with nothing new, or plays the archive's part of them, for some seconds.

A script of its own, so that another version of Mirrorfold can be measured with it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

ROUNDS = 3
"""Runs of each source after which nothing is new."""

KINDS = ("run", "run_for", "load")


class Recorder:
    """An archive that remembers which calls a run makes of it."""

    def __init__(self, archive: Any) -> None:
        self._archive = archive
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any], Any]] = []

    def __getattr__(self, name: str) -> Any:
        wanted = getattr(self._archive, name)
        if name not in KINDS:
            return wanted

        async def call(*arguments: Any, **named: Any) -> Any:
            answer = await wanted(*arguments, **named)
            self.calls.append((name, arguments, named, answer))
            return answer

        return call


async def play(archive: Any, calls: list[tuple[str, tuple[Any, ...], dict[str, Any], Any]]) -> None:
    """Make the calls of a run again, for a run of their own."""
    recorded = next(answer[0] for _, _, _, answer in calls if isinstance(answer, tuple) and isinstance(answer[0], int))
    run = recorded
    for kind, arguments, named, earlier in calls:
        given = [
            run if value is recorded or (type(value) is int and value == recorded) else value for value in arguments
        ]
        answer = await getattr(archive, kind)(*given, **named)
        if earlier is not None and isinstance(earlier, tuple) and earlier[:1] == (recorded,):
            run = answer[0]


async def work(config: Path, state: Path, names: list[str], mode: str, at_once: int, seconds: float) -> None:
    from dataclasses import replace

    from crawler.crawl.run import crawl_source
    from crawler.settings import load
    from scheduler.service.services import open_services

    loaded = load(config, {})
    sources = [loaded.source(name) for name in names]
    async with open_services(loaded, state) as shared:
        ways: list[Callable[[], Awaitable[Any]]] = []
        for source in sources:
            for _ in range(ROUNDS):
                await crawl_source(source, shared)
            if mode == "crawl":
                ways.append(lambda source=source: crawl_source(source, shared))  # type: ignore[misc]
            else:
                recorder = Recorder(shared.archive)
                canonicalizer = shared.canonicalizer
                canonicalizer._archive = recorder  # type: ignore[assignment]
                await crawl_source(source, replace(shared, archive=recorder))  # type: ignore[arg-type]
                canonicalizer._archive = shared.archive
                ways.append(lambda calls=recorder.calls: play(shared.archive, calls))  # type: ignore[misc]
                if source is sources[0]:
                    print(json.dumps([kind for kind, *_ in recorder.calls]), flush=True)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        done, used, until = 0, time.process_time(), time.monotonic() + seconds
        waiting = list(ways)

        async def go_on() -> None:
            nonlocal done
            while time.monotonic() < until:
                way = waiting.pop(0)
                await way()
                waiting.append(way)
                done += 1

        await asyncio.gather(*(go_on() for _ in range(at_once)))
        print(json.dumps({"runs": done, "cpu": time.process_time() - used}), flush=True)


if __name__ == "__main__":
    _, config, state, names, mode, at_once, seconds = sys.argv
    asyncio.run(work(Path(config), Path(state), names.split(","), mode, int(at_once), float(seconds)))
