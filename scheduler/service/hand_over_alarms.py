"""Alarms are handed to the operator's own command: as JSON on its standard input, without a shell, beside the crawls.

At least once: an alarm counts as handed over when the command ended with 0 and the archive has noted it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from crawler.archive.database.store import Archive
from crawler.archive.disputes.alarms import Alarm, load_undelivered_alarms, record_delivery
from crawler.model.errors import ArchiveUnavailable
from crawler.settings.sections import Alarms
from scheduler.reports.formats.data_formats import format_json
from scheduler.reports.formats.text_format import sanitize
from scheduler.reports.lists.alarms import alarm_facts

log = logging.getLogger(__name__)

INTERVAL = 10.0
"""Seconds between two checks of the daemon whether there is an alarm to be handed over."""

MOST_WORDS = 300
"""Characters of what a failed command said that go into the log."""


async def hand_over(archive: Archive, settings: Alarms) -> int:
    """Call the command once for each alarm it has not taken yet.

    :returns: how many it took
    :raises ArchiveUnavailable: the rest is handed over another time
    """
    taken = 0
    for alarm in await archive.run(load_undelivered_alarms) if settings.command else ():
        trouble = await _call(settings.command, format_json(alarm_facts(alarm)).encode(), settings.timeout)
        if trouble:
            _log_failure(alarm, trouble)
        await archive.run(record_delivery, alarm.id, None if trouble else int(time.time()))
        taken += not trouble
    return taken


def _log_failure(alarm: Alarm, trouble: str) -> None:
    where = f"run {alarm.run} of {alarm.source}"
    log.error("alarm %d, %s, was not handed over (try %d): %s", alarm.id, where, alarm.tries + 1, sanitize(trouble))


async def keep_handing_over(archive: Archive, settings: Callable[[], Alarms]) -> None:
    """Hand alarms over for as long as the daemon runs.

    :param settings: those in force, asked anew each time
    """
    while True:
        with suppress(ArchiveUnavailable):  # crawls say so already
            await hand_over(archive, settings())
        await asyncio.sleep(INTERVAL)


async def _call(command: Sequence[str], payload: bytes, seconds: float) -> str:
    """Run the command once.

    :returns: what went wrong; empty when nothing did
    """
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=nowhere, stderr=pipe, start_new_session=True
        )
    except (OSError, ValueError) as error:
        return f"{command[0]} cannot be started: {error}"
    try:
        _, complaint = await asyncio.wait_for(process.communicate(payload), seconds)
    except TimeoutError:
        return f"it took longer than {seconds:g} s (alarms.timeout)"
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    words = complaint.decode("utf-8", "replace").strip()[-MOST_WORDS:]
    return f"it ended with {process.returncode}: {words}" if process.returncode else ""
