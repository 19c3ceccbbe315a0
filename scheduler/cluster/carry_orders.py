"""Carries orders to the process that leads, and its answers back, through the archive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from crawler.archive.database.store import Archive
from crawler.archive.installation.orders import answer_order, load_answer, put_order, take_orders
from crawler.model.errors import ArchiveUnavailable, Refused

FOR_LEADERS = frozenset({"crawl", "begin", "probe", "pause", "resume", "purge", "lift", "forget"})
"""Orders that change what is scheduled, or keep a source from its runs."""

LOOK = 0.5
"""Seconds between two looks for orders, and for an answer."""

NOBODY = 60.0
"""Seconds after which an order that nobody has taken is given up: nobody leads."""

Answer = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]


async def send_order(archive: Archive, request: Mapping[str, Any], seconds: float | None = None) -> dict[str, Any]:
    """Let the process that leads do something; its answer, which may be an error's words and code.

    :param seconds: how long an answer is waited for; None: as long as it takes
    :raises ArchiveUnavailable: when the archive cannot be reached
    :raises Refused: no answer came in time
    """
    number = await archive.run_beside(put_order, request)
    try:
        async with asyncio.timeout(seconds):
            answer = None
            while answer is None:
                await asyncio.sleep(LOOK)
                answer = await archive.load(load_answer, number)
    except TimeoutError:
        cure = "mirrorfold status says who leads; the order stands, and whoever leads next takes it"
        raise Refused("No process that leads has answered", where=f"order {number}", cure=cure) from None
    return dict(answer)


async def keep_answering(archive: Archive, holder: str, answer: Answer) -> None:
    """Do what others were asked for, for as long as this process leads.

    :param answer: does an order; errors come back as their words and code
    """
    under_way: set[asyncio.Task[None]] = set()

    async def carry_out(number: int, request: Mapping[str, Any]) -> None:
        answered = await answer(request)
        while True:
            try:
                return await archive.run_beside(answer_order, number, answered)
            except ArchiveUnavailable:
                await asyncio.sleep(LOOK)

    try:
        while True:
            try:
                for number, request in await archive.run_beside(take_orders, holder):
                    task = asyncio.create_task(carry_out(number, request), name=f"order {number}")
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
            except ArchiveUnavailable:
                pass  # whoever looks at the queue says so
            await asyncio.sleep(LOOK)
    finally:
        for task in under_way:
            task.cancel()
