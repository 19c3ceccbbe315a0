"""Whether the extraction pool can read: it is asked to read a small page.

A pool that has much to do is no broken one: a page that it reads for somebody else meanwhile is as good an answer, and
so are workers that all hold a page which they may still be reading.
"""

from __future__ import annotations

import asyncio

from crawler.reading.pool import ExtractionPool
from crawler.reading.probe_page import read_probe_page

PATIENCE = 4.0
"""Seconds that the pool has for the page; it reads one in milliseconds, and starts its processes anew in two seconds.
"""

LOOK = 0.05
"""Seconds between two looks whether another page was read meanwhile."""


class ReadProbe:
    """Asks a pool to read a page; whoever asks meanwhile is told what comes of the same one."""

    def __init__(self, pool: ExtractionPool) -> None:
        self._pool = pool
        self._reading: asyncio.Task[str] | None = None

    async def find_trouble(self, seconds: float = PATIENCE) -> str:
        """Say why the pool cannot read, a sentence without a full stop; empty when it can.

        :param seconds: how long to wait for it
        """
        loop = asyncio.get_running_loop()
        until, answered = loop.time() + seconds, self._pool.answered
        if self._reading is None or self._reading.done():
            # never cancelled: that would kill the process which has just taken it up
            self._reading = asyncio.create_task(self._pool.run(read_probe_page), name="a page, to see that it is read")
        reading = self._reading
        while not reading.done() and (left := until - loop.time()) > 0:
            await asyncio.wait([reading], timeout=min(left, LOOK))
            if not reading.done() and self._pool.answered != answered:
                return ""
        if reading.done():
            return _describe_end(reading)
        if self._pool.is_busy(besides=read_probe_page):
            return ""
        return f"the processes that read pages read none within {seconds:g} s"


def _describe_end(reading: asyncio.Task[str]) -> str:
    if reading.cancelled():
        return "the processes that read pages were stopped"
    if (error := reading.exception()) is not None:
        return f"the processes that read pages cannot read: {error}"
    complaint = reading.result()
    return f"the processes that read pages take an article for none ({complaint})" if complaint else ""
