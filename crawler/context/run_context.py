"""What one run is handed: its source, the values it goes by, and the services it uses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crawler.archive.database.store import Archive
from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.context.progress import Progress
from crawler.context.proxy_conduct import ProxyConduct
from crawler.context.tally import Tally
from crawler.index.client import Index
from crawler.index.slots import Slots
from crawler.judging.canonicalizer import Canonicalizer
from crawler.mirrors.evidence import MOST_WORDS, EvidenceKind, MirrorEvidence
from crawler.mirrors.health.choose_mirror import order_mirrors
from crawler.mirrors.health.conduct import Conduct
from crawler.mirrors.health.mirror_health import (
    Limits,
    MirrorHealth,
    after_run,
    compare_siblings,
    put_under_suspicion,
)
from crawler.mirrors.health.state import State
from crawler.mirrors.hosts.host_names import host_of, is_public_host
from crawler.mirrors.hosts.landing_hosts import reason_of_landing
from crawler.model.errors import NetworkForbidden
from crawler.model.proxy import Proxy
from crawler.network.address_guard import AddressGuard
from crawler.network.robots import Robots
from crawler.network.shared_machines import Machines
from crawler.reading.pool import ExtractionPool
from crawler.settings import Settings, Source
from crawler.settings.mirror import Mirror

MOST_EVIDENCE_OF_A_RUN = 5_000
"""Pieces of evidence about mirrors kept of one run."""


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
    """Who takes leases: the state folder's identity, or a name of the process where several share the stores."""
    spool: Path
    """Folder for bodies that are too large for memory."""
    agent: str
    host: str = ""
    """This machine: whose uplink it is when nobody can be heard of."""
    configuration: int | None = None
    """The version of the configuration that runs go by, where there are versions."""


@dataclass(slots=True)
class Run:
    """One crawl of one source: what it was handed, and what became of it so far.

    :ivar earlier_health: the mirrors' health as the run found it, by origin
    :ivar conducts: how each mirror behaved since
    """

    id: int
    source: Source
    urls: SourceUrls
    services: Services
    earlier_health: Mapping[str, MirrorHealth]
    conducts: dict[str, Conduct] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    progress: Progress = field(default_factory=Progress)
    suspicions: Mapping[str, str] = field(default_factory=dict)
    """Mirrors that said something else than their siblings too often, and why that is thought."""
    problem: BaseException | None = None
    """What stopped the run: it ends as failed, and the exception goes to whoever asked for it."""
    stopping: asyncio.Future[None] | None = None
    """Scrapy's stop, where an error began it: held here for as long as it takes."""
    given_up: bool = False
    """Whether the crawl is over and nothing is waited for any more."""
    waiting: set[asyncio.Task[Any]] = field(default_factory=set)
    """Pages and listings that wait for the pool; they are cancelled when the crawl is given up."""
    robots: dict[str, asyncio.Future[Robots]] = field(default_factory=dict)
    """Origin → its rules, asked for once in a run."""
    every_mirror: bool = False
    """A person wants to know of every mirror now: those that are not due for a probe are asked as well."""
    evidence: list[tuple[MirrorEvidence, str]] = field(default_factory=list)
    """What pages, listings and answers reveal about mirrors, each with its address."""
    rechecked_since: Mapping[str, int] = field(default_factory=dict)
    """Mirrors that this run rechecks, each with the moment at which that began."""
    recheck_articles: dict[tuple[str, str], int] = field(default_factory=dict)
    """Mirror and key of what is to be rechecked → the article."""
    rechecked: dict[tuple[str, int], bool] = field(default_factory=dict)
    """Mirror and article that it was asked for → whether it answered."""
    recheck_ended: set[str] = field(default_factory=set)
    """Mirrors of which nothing is left to recheck."""
    proxy_conducts: dict[Proxy, ProxyConduct] = field(default_factory=dict)
    """How the proxies behaved that mirrors are asked through."""
    machines: Machines = field(init=False)
    proxies: Mapping[str, Proxy | None] = field(init=False)
    """Mirror → the proxy that it is asked through; under the empty name that of hosts which are no mirrors."""
    listing_places: frozenset[Mirror] = field(init=False)
    """Hosts of listings that are no mirrors."""
    _proxied_hosts: Mapping[str, Proxy] = field(init=False)
    began: int = field(init=False)
    """When it did, seconds since 1970."""

    def __post_init__(self) -> None:
        self.began = self.now()
        self.listing_places = self.source.listing_places
        asked = self.origins if self.every_mirror else order_mirrors(self.origins, self.earlier_health, self.now())
        self.proxies = {"": self.source.proxy_elsewhere}
        self.proxies |= {mirror.origin: mirror.proxy for mirror in self.source.mirrors}
        hosts: dict[str, set[Proxy | None]] = {}
        for mirror in self.source.mirrors:
            hosts.setdefault(_bare_host(mirror.origin), set()).add(mirror.proxy)
        self._proxied_hosts = {host: way for host, ways in hosts.items() for way in ways if way and len(ways) == 1}
        direct = [origin for origin in self.origins if self.proxies[origin] is None]  # no other name is looked up here
        self.machines = Machines(direct, [origin for origin in asked if origin in direct], self.services.guard)

    def now(self) -> int:
        """Whole seconds since 1970."""
        return int(self.services.clock())

    @property
    def origins(self) -> list[str]:
        """The mirrors, in the operator's order."""
        return [mirror.origin for mirror in self.source.mirrors]

    def ports_for(self, mirror: str) -> set[int]:
        """Ports that may be asked beside 80 and 443, for a mirror or, where it is empty, for a listing elsewhere."""
        return {place.port for place in (self.source.mirrors if mirror else self.listing_places)}

    def mirror_of(self, url: str) -> str | None:
        """The origin of the mirror that a URL belongs to; None for a host that is no mirror of the source."""
        return canonicalize(url, self.urls).mirror

    def proxy_for(self, url: str, meta: Mapping[str, Any]) -> Proxy | None:
        """The proxy that a request goes through: its mirror's, or the one that it came from and may not leave.

        A host whose mirrors all have a proxy is asked directly by nobody, whatever leads there.

        :param meta: of the request
        :raises NetworkForbidden: it may not leave one proxy, and its host is reached through another
        """
        kept: Proxy | None = meta.get("proxied")
        asked, own = kept or self.proxies.get(meta["mirror"]), self._proxied_hosts.get(_bare_host(url))
        if asked is not None and own is not None and asked != own:
            raise NetworkForbidden(f"It is reached through {own.name}, and not through {asked.name}", where=url)
        return asked or own

    def count_proxy_failure(self, proxy: Proxy, sentence: str) -> None:
        """Count that a proxy did not do its work, and warn of it: it counts against no mirror."""
        self.proxy_conducts[proxy] = self.proxy_conducts.get(proxy, ProxyConduct()).after_failure(sentence)
        self.tally.count_proxy_failure(proxy.name, sentence)

    def count_proxy_answer(self, proxy: Proxy) -> None:
        """Count that an answer came through a proxy."""
        self.proxy_conducts[proxy] = self.proxy_conducts.get(proxy, ProxyConduct()).after_answer()

    async def shared_machines(self, url: str) -> tuple[str, ...]:
        """Politeness keys of the machines that a URL's mirror shares with mirrors of other domains."""
        mirror = self.mirror_of(url) if self.machines.may_be_shared else None
        if mirror is None or self.proxies.get(mirror) is not None:
            return ()
        return await self.machines.shared(mirror)

    def record_evidence(self, evidence: Iterable[MirrorEvidence], page: str) -> None:
        """Keep evidence about hosts that are no mirrors of the source yet, and that serve none of its listings."""
        known = (*self.source.mirrors, *self.listing_places)
        own = {place.name.removeprefix("www.") for place in known}
        if len(self.evidence) < MOST_EVIDENCE_OF_A_RUN:
            self.evidence += [(hint, page) for hint in evidence if hint.host.removeprefix("www.") not in own]

    def record_redirect(self, target: str, status: int, page: str) -> None:
        """Keep a redirect as evidence: a host that is no stranger and no place of notices may be a mirror.

        :param status: of the redirect; the evidence begins with it, for 301 and 308 say that the move is for good
        """
        host = host_of(target)
        if (
            host is not None
            and self.mirror_of(target) is None
            and not is_public_host(host)
            and reason_of_landing(target) is None
        ):
            self.record_evidence([MirrorEvidence(host, EvidenceKind.REDIRECT, f"{status} {target}"[:MOST_WORDS])], page)

    @property
    def limits(self) -> Limits:
        """When a mirror of this installation is down, degraded and probed."""
        mirrors = self.services.settings.mirrors
        return Limits(
            failures_until_down=mirrors.failures_until_down,
            probe_after=mirrors.probe_after,
            probe_at_most=mirrors.probe_at_most,
            stale_after=mirrors.stale_after,
        )

    @property
    def health(self) -> dict[str, MirrorHealth]:
        """The mirrors' health as this run has made it so far."""
        now, limits = self.now(), self.limits
        before = {mirror: self.earlier_health.get(mirror, MirrorHealth()) for mirror in self.origins}
        suspected = {m: why for m, why in self.suspicions.items() if m in before}
        before |= {m: put_under_suspicion(before[m], why, self.began) for m, why in suspected.items()}
        judged = {m: after_run(health, self.conduct(m), now, limits, self.began) for m, health in before.items()}
        judged |= {mirror: replace(judged[mirror], recheck_since=0) for mirror in self.recheck_ended}
        return compare_siblings(judged, now, limits)

    def put_down_recheck(self, mirror: str, article: int, *, answered: bool) -> None:
        """Put down that a mirror was asked for an article that is rechecked."""
        self.rechecked[mirror, article] = answered

    def conduct(self, mirror: str) -> Conduct:
        """How a mirror behaved in this run."""
        return self.conducts.get(mirror, Conduct())

    def count_answer(self, mirror: str, seconds: float) -> None:
        """Count an answer of a mirror, or of a listing's host that is none, whatever it says."""
        if mirror:
            self.conducts[mirror] = self.conduct(mirror).after_answer(seconds)
        self.tally.count_answer()

    def count_page(self, mirror: str) -> None:
        """Count a page that came and is yet to be read: later failures may overtake its reading."""
        self.conducts[mirror] = self.conduct(mirror).after_page()

    def count_good(self, mirror: str, *, article: bool = False) -> None:
        """Count an answer that was of use; after a notice none of the mirror's answers counts as good in this run."""
        self.conducts[mirror] = self.conduct(mirror).after_good(article=article)

    def count_wall(self, mirror: str, url: str) -> None:
        """Count a page that a mirror shows at other addresses, too."""
        cause = "it answers many addresses with one page"
        self.tally.count_failure(mirror, cause)
        self.conducts[mirror] = self.conduct(mirror).after_wall(cause, url)

    def count_bad(
        self, mirror: str, cause: str, url: str, notice: State | None = None, *, of_page: bool = False
    ) -> None:
        """Count an answer against its mirror; a notice ends the mirror's part in this run at once.

        :param url: where that was: the evidence
        :param of_page: it may be this page's fault alone: the mirror is not given up for it
        """
        self.conducts[mirror] = self.conduct(mirror).after_bad(cause, url, notice, of_page=of_page)
        self.tally.count_failure(mirror, self.conducts[mirror].cause)


def _bare_host(url: str) -> str:
    return (host_of(url) or "").removeprefix("www.")
