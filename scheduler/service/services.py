"""Starts what crawls need, in order, and stops it in reverse: archive, index, pool, canonicalizer, reactor."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crawler.archive.database.store import Archive
from crawler.archive.runs.record_runs import list_sources_with_articles
from crawler.context.run_context import Services
from crawler.fetching.spooled_body import empty_folder
from crawler.index import keys
from crawler.index.client import Index, find_open_host
from crawler.index.embedded import EmbeddedIndex
from crawler.index.leases import hold_lease
from crawler.index.slots import Slots
from crawler.judging.canonicalizer import Canonicalizer, Near
from crawler.maintenance.rebuild_index import rebuild_index
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
async def open_stores(configuration: Configuration, state: Path) -> AsyncIterator[tuple[Archive, Index, str]]:
    """Open archive and index of a state folder that nobody else works in; an index without marks is rebuilt.

    :returns: the archive, the index, and the state folder's identity
    :raises Refused: when another process works there
    """
    settings = configuration.settings
    async with AsyncExitStack() as stack:
        holder = stack.enter_context(lock_state_folder(state))
        archive = Archive.in_folder(state, str(settings.database.url))
        stack.callback(archive.close)
        url = str(settings.redis.url) or await stack.enter_async_context(run_embedded_index(state))
        _check_password(url, allowed=settings.redis.without_password)
        index = Index.at(url)
        stack.push_async_callback(index.close)
        await prepare_index(index, archive, configuration)
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


async def prepare_index(index: Index, archive: Archive, configuration: Configuration) -> bool:
    """Take over a complete index, or make one from the archive; mark the partitions of sources it has not met.

    Of processes that find it incomplete one makes it, and the others wait: a second rebuilding would empty it under
    the first one's crawl.

    :returns: whether it had to be made here
    """
    _check_server(index.name, await index.facts())
    names = [source.id for source in configuration.sources]
    filled = await archive.run(list_sources_with_articles)
    partitions = [*keys.posting_partitions(), *map(keys.source_partition, filled)]
    made = False
    while not await index.adopt(partitions):
        with suppress(Refused):
            async with hold_lease(index, keys.ALL, secrets.token_hex(8), MAKING, lost=lambda: None):
                if not await index.adopt(partitions):
                    await rebuild_index(archive, index, read_near_rule(configuration.settings), names, int(time.time()))
                    made = True
            continue
        await asyncio.sleep(INTERVAL / 10)
    await index.mark_missing([keys.source_partition(name) for name in names if name not in filled])
    return made


async def mark_new_sources(shared: Services, configuration: Configuration) -> None:
    """Mark the partitions of sources that joined while the index was in use."""
    filled = await shared.archive.run(list_sources_with_articles)
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


def _check_server(name: str, facts: dict[str, Any]) -> None:
    """Refuse a server that may forget what it was told.

    :raises Refused: with the setting that has to change
    """
    if facts["policy"] not in ("noeviction", None):
        raise Refused(
            f"The index server drops keys when its memory is full (maxmemory-policy {facts['policy']})",
            where=name,
            cure="Set maxmemory-policy noeviction: a forgotten key is an article fetched twice",
        )
    if facts["appendonly"] == "no":
        raise Refused(
            "The index server keeps no append-only file",
            where=name,
            cure="Set appendonly yes: without it every restart empties the index",
        )


@asynccontextmanager
async def open_services(configuration: Configuration, state: Path) -> AsyncIterator[Services]:
    """Everything that crawls share, for as long as the body runs."""
    settings = configuration.settings
    async with AsyncExitStack() as stack:
        archive, index, holder = await stack.enter_async_context(open_stores(configuration, state))
        pool = await stack.enter_async_context(extraction_pool(settings))
        allowed = frozenset(_pair(text) for text in settings.network.allow_loopback)
        guard = stack.enter_context(mounted(allowed, settings.network.resolve))
        gc.freeze()  # what was imported until here is never garbage
        yield Services(
            settings=settings,
            archive=archive,
            index=index,
            pool=pool,
            canonicalizer=Canonicalizer(archive, index, read_near_rule(settings), time.time),
            slots=Slots(index),
            guard=guard,
            clock=time.time,
            holder=holder,
            spool=empty_folder(state / "spool"),
            agent=compose_agent(settings.network.contact),
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
