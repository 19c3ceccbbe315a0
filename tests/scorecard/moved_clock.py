"""The command ``mirrorfold`` with a wall clock that a file moves: ``moved_clock.py FILE WAITS WORDS…``.

FILE holds the seconds by which the clock is off, read whenever the time is asked for, as a hand on the machine's clock
would act at any moment. All else is the program itself. Waits that would be negative are written to WAITS.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any


def move(file: Path) -> None:
    """Let what asks for the wall clock, APScheduler included, see the moved one; the monotonic clock runs on."""
    import apscheduler.executors.base
    import apscheduler.schedulers.base

    real = time.time

    def moved() -> float:
        return real() + float(file.read_text() or 0)

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Moved:
            return cls.fromtimestamp(moved(), tz)

    time.time = moved
    apscheduler.executors.base.datetime = apscheduler.schedulers.base.datetime = Moved


def watch_waits(file: Path) -> None:
    """Put down each negative wait that is asked of asyncio."""
    sleep, later = asyncio.sleep, asyncio.BaseEventLoop.call_later

    async def watched_sleep(delay: float, result: Any = None) -> Any:
        _put_down(file, delay)
        return await sleep(delay, result)

    def watched_later(loop: Any, delay: float, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        _put_down(file, delay)
        return later(loop, delay, callback, *args, **kwargs)

    asyncio.sleep = watched_sleep
    asyncio.BaseEventLoop.call_later = watched_later  # type: ignore[method-assign]


def _put_down(file: Path, delay: float) -> None:
    if delay < 0:
        with file.open("a") as waits:
            waits.write(f"{delay}\n")


if __name__ == "__main__":
    move(Path(sys.argv[1]))
    watch_waits(Path(sys.argv[2]))
    from scheduler.cli import main  # only now: what it imports takes the clock with it

    sys.argv = ["mirrorfold", *sys.argv[3:]]
    main()
