"""What one run is handed: its source, the values it goes by, and the services it uses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.archive.store import Archive
from crawler.canonical.url import SourceUrls, canonicalize
from crawler.canonicalizer import Canonicalizer
from crawler.extraction.pool import ExtractionPool
from crawler.index.client import Index
from crawler.index.slots import Slots
from crawler.mirrors.health import Health, State, Thresholds, after_bad, after_good
from crawler.network.guard import AddressGuard
from crawler.network.robots import Robots
from crawler.settings import Settings, Source
from crawler.tally import Tally

MOST_FAILURES_IN_A_RUN = 3
"""Failures in a row after which a mirror is not asked again in this run."""


@dataclass(frozen=True, slots=True)
class Services:
    """What all runs of a process share."""

    settings: Settings
    archive: Archive
    index: Index
    pool: ExtractionPool
    canonicalizer: Canonicalizer
    slots: Slots
    guard: AddressGuard
    clock: Callable[[], float]
    holder: str
    """Who takes leases: the state folder's identity."""
    agent: str


@dataclass(slots=True)
class Run:
    """One crawl of one source. Only ``tally``, ``health`` and ``problem`` change."""

    id: int
    source: Source
    urls: SourceUrls
    services: Services
    health: dict[str, Health]
    tally: Tally = field(default_factory=Tally)
    audit_all: frozenset[str] = frozenset()
    """Origins of mirrors that are new or just back: each of their articles is compared with another mirror's."""
    problem: BaseException | None = None
    """What stopped the run: it ends as failed, and the exception goes to whoever asked for it."""
    robots: dict[str, asyncio.Future[Robots]] = field(default_factory=dict)
    """Origin → its rules, asked for once in a run."""
    _streak: dict[str, int] = field(default_factory=dict)
    """Mirror → bad answers in a row in this run."""
    _notices: set[str] = field(default_factory=set)
    """Mirrors that showed a notice in this run."""

    def now(self) -> int:
        """Whole seconds since 1970."""
        return int(self.services.clock())

    def mirror_of(self, url: str) -> str | None:
        """The origin of the mirror that a URL belongs to; None for a host that is no mirror of the source."""
        return canonicalize(url, self.urls).mirror

    def good(self, mirror: str) -> None:
        """A mirror answered; after a notice its answers are no good in this run, whatever they say."""
        if mirror in self._notices:
            return
        self._streak.pop(mirror, None)
        self.health[mirror] = after_good(self.health.get(mirror, Health()), self.now())

    def bad(self, mirror: str, cause: str, notice: State | None = None, *, of_page: bool = False) -> None:
        """A mirror gave an answer that counts against it; a notice ends its part in this run at once.

        :param of_page: it may be this page's fault alone: the mirror is not given up for it
        """
        self.tally.mirror(mirror).failures += 1
        self.tally.causes[mirror] = cause
        self._streak[mirror] = self._streak.get(mirror, 0) + (not of_page)
        if notice is not None:
            self._notices.add(mirror)
        limits = self.services.settings.mirrors
        thresholds = Thresholds(limits.failures_until_down, limits.probe_after)
        self.health[mirror] = after_bad(self.health.get(mirror, Health()), self.now(), cause, thresholds, notice)

    def given_up(self, mirror: str) -> bool:
        """Say whether a mirror has failed too often in this run to be asked again."""
        return mirror in self._notices or self._streak.get(mirror, 0) >= MOST_FAILURES_IN_A_RUN
