"""Whether an installation is well, for a supervisor: three questions, each with one answer and one exit code."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from crawler.archive.database.store import Archive
from crawler.archive.runs.schedule_history import find_newest_article_time, load_past
from crawler.index import keys
from crawler.model.errors import ArchiveUnavailable, HealthCode, MirrorfoldError
from crawler.settings import Configuration
from scheduler.reports.formats.text_format import format_span
from scheduler.service.control import ask
from scheduler.watching.doctor import filled_sources, has_archive, has_index, marks_and_facts

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
    """Can the archive be read, and can the index tell what is known?"""
    try:
        complaints = await _not_ready(configuration, state)
    except MirrorfoldError as error:
        complaints = (error.what,)
    return Health(Check.READY, "archive and index answer", complaints)


async def _not_ready(configuration: Configuration, state: Path) -> tuple[str, ...]:
    if not has_archive(configuration, state):
        return (f"there is no archive in {state} yet",)
    _, filled = filled_sources(configuration, state)
    if not has_index(configuration, state):
        return (f"the embedded index of {state} does not run",)
    partitions = [*keys.posting_partitions(), *map(keys.source_partition, filled)]
    marked, _ = await marks_and_facts(configuration, state, partitions)
    return () if marked else ("the index is empty or in part lost",)


def check_fresh(configuration: Configuration, state: Path, now: float | None = None) -> Health:
    """Did every source that is crawled have a new article within its limit?"""
    if not has_archive(configuration, state):
        return Health(Check.FRESH, "", (f"there is no archive in {state} yet",))
    moment = int(time.time() if now is None else now)
    try:
        with closing(Archive.in_folder(state, str(configuration.settings.database.url))) as archive:
            judged = archive.read(measure_freshness, configuration, moment)
    except ArchiveUnavailable as error:
        return Health(Check.FRESH, "", (error.what,))
    if not judged:
        return Health(Check.FRESH, "no source has a limit (fresh in its file)")
    return Health(Check.FRESH, "every source with a limit had a new article within it", stale_sentences(judged))


@dataclass(frozen=True, slots=True)
class Freshness:
    """A source with a limit: seconds since its last new article (None: it never had one) and the limit it keeps to."""

    source: str
    age: int | None
    limit: int


def measure_freshness(connection: Connection, configuration: Configuration, now: int) -> list[Freshness]:
    """How long each source is without a new article; of those that have a limit, are enabled and are not paused."""
    measured = []
    for source in configuration.sources:
        if source.fresh is None or not source.enabled or load_past(connection, source.id).paused:
            continue
        newest = find_newest_article_time(connection, source.id)
        measured.append(Freshness(source.id, None if newest is None else max(0, now - newest), source.fresh))
    return measured


def stale_sentences(measured: Sequence[Freshness]) -> tuple[str, ...]:
    """One sentence for each source beyond its limit, and one alone when all of several are.

    >>> herald, gazette = Freshness("herald", 50_400, 43_200), Freshness("gazette", 22_320, 21_600)
    >>> stale_sentences([herald, gazette])
    ('no new article from any source in 6h 12m',)
    >>> stale_sentences([herald, Freshness("gazette", 60, 21_600)])
    ('no new article from herald in 14h (limit 12h)',)
    """
    stale = [source for source in measured if source.age is None or source.age > source.limit]
    ages = [source.age for source in stale if source.age is not None]
    if len(stale) > 1 and len(stale) == len(measured):
        return (
            f"no new article from any source in {format_span(min(ages))}" if ages else "no source ever had an article",
        )
    return tuple(map(_stale_sentence, stale))


def _stale_sentence(stale: Freshness) -> str:
    if stale.age is None:
        return f"no article from {stale.source} ever (limit {format_span(stale.limit)})"
    return f"no new article from {stale.source} in {format_span(stale.age)} (limit {format_span(stale.limit)})"
