"""Another process that takes slots: ``slot_taker.py URL HOST TIMES DELAY [hold]``; with "hold" it never ends."""

from __future__ import annotations

import asyncio
import sys

from crawler.index.client import Index
from crawler.index.slots import Pace, Slots


async def main(url: str, host: str, times: int, delay: float, hold: bool) -> None:
    index = Index.at(url)
    slots = Slots(index)
    for _ in range(times):
        async with slots.slot(host, Pace(delay, concurrency=2 - hold, life=1)):
            if hold:
                await asyncio.Event().wait()
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
    await index.close()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    asyncio.run(main(arguments[0], arguments[1], int(arguments[2]), float(arguments[3]), "hold" in arguments))
