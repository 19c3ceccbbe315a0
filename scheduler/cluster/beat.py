"""Tells the installation that this process lives, and what it does."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from crawler.archive.database.store import Archive
from crawler.archive.installation.members import Member, forget_member, record_beat
from crawler.model.errors import ArchiveUnavailable

BEAT = 2.0
"""Seconds between two signs of life."""


def name_host() -> str:
    """This machine, for people to find it."""
    return socket.gethostname()


async def keep_beating(
    archive: Archive,
    holder: str,
    role: str,
    places: Callable[[], int],
    running: Callable[[], Mapping[str, Any]],
    configuration: Callable[[], int | None],
) -> None:
    """Give signs of life for as long as the process runs; at the end it is forgotten.

    :param places: how many runs it does at once; :param running: its runs so far, by source
    :param configuration: the version that it goes by
    """
    me = Member(holder, name_host(), os.getpid(), role, places(), version("mirrorfold"))
    try:
        while True:
            now = replace(me, places=places(), running=dict(running()), configuration=configuration())
            with suppress(ArchiveUnavailable):  # crawls say so already
                await archive.run_beside(record_beat, now)
            await asyncio.sleep(BEAT)
    finally:
        with suppress(ArchiveUnavailable):
            await archive.run_beside(forget_member, holder)
