"""Sends what the outbox holds: each hook's events one after the other, each hook beside the others.

Whatever is killed here goes on where it was: an event counts as taken when the archive has noted it, so that of each
hook at most the one under way is sent a second time, and none is passed over.
"""

from __future__ import annotations

import asyncio
import json
import logging

from sqlalchemy import Connection

from crawler.archive.database.store import Archive
from crawler.archive.disputes.alarms import record_delivery
from crawler.archive.hooks.deliveries import (
    Failure,
    Waiting,
    list_due_hooks,
    load_first_waiting,
    prune_deliveries,
    record_failure,
    record_taken,
)
from crawler.archive.installation.leadership import load_leader
from crawler.model.errors import ArchiveUnavailable
from crawler.model.failpoints import reached
from crawler.settings.sections import Outbox
from scheduler.hooks.attempt import Attempt, wait_for_next
from scheduler.hooks.deliver import Deliverer
from scheduler.hooks.fan_out import fan_out
from scheduler.hooks.order import Order
from scheduler.hooks.targets import Target
from scheduler.reports.formats.text_format import format_count, sanitize

log = logging.getLogger(__name__)

INTERVAL = 0.5
"""Seconds between two looks at what happened."""

PRUNE_EVERY = 600.0
"""Seconds between two looks at what need not be kept."""

DAY = 86_400


class Sender:
    """Sends for one archive."""

    def __init__(self, archive: Archive, order: Order) -> None:
        self._archive, self._order = archive, order
        self._targets = {target.name: target for target in order.targets}
        self._ways = {name: Deliverer(target) for name, target in self._targets.items()}
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._pruned_at = 0.0
        self._is_away = self._stopping = False

    async def send(self) -> None:
        """Send for good."""
        self._stopping = False
        while True:
            await self.look()
            await asyncio.sleep(INTERVAL)

    async def drain(self) -> None:
        """Send what there is until each hook has taken all, or failed."""
        await self.look()
        while self._busy:
            await asyncio.wait(self._busy.values(), return_when=asyncio.FIRST_COMPLETED)
            await self.look()

    async def stop(self, seconds: float) -> None:
        """Begin nothing new, and let what is under way end within so many seconds; then it is cut off."""
        self._stopping = True
        if self._busy:
            _, left = await asyncio.wait(self._busy.values(), timeout=seconds)
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left, timeout=seconds / 3)

    async def look(self) -> None:
        """Put what happened into the outbox, and begin to tell each hook for which something is due."""
        try:
            await self._look()
            self._is_away = False
        except ArchiveUnavailable as error:
            if not self._is_away:
                log.warning("hooks wait for the archive: %s", error)
            self._is_away = True

    async def _look(self) -> None:
        self._busy = {name: task for name, task in self._busy.items() if not task.done()}
        if not await self._archive.load(may_send, self._order.leader):
            return
        targets, address = list(self._targets.values()), self._order.address
        while await self._archive.run_for((), fan_out, targets, address, int(self._archive.clock())):
            reached("hook.fan")
        now = self._archive.clock()
        for name in await self._archive.load(list_due_hooks, self._targets, now):
            if name not in self._busy:
                self._busy[name] = asyncio.create_task(self._tell(self._targets[name]), name=f"hook {name}")
        if now - self._pruned_at > PRUNE_EVERY:
            await self._prune(self._order.outbox, now)
            self._pruned_at = now

    async def _prune(self, outbox: Outbox, now: float) -> None:
        delivered, dead = now - outbox.delivered_days * DAY, now - outbox.dead_days * DAY
        while await self._archive.run_for((), prune_deliveries, delivered, dead):
            pass

    async def _tell(self, target: Target) -> None:
        """Tell a hook what waits for it, one after the other, until nothing does or it fails."""
        try:
            while not self._stopping and (waiting := await self._archive.load(self._load_next, target.name)):
                attempt = await self._ways[target.name].deliver(waiting.message, waiting.body)
                reached("hook.sent")
                if attempt.trouble:
                    await self._record_failure(target, waiting, attempt)
                    return
                await self._archive.run_for((), _record_taken, target, waiting, int(self._archive.clock()))
        except ArchiveUnavailable as error:
            log.warning("hook %s waits for the archive: %s", target.name, error)

    def _load_next(self, connection: Connection, hook: str) -> Waiting | None:
        if not may_send(connection, self._order.leader):
            return None
        return load_first_waiting(connection, hook, self._archive.clock())

    async def _record_failure(self, target: Target, waiting: Waiting, attempt: Attempt) -> None:
        outbox, now = self._order.outbox, self._archive.clock()
        wait = wait_for_next(waiting.failures + 1, attempt.retry_after, outbox.retry_after, outbox.retry_at_most)
        trouble = sanitize(attempt.trouble)
        failure = Failure(trouble=trouble, next_at=now + wait, dead_since=now - outbox.give_up_after)
        dead = await self._archive.run_for((), _record_failure, target, waiting, failure, int(now))
        if waiting.failures == 0:
            log.warning("hook %s did not take %s, and is tried again: %s", target.name, waiting.event, trouble)
        if dead:
            many = format_count(dead, "event")
            log.error("hook %s: %s given up; mirrorfold hooks dead lists what was", target.name, many)


def may_send(connection: Connection, leader: str) -> bool:
    """Whether this process still sends: where several share an archive, for as long as its daemon leads."""
    if not leader:
        return True
    known = load_leader(connection)
    return known is not None and known.holder == leader and known.left > 0


def _record_taken(connection: Connection, target: Target, waiting: Waiting, now: int) -> None:
    record_taken(connection, target.name, waiting.id, now)
    _note_alarm(connection, target, waiting, now)


def _record_failure(connection: Connection, target: Target, waiting: Waiting, failure: Failure, now: int) -> int:
    dead = record_failure(connection, target.name, waiting.id, failure, now)
    _note_alarm(connection, target, waiting, None)
    return dead


def _note_alarm(connection: Connection, target: Target, waiting: Waiting, now: int | None) -> None:
    """An alarm knows when ``alarms.command`` took it."""
    if target.hook is None:
        record_delivery(connection, int(json.loads(waiting.body)["id"]), now)
