"""Takes the lead where nobody has it, renews it, and steps down when it is lost: one process of all schedules."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from crawler.archive.database.store import Archive
from crawler.archive.installation.leadership import give_up_leadership, take_leadership
from crawler.model.errors import ArchiveUnavailable

log = logging.getLogger(__name__)

LEASE = 10.0
"""Seconds after which another process leads when the one that did is dead, frozen or cut off."""

RENEWALS = 5
"""Times that it is asked for while it lasts."""

Step = Callable[[], Awaitable[None]]


class Leading:
    """Whether this process leads.

    :param holder: the process
    :param lead: begins to schedule; :param stand_by: ends that
    """

    def __init__(self, archive: Archive, holder: str, host: str, lead: Step, stand_by: Step) -> None:
        self._archive, self._holder, self._host = archive, holder, host
        self._lead, self._stand_by = lead, stand_by
        self.leads = False

    async def keep(self) -> None:
        """Do so for as long as the process runs; the lease is given up at the end.

        It is never believed to last longer than it does: its life counts from the question, not from the answer.
        """
        loop = asyncio.get_running_loop()
        sure_until = 0.0
        try:
            while True:
                asked = loop.time()
                with suppress(ArchiveUnavailable, TimeoutError):  # others say so; the lease runs out
                    async with asyncio.timeout(LEASE / 2):
                        take = self._archive.run_beside(take_leadership, self._holder, self._host, LEASE)
                        sure_until = asked + LEASE if await take else 0.0
                await self._take_step(loop.time() < sure_until)
                await asyncio.sleep(LEASE / RENEWALS)
        finally:
            if self.leads:
                with suppress(ArchiveUnavailable):
                    await self._archive.run_beside(give_up_leadership, self._holder)

    async def _take_step(self, leads: bool) -> None:
        if leads and not self.leads:
            try:
                await self._lead()
            except ArchiveUnavailable as error:
                log.warning("this process cannot lead yet: %s", error)
                await self._stand_by()
                return
            except BaseException:
                await self._stand_by()  # what had begun already
                raise
            self.leads = True
            log.info("this process leads: it schedules the runs")
        elif self.leads and not leads:
            log.warning("this process leads no more: another one has taken over, or the archive cannot be reached")
            self.leads = False
            await self._stand_by()
