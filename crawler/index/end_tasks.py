"""Ends tasks that talk to the index."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN = 1.0
"""Seconds after which a task that goes on is cancelled once more."""


async def end_tasks(tasks: Iterable[asyncio.Task[Any]], again: float = AGAIN) -> None:
    """Cancel tasks and wait for their ends, whatever these are.

    A cancellation can get lost. redis-py writes by ``asyncio.wait_for``, which in Python 3.11 answers with its result
    where that is there at the moment of the cancellation (CPython issue 86296). A loop around it never learns that it
    was to end, and whoever waits for it waits for good.

    :param again: seconds until they are cancelled once more; longer than what they do at their end may take
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=again)
