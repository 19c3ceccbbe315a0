"""A run that whoever leads asks for ends for it too, whatever became of those who asked before."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from crawler.settings import load
from scheduler.cluster.procrastinate_queue import RunQueue
from scheduler.cluster.queued_dispatcher import QueuedDispatcher
from scheduler.schedule.dispatch import Dispatcher
from scheduler.service.services import open_services
from tests.cluster.test_queue import working
from tests.desk.installation import Installation
from tests.desk.postgres import PostgresServer


@pytest.mark.slow
def test_a_run_ends_for_whoever_asks_although_the_first_that_asked_left_before_the_queue_could_be_reached(
    installation: Installation, postgres: PostgresServer, tmp_path: Path
) -> None:
    loaded = load(installation.config, {})
    done: list[tuple[str, bool]] = []

    async def restored() -> None:
        await asyncio.sleep(0.05)

    async def story() -> None:
        async with (
            open_services(loaded, tmp_path / "state", "me") as shared,
            RunQueue(installation.database).opened() as queue,
        ):
            dispatcher = QueuedDispatcher(Dispatcher(shared, 1), queue, restored)
            source = loaded.sources[0]
            postgres.let_in(installation.database, False)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(dispatcher.dispatch(source), 0.5)
            postgres.let_in(installation.database, True)
            watch = asyncio.create_task(dispatcher.watch())
            async with working(queue, done):
                await asyncio.wait_for(dispatcher.dispatch(source), 30)
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    asyncio.run(story())
    assert done == [(loaded.sources[0].id, False)]
