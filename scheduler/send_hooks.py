"""The process that tells hooks what happens: ``python -m scheduler.send_hooks``, begun by the daemon.

What it is to do stands on the first line of its standard input, which then stays open: when it ends, whoever began
this process is gone, and so is this one. So a daemon that is killed leaves none behind, and the next one's never sends
beside it: they take turns at a lock in the state folder.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

from crawler.archive.database.store import Archive
from crawler.model.errors import ArchiveUnavailable
from scheduler.hooks.order import Order, read_order
from scheduler.hooks.sender import Sender
from scheduler.watching.log_format import configure_logging

log = logging.getLogger(__name__)

TURN = 0.1
"""Seconds between two looks whether the one before has ended."""

GRACE = 1.2
"""Seconds that what is under way has to end when this process is told to."""


def main() -> int:
    """Send until told to end.

    :returns: the exit code of who is told nothing; otherwise the process ends in here
    """
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n"):
        return 0  # whoever began it is gone already
    order = read_order(line)
    configure_logging(plain=order.seconds > 0)
    asyncio.run(_run(order))
    return 0


async def _run(order: Order) -> None:
    stopping = asyncio.Event()
    threading.Thread(target=_watch_input, args=(asyncio.get_running_loop(), stopping), daemon=True).start()
    work = asyncio.create_task(_work(order, stopping))
    told = asyncio.create_task(stopping.wait())
    await asyncio.wait([work, told], return_when=asyncio.FIRST_COMPLETED)
    if not work.done():  # its end is bounded, whatever a target does
        await asyncio.wait([work], timeout=GRACE * 2)
    code = _find_code(work) if work.done() else 0
    logging.shutdown()
    os._exit(code)  # a library's thread that hangs keeps nobody


def _find_code(work: asyncio.Task[None]) -> int:
    try:
        work.result()
    except ArchiveUnavailable as error:
        log.error("hooks are told nothing: %s", error)
        return error.exit_code
    except Exception:
        log.exception("hooks are told nothing, by an error of ours")
        return 1
    return 0


def _watch_input(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> None:
    with suppress(OSError):
        while sys.stdin.buffer.read(1):
            pass
    with suppress(RuntimeError):  # the loop ended by itself
        loop.call_soon_threadsafe(stopping.set)


async def _work(order: Order, stopping: asyncio.Event) -> None:
    async with _take_turn(Path(order.state)):
        with closing(Archive.in_folder(Path(order.state), order.database)) as archive:
            sender = Sender(archive, order)
            sending = asyncio.create_task(sender.drain() if order.seconds else sender.send())
            told = asyncio.create_task(stopping.wait())
            await asyncio.wait([sending, told], timeout=order.seconds or None, return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            if sending.done():
                sending.result()
            sending.cancel()
            await sender.stop(GRACE)


@asynccontextmanager
async def _take_turn(state: Path) -> AsyncIterator[None]:
    """Hold the lock of those who send out of a state folder; the kernel frees it whatever way the process ends."""
    with (state / "hooks.lock").open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(TURN)
        yield


if __name__ == "__main__":
    sys.exit(main())
