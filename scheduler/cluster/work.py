"""Does the runs that the queue hands to this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from crawler.context.run_log import enter_source
from crawler.model.errors import NotFound, Refused
from crawler.settings import Configuration
from scheduler.schedule.dispatch import Dispatcher

log = logging.getLogger(__name__)

AGAIN = 1.0
"""Seconds between two tries for a source that another process still holds."""

PATIENCE = 5.0
"""Seconds beyond a lease's life for which one is waited for."""


class Worker:
    """Crawls sources by their ids.

    :param configuration: the one in force, asked anew each time
    """

    def __init__(self, dispatcher: Dispatcher, configuration: Callable[[], Configuration]) -> None:
        self._dispatcher, self._configuration = dispatcher, configuration

    async def crawl(self, name: str, every_mirror: bool) -> None:
        """Crawl a source; what happened stands in the archive.

        The lease of a process that was killed lasts a little longer than it did: it is waited for. So is that of one
        whose run goes on although its job was handed out again, and this one then stands for the next.
        """
        enter_source(name)
        loop = asyncio.get_running_loop()
        settings = self._dispatcher.services.settings
        until = loop.time() + settings.runs.lease + PATIENCE
        while True:
            try:
                source = self._configuration().source(name)
            except NotFound:
                log.info("%s is no source any more: its run is left out", name)
                return
            done = await self._dispatcher.dispatch(source, every_mirror=every_mirror)
            if not isinstance(done.error, Refused) or loop.time() > until:
                break
            await asyncio.sleep(AGAIN)
        if done.error is not None:
            log.error("%s was not crawled: %s", name, done.error)
