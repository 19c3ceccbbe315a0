"""Tasks end though a cancellation is lost."""

from __future__ import annotations

import asyncio

from crawler.index.end_tasks import end_tasks


def test_a_task_that_lost_its_cancellation_is_cancelled_again() -> None:
    async def story() -> list[bool]:
        deaf = asyncio.Event()

        async def go_on() -> None:
            while True:
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    if deaf.is_set():
                        raise
                    deaf.set()

        async def end_in_an_error() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                raise RuntimeError("at its end")

        async def be_done() -> None: ...

        tasks = [asyncio.create_task(work()) for work in (go_on, end_in_an_error, be_done)]
        await asyncio.sleep(0)
        await end_tasks(tasks, 0.01)
        return [task.done() for task in tasks] + [isinstance(tasks[1].exception(), RuntimeError)]

    assert asyncio.run(story()) == [True] * 4
