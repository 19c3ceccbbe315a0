"""Answers of the last second: whoever asks the same meanwhile is given the same, and nobody reads it twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.responses import Response

KEPT = 1.0
"""Seconds: a second screen in every room of a newsroom costs what one does."""

MOST = 100
"""Answers that are kept; beyond them the oldest leave."""


class RecentAnswers:
    """Keeps answers that are the same for every reader, until something is decided."""

    def __init__(self, seconds: float = KEPT) -> None:
        self._seconds = seconds
        self._answers: dict[str, tuple[float, asyncio.Task[Response]]] = {}

    async def answer(self, address: str, make: Callable[[], Awaitable[Response]]) -> Response:
        """Give the answer of an address, made now or within the last second; what is no page is not kept."""
        loop = asyncio.get_running_loop()
        kept = self._answers.get(address)
        if kept is None or loop.time() - kept[0] > self._seconds:
            kept = loop.time(), asyncio.ensure_future(_make(make))
            self._answers.pop(address, None)
            self._answers[address] = kept
            for oldest in list(self._answers)[:-MOST]:
                del self._answers[oldest]
        response = await asyncio.shield(kept[1])
        if response.status_code != 200 and self._answers.get(address) is kept:
            del self._answers[address]
        return response

    def forget(self) -> None:
        """Something was decided: what was answered before is no longer so."""
        self._answers.clear()


async def _make(make: Callable[[], Awaitable[Response]]) -> Response:
    return await make()
