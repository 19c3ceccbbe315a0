"""Whether several processes work on one archive, and the queue that they then share; it is imported only then."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.context.run_context import Services
from crawler.model.errors import Refused
from crawler.settings import Configuration, Settings
from scheduler.cluster.sharing import lacks_for_sharing
from scheduler.service.reload import FollowedFiles
from scheduler.service.services import mark_new_sources

if TYPE_CHECKING:
    from scheduler.cluster.procrastinate_queue import RunQueue


async def enter_queue(settings: Settings, stack: AsyncExitStack) -> RunQueue | None:
    """Open the queue of an installation of several processes; None where one process does everything."""
    return None if lacks_for_sharing(settings) else await open_queue(settings, stack)


async def follow_archive(loaded: Configuration, shared: Services, state: Path) -> FollowedFiles:
    """Follow the version of the configuration that counts in an installation."""
    from scheduler.cluster.shared_configuration import follow_installation

    watch = await follow_installation(loaded, shared.archive, state)
    await mark_new_sources(shared, watch.current)
    return watch


async def open_queue(settings: Settings, stack: AsyncExitStack) -> RunQueue:
    """Open the queue for as long as the stack lives.

    :raises Refused: where one process does everything, with what would have to be set
    :raises ArchiveUnavailable: when the database cannot be reached
    """
    if lack := lacks_for_sharing(settings):
        cure = "Set database.url to a PostgreSQL and redis.url to a Redis, and install mirrorfold[cluster]"
        raise Refused(f"There is nothing to share work by: {lack}", cure=cure)
    from scheduler.cluster.procrastinate_queue import RunQueue

    return await stack.enter_async_context(RunQueue(str(settings.database.url)).opened())
