"""Asks the daemon of a state folder, or, where several processes share an archive, the one that leads."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from crawler.archive.database.store import Archive
from crawler.archive.installation.leadership import load_leader
from crawler.settings import Configuration
from scheduler.cluster.carry_orders import FOR_LEADERS, send_order
from scheduler.cluster.sharing import lacks_for_sharing
from scheduler.service.control import ask, raise_error


async def ask_daemon(
    loaded: Configuration, state: Path, request: Mapping[str, Any], seconds: float | None = 10
) -> dict[str, Any] | None:
    """Have a request answered; None where nobody is there to do it.

    :param seconds: how long to wait; None: as long as it takes
    :raises MirrorfoldError: with the daemon's own words and exit code, when it fails
    """
    answer = await ask(state, request, seconds)
    if answer is not None or request["do"] not in FOR_LEADERS or lacks_for_sharing(loaded.settings):
        return answer
    with closing(Archive.in_folder(state, str(loaded.settings.database.url))) as archive:
        leader = archive.read(load_leader)
        if leader is None or leader.left < 0:
            return None
        answer = await send_order(archive, request, seconds)
    raise_error(answer)
    return answer
