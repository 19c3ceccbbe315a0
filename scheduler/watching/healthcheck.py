"""Whether an installation is well, for a supervisor: three questions, each with one answer and one exit code."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from crawler.archive.database.store import Archive
from crawler.index import keys
from crawler.model.errors import ArchiveUnavailable, HealthCode, MirrorfoldError
from crawler.reading.read_probe import PATIENCE
from crawler.settings import Configuration
from scheduler.service.control import ask
from scheduler.watching.doctor import (
    check_index_writes,
    filled_sources,
    has_archive,
    has_index,
    marks_and_facts,
)
from scheduler.watching.freshness import measure_freshness, stale_sentences

ANSWER = 5.0
"""Seconds that a daemon has to answer."""


class Check(StrEnum):
    """What is asked."""

    LIVE = "live"
    READY = "ready"
    FRESH = "fresh"

    @property
    def code(self) -> HealthCode:
        """The exit code when the answer is no."""
        return HealthCode[f"NOT_{self.name}"]


@dataclass(frozen=True, slots=True)
class Health:
    """An answer: well when there are no complaints.

    :ivar says: what is well, a sentence without a full stop
    :ivar complaints: what is not, a sentence each
    """

    check: Check
    says: str
    complaints: tuple[str, ...] = ()

    @property
    def code(self) -> HealthCode:
        return self.check.code if self.complaints else HealthCode.HEALTHY

    def facts(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "check": self.check.value,
            "healthy": not self.complaints,
            "code": int(self.code),
            "says": list(self.complaints) or [self.says],
        }


async def check_live(state: Path, seconds: float = ANSWER) -> Health:
    """Is there a daemon that answers in the state folder within so many seconds?"""
    try:
        status = await ask(state, {"do": "status"}, seconds)
    except (OSError, MirrorfoldError) as error:
        return Health(Check.LIVE, "", (f"the daemon of {state} cannot be asked ({error})",))
    if status is None:
        return Health(Check.LIVE, "", (f"no daemon answers in {state} within {seconds:g} s",))
    return Health(Check.LIVE, f"daemon {status['pid']} answers")


async def check_ready(configuration: Configuration, state: Path) -> Health:
    """Can the archive be read, can the index tell what is known, and are pages read?"""
    try:
        complaints = await _not_ready(configuration, state) or await _not_reading(state)
    except MirrorfoldError as error:
        complaints = (error.what,)
    return Health(Check.READY, "archive and index answer, and pages are read", complaints)


async def _not_reading(state: Path) -> tuple[str, ...]:
    """Have the daemon read a page."""
    seconds = PATIENCE + ANSWER
    try:
        answer = await ask(state, {"do": "ready"}, seconds)
    except OSError as error:
        return (f"the daemon of {state} cannot be asked ({error})",)
    if answer is None:
        return (f"no daemon answers in {state} within {seconds:g} s: nobody reads pages",)
    return tuple(map(str, answer["complaints"]))


async def _not_ready(configuration: Configuration, state: Path) -> tuple[str, ...]:
    if not has_archive(configuration, state):
        return (f"there is no archive in {state} yet",)
    _, filled = filled_sources(configuration, state)
    if not has_index(configuration, state):
        return (f"the embedded index of {state} does not run",)
    partitions = [*keys.posting_partitions(), *map(keys.source_partition, filled)]
    lacking, _ = await marks_and_facts(configuration, state, partitions)
    await check_index_writes(configuration, state)
    return ("the index is empty or in part lost",) if lacking.all else ()


def check_fresh(configuration: Configuration, state: Path, now: float | None = None) -> Health:
    """Did every source that is crawled have a new article within its limit?"""
    if not has_archive(configuration, state):
        return Health(Check.FRESH, "", (f"there is no archive in {state} yet",))
    try:
        with closing(Archive.in_folder(state, str(configuration.settings.database.url))) as archive:
            judged = archive.read(measure_freshness, configuration, int(archive.clock() if now is None else now))
    except ArchiveUnavailable as error:
        return Health(Check.FRESH, "", (error.what,))
    if not judged:
        return Health(Check.FRESH, "no source has a limit (fresh in its file)")
    return Health(Check.FRESH, "every source with a limit had a new article within it", stale_sentences(judged))
