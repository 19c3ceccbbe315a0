"""Keeps the process that tells hooks: begins it, begins it again when it dies or the settings change, and ends it."""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from crawler.archive.database.store import Archive
from crawler.archive.hooks.register_hooks import register_hooks
from crawler.settings import Settings
from scheduler.hooks.order import Order, make_order, write_order

log = logging.getLogger(__name__)

MODULE = "scheduler.send_hooks"

LOOK = 1.0
"""Seconds between two looks at the settings."""

AGAIN, AGAIN_AT_MOST = 0.5, 60.0
"""Seconds after which another process is begun in place of one that died: twice as long each time that it dies soon."""

SOON = 10.0
"""Seconds; a process that lived for longer did not die of how it begins."""

PATIENCE = 2.0
"""Seconds that it has to end when it is told to; then it is killed, and what it was sending is sent again."""

AT_ONCE = 60.0
"""Seconds for which hooks are told after a crawl without a daemon; the rest is told after the next one."""


class HookSending:
    """The telling of hooks, on behalf of a daemon.

    :param settings: those in force, asked anew each time
    :param leader: this process, where several share an archive
    """

    def __init__(
        self, archive: Archive, state: Path, settings: Callable[[], Settings], leader: str | None = None
    ) -> None:
        self._archive, self._state, self._settings, self._leader = archive, state, settings, leader

    async def register(self) -> Order:
        """Let the hooks that are configured be told of all that happens from now on.

        :raises ArchiveUnavailable: when the archive cannot be written
        """
        order = self._order()
        names = [target.name for target in order.targets]
        await self._archive.run_for((), register_hooks, names, int(self._archive.clock()))
        return order

    async def keep(self) -> None:
        """Tell them for as long as the daemon runs; without a hook there is no process."""
        loop, again = asyncio.get_running_loop(), AGAIN
        while True:
            order, began = await self.register(), loop.time()
            if not order.targets:
                await self._wait_for_another(order)
            elif await self._send(order) is not None:
                again = AGAIN if loop.time() - began > SOON else again
                await asyncio.sleep(again)
                again = min(2 * again, AGAIN_AT_MOST)

    async def _wait_for_another(self, order: Order) -> None:
        while order == self._order():  # noqa: ASYNC110 - files change without an event
            await asyncio.sleep(LOOK)

    async def _send(self, order: Order) -> int | None:
        """Have an order carried out until another one is due.

        :returns: with what the process ended by itself; None when it was told to
        """
        process = await begin_sending(order)
        try:
            ended = asyncio.ensure_future(process.wait())
            while order == self._order():
                done, _ = await asyncio.wait([ended], timeout=LOOK)
                if done:
                    log.error("the process that tells hooks ended with %d; it is begun again", ended.result())
                    return ended.result()
            return None
        finally:
            await end_sending(process)

    def _order(self) -> Order:
        return make_order(self._settings(), self._state, self._leader)


async def begin_sending(order: Order) -> Process:
    """Begin the process that sends; it ends when its standard input does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", MODULE, stdin=PIPE, stdout=DEVNULL, start_new_session=True
    )
    assert process.stdin is not None
    with suppress(ConnectionError):  # it died at once: who waits for it sees so
        process.stdin.write(write_order(order))
        await process.stdin.drain()
    return process


async def end_sending(process: Process, seconds: float = PATIENCE) -> None:
    """Have it end what it is doing; after so many seconds it is killed."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), seconds)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def send_now(settings: Settings, state: Path) -> None:
    """Tell hooks what waits, without a daemon; what cannot be told waits for the next crawl."""
    order = make_order(settings, state, seconds=AT_ONCE)
    if not order.targets:
        return
    process = await begin_sending(order)
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), AT_ONCE + PATIENCE)
    finally:
        await end_sending(process)
