"""Starts what crawls need, in order, and stops it in reverse: archive, index, pool, canonicalizer, reactor."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from crawler.archive.database.identity import load_identity
from crawler.archive.database.store import Archive
from crawler.archive.runs.record_runs import list_sources_with_articles
from crawler.context.own_errors import log_what_nobody_catches
from crawler.context.run_context import Services
from crawler.fetching.spooled_body import empty_folder
from crawler.index import keys
from crawler.index.check_servers import check_servers, find_open_host
from crawler.index.client import ForeignIndex, Index, Lacking
from crawler.index.embedded import EmbeddedIndex
from crawler.index.leases import hold_lease
from crawler.index.slots import Slots
from crawler.judging.canonicalizer import Canonicalizer, Near
from crawler.maintenance.rebuild_index import Rebuilt, rebuild_index, rebuild_partitions
from crawler.maintenance.state_folder import lock_state_folder
from crawler.model.errors import IndexUnavailable, Refused
from crawler.network.reactor import mounted
from crawler.reading.pool import ExtractionPool
from crawler.settings import Configuration, Settings
from scheduler.reports.article.compare_texts import read_rule

log = logging.getLogger(__name__)

INTERVAL = 1.0
"""Seconds between two checks whether the embedded index lives."""

MAKING = 5.0
"""Seconds after which another process makes the index whose maker was killed."""


def read_near_rule(settings: Settings) -> Near:
    """The near-duplicate rule of the settings."""
    rule, sampling = read_rule(settings.dedup)
    most_bytes = settings.dedup.index_megabytes << 20
    return Near(rule=rule, sampling=sampling, window_days=settings.dedup.window_days, most_bytes=most_bytes)


@asynccontextmanager
async def open_stores(
    configuration: Configuration, state: Path, process: str | None = None
) -> AsyncIterator[tuple[Archive, Index, str]]:
    """Open archive and index of a state folder that nobody else works in; an index without marks is rebuilt.

    :param process: who takes leases, where several processes work on these stores; None: the state folder's identity,
        which takes over what a process that was killed there left
    :returns: the archive, the index, and who takes leases
    :raises Refused: when another process works there, or the index belongs to another archive
    """
    async with connect_stores(configuration, state) as (archive, index, holder):
        await prepare_index(index, archive, configuration)
        yield archive, index, process or holder


@asynccontextmanager
async def connect_stores(configuration: Configuration, state: Path) -> AsyncIterator[tuple[Archive, Index, str]]:
    """Open archive and index of a state folder that nobody else works in, and leave the index as it is.

    :returns: the archive, the index, which is to be prepared before it is asked, and the state folder's identity
    :raises Refused: when another process works there
    """
    settings = configuration.settings
    async with AsyncExitStack() as stack:
        holder = stack.enter_context(lock_state_folder(state))
        archive = Archive.in_folder(state, str(settings.database.url))
        stack.callback(archive.close)
        url = str(settings.redis.url) or await stack.enter_async_context(run_embedded_index(state))
        _check_password(url, allowed=settings.redis.without_password)
        index = Index.at(url, settings.redis.prefix)
        stack.push_async_callback(index.close)
        yield archive, index, holder


@asynccontextmanager
async def run_embedded_index(state: Path) -> AsyncIterator[str]:
    """Run the embedded index, and start it again should it die; its files have all that it acknowledged.

    :returns: its URL
    """
    with EmbeddedIndex(state) as server:
        watch = asyncio.create_task(_revive(server), name="revive the index")
        try:
            yield server.url
        finally:
            watch.cancel()


async def _revive(server: EmbeddedIndex) -> None:
    """Blocks the loop for the tenth of a second that a start takes: a server ends with the thread that forked it."""
    while True:
        await asyncio.sleep(INTERVAL)
        if server.died():
            log.error("the embedded Valkey died; it is started again")
            try:
                server.start()
            except IndexUnavailable as error:
                log.error("%s", error)
            except Exception:
                log.exception("the embedded Valkey was not started, by an error of ours; it is tried again")


@dataclass(frozen=True, slots=True)
class Made:
    """What of the index was made anew: of all its partitions so many, and what was written to them."""

    partitions: int = 0
    of: int = 0
    written: Rebuilt = field(default_factory=Rebuilt)

    @property
    def whole(self) -> bool:
        return self.partitions == self.of > 0


async def prepare_index(
    index: Index, archive: Archive, configuration: Configuration, *, take_over: bool = False, anew: bool = False
) -> Made:
    """Take over an index, make from the archive what it lacks, and mark the partitions of sources it has not met.

    Of processes that find it incomplete one makes it, and the others wait: a second rebuilding would empty it under
    the first one's crawl. Where a server was replaced, its part alone is made, and the others' goes on answering.

    :param take_over: whether one of another archive is made this one's
    :param anew: whether all of it is made, whatever it lacks
    :returns: what was made here
    :raises ForeignIndex: when it belongs to another archive
    """
    index.archive = await archive.run(load_identity)
    check_servers(index.name, await index.facts())
    names = {source.id for source in configuration.sources}
    filled = set(await archive.load(list_sources_with_articles))
    empty = {keys.source_partition(name) for name in names - filled}
    made = Made()
    while True:
        own = await index.list_own_partitions()
        needed = [*keys.posting_partitions(), *own, *map(keys.source_partition, sorted(filled))]
        if not await _find_lacking(index, needed, empty, take_over=take_over) and not anew:
            break
        with suppress(Refused):
            async with hold_lease(index, keys.ALL, secrets.token_hex(8), MAKING, lost=lambda: None):
                lacking = await _find_lacking(index, needed, empty, take_over=take_over)
                if lacking or anew:
                    made = await _make(index, archive, configuration, needed, needed if anew else lacking)
                    anew = False
            continue
        await asyncio.sleep(INTERVAL / 10)
    await index.mark_missing(sorted(empty))
    return made


async def _find_lacking(index: Index, needed: list[str], empty: set[str], *, take_over: bool) -> list[str]:
    """Adopt an index, and say which partitions are to be made; those of sources that have nothing need no mark.

    One of another archive counts as one without marks where it is to be taken over.
    """
    try:
        await index.adopt([*needed, *sorted(empty)])
    except ForeignIndex:
        if not take_over:
            raise
        return needed
    lacking: Lacking = index.lacking
    return [*lacking.doubtful, *(name for name in lacking.missing if name not in empty)]


async def _make(
    index: Index, archive: Archive, configuration: Configuration, needed: list[str], lacking: list[str]
) -> Made:
    """Make the whole index where nothing of it stands, or the partitions that lack."""
    settings = configuration.settings
    near, now = read_near_rule(settings), int(archive.clock())
    if set(lacking) >= set(needed):
        written = await rebuild_index(archive, index, near, [source.id for source in configuration.sources], now)
        return Made(len(needed), len(needed), written)
    log.warning("%d of %d partitions of the index are made anew from the archive", len(lacking), len(needed))
    rest = max([settings.network.timeout, *(source.delay for source in configuration.sources)])
    written = await rebuild_partitions(archive, index, near, lacking, now, rest=rest)
    return Made(len(lacking), len(needed), written)


async def mark_new_sources(shared: Services, configuration: Configuration) -> None:
    """Mark the partitions of sources that joined while the index was in use."""
    filled = await shared.archive.load(list_sources_with_articles)
    fresh = [source.id for source in configuration.sources if source.id not in filled]
    await shared.index.mark_missing([keys.source_partition(name) for name in fresh])


def _check_password(url: str, *, allowed: bool) -> None:
    """Refuse a server beyond this machine that asks nobody who he is: whoever reaches it can make us fetch anew.

    :raises Refused: with the cure
    """
    host = find_open_host(url)
    if host is not None and not allowed:
        raise Refused(
            "The index server is beyond this machine and has no password",
            where=host,
            cure="Give it one in redis.url, or set redis.without_password where nobody else can reach it",
        )


@asynccontextmanager
async def open_services(
    configuration: Configuration, state: Path, process: str | None = None
) -> AsyncIterator[Services]:
    """Everything that crawls share, for as long as the body runs.

    :param process: see ``open_stores``
    """
    settings = configuration.settings
    log_what_nobody_catches()
    async with AsyncExitStack() as stack:
        archive, index, holder = await stack.enter_async_context(open_stores(configuration, state, process))
        pool = await stack.enter_async_context(extraction_pool(settings))
        allowed = frozenset(_pair(text) for text in settings.network.allow_loopback)
        guard = stack.enter_context(mounted(allowed, settings.network.resolve))
        gc.freeze()  # what was imported until here is never garbage
        yield Services(
            settings=settings,
            archive=archive,
            index=index,
            pool=pool,
            canonicalizer=Canonicalizer(archive, index, read_near_rule(settings), archive.clock),
            slots=Slots(index),
            guard=guard,
            clock=archive.clock,
            holder=holder,
            spool=empty_folder(state / "spool"),
            agent=compose_agent(settings.network.contact),
            host=socket.gethostname() if process is not None else "",
        )


def extraction_pool(settings: Settings) -> ExtractionPool:
    """The extraction pool of the settings, not started yet."""
    return ExtractionPool(settings.extraction.workers, settings.extraction.timeout)


def _pair(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def compose_agent(contact: str) -> str:
    """Our user agent.

    >>> compose_agent("mailto:ops@example.org").partition(" ")[2]
    '(+mailto:ops@example.org)'
    """
    return f"mirrorfold/{version('mirrorfold')}" + (f" (+{contact})" if contact else "")
