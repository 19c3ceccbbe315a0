"""Sources that fell silent: without news for longer than their limit, or than their own rhythm lets one expect.

A source's rhythm is its longest gap between two new articles in four weeks. Twice that, and six hours at least, is
longer than any of fourteen streams of a newswire ever went silent for in 442 days together (Reuters-21578, by tag);
once that would have been a false alarm thirteen times.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from crawler.archive.database.store import Archive
from crawler.archive.hooks.pending_events import add_event, are_there_hooks, mark_told
from crawler.archive.rollup.count_days import STANDS
from crawler.archive.tables.articles import articles, sources
from crawler.model.errors import ArchiveUnavailable
from crawler.model.hook_event import HookEvent
from crawler.settings import Configuration
from scheduler.reports.formats.text_format import format_span

log = logging.getLogger(__name__)

CHECK = 300.0
"""Seconds between two checks."""

DAY = 86_400
LOOKED_BACK, KNOWN_FOR = 28 * DAY, 7 * DAY
LEAST_ARTICLES, LEAST_LIMIT, TIMES = 10, 6 * 3600, 2


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a source's news came lately; times in seconds since 1970.

    :ivar number: new articles of the last four weeks
    :ivar longest: seconds of the longest gap between two of them
    """

    source: str
    first: int
    newest: int
    number: int
    longest: int

    @property
    def limit(self) -> int | None:
        """Seconds after which silence is none of its own; None while too little is known of it.

        >>> Rhythm("herald", first=0, newest=700_000, number=50, longest=90_000).limit
        180000
        >>> Rhythm("herald", first=0, newest=3600, number=50, longest=300).limit is None
        True
        """
        known = self.number >= LEAST_ARTICLES and self.newest - self.first >= KNOWN_FOR
        return max(TIMES * self.longest, LEAST_LIMIT) if known else None


@dataclass(frozen=True, slots=True)
class Silence:
    """A source without news.

    :ivar lasts: seconds since its last new article
    :ivar limit: seconds that it may; ``is_own``: whether that is its rhythm's and not its file's
    """

    source: str
    lasts: int
    limit: int
    is_own: bool

    def __str__(self) -> str:
        why = (
            "longer than its rhythm of four weeks lets one expect"
            if self.is_own
            else f"limit {format_span(self.limit)}"
        )
        return f"no new article from {self.source} in {format_span(self.lasts)} ({why})"


def find_silent(connection: Connection, configuration: Configuration, now: int) -> list[Silence]:
    """Find the sources that are crawled and bring nothing; two questions, however many there are."""
    paused = set(connection.execute(select(sources.c.source).where(sources.c.paused)).scalars())
    known = {rhythm.source: rhythm for rhythm in load_rhythms(connection, now)}
    silent = []
    for source in configuration.sources:
        rhythm = known.get(source.id)
        if rhythm is None or not source.enabled or source.id in paused:
            continue
        limit = source.fresh or rhythm.limit
        lasts = now - rhythm.newest
        if limit is not None and lasts > limit:
            silent.append(Silence(source.id, lasts, limit, is_own=source.fresh is None))
    return silent


def load_rhythms(connection: Connection, now: int) -> Iterator[Rhythm]:
    """Load how the news of each source came in the four weeks before its last article."""
    a = articles.c
    newest = select(a.source, func.max(a.first_seen).label("newest")).where(STANDS).group_by(a.source).subquery()
    gap = a.first_seen - func.lag(a.first_seen).over(partition_by=a.source, order_by=a.first_seen)
    lately = (
        select(a.source, a.first_seen, newest.c.newest, gap.label("gap"))
        .join(newest, newest.c.source == a.source)
        .where(STANDS, a.first_seen > newest.c.newest - LOOKED_BACK, a.first_seen <= now)
        .subquery()
    )
    found = lately.c
    rows = connection.execute(
        select(
            found.source,
            func.min(found.first_seen).label("first"),
            func.max(found.newest).label("newest"),
            func.count().label("number"),
            func.coalesce(func.max(found.gap), 0).label("longest"),
        ).group_by(found.source)
    )
    for row in rows:
        yield Rhythm(row.source, row.first, row.newest, int(row.number), int(row.longest))


async def watch_silence(archive: Archive, configuration: Callable[[], Configuration]) -> None:
    """Tell of each source that falls silent, once, and when that is over, for as long as the daemon runs."""
    told: set[str] = set()
    with ThreadPoolExecutor(1, thread_name_prefix="silence") as thread:
        loop = asyncio.get_running_loop()
        while True:
            try:
                silent = await loop.run_in_executor(thread, _look, archive, configuration())
                told = tell_changes(silent, told)
            except ArchiveUnavailable as error:
                log.warning("whether sources are silent cannot be seen: %s", error)
            await asyncio.sleep(CHECK)


def _look(archive: Archive, configuration: Configuration) -> list[Silence]:
    now = int(archive.clock())
    silent = archive.read(find_silent, configuration, now)
    if silent:
        archive.call_for((), tell_hooks, silent, now)
    return silent


def tell_hooks(connection: Connection, silent: Sequence[Silence], now: int) -> None:
    """Let hooks be told of silent sources, of each silence once, whatever is started anew meanwhile."""
    if not are_there_hooks(connection):
        return
    for each in silent:
        newest = now - each.lasts
        if mark_told(connection, each.source, "silence", newest):
            facts = {"at": now, "says": str(each), "newest": newest, "lasts": each.lasts, "limit": each.limit}
            add_event(connection, HookEvent.SOURCE_SILENT, each.source, facts)


def tell_changes(silent: list[Silence], told: set[str]) -> set[str]:
    """Log what is new about silent sources.

    :param told: sources of which it was told
    :returns: the same after it
    """
    for each in silent:
        if each.source not in told:
            log.warning("%s", each)
    now = {each.source for each in silent}
    for source in sorted(told - now):
        log.info("%s has news again", source)
    return now
