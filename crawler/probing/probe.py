"""Does a proposed host carry the source's articles? A few of its pages are fetched and held against the archive.

A host is proposed by what pages say, and pages are written by anybody: it is asked through the same door as every
mirror (politeness, robots, address guard, size of bodies), for a handful of pages, and no redirect leads away from it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from scrapy.crawler import Crawler

from crawler.context.run_context import Run, Services
from crawler.context.stop_run import halt_crawl
from crawler.fetching.scrapy_settings import scrapy_settings
from crawler.mirrors.proposals.probe_findings import Probe
from crawler.model.errors import Refused
from crawler.network.reactor import assert_guarded
from crawler.probing.probe_spider import Download, ProbeSpider
from crawler.probing.visit import Visit
from crawler.settings import Mirror, Source, source_urls
from crawler.settings.mistakes import Mistake

log = logging.getLogger(__name__)

TIME_LIMIT = 180.0
"""Seconds that a probe may take; what was found by then counts."""


async def visit_host(source: Source, host: str, services: Services) -> tuple[Probe, str]:
    """Look for a source's articles on a host.

    :param host: as evidence names it: a name or an address, with a port where that is not the scheme's own
    :returns: what was found, and the origin that answered, or the one that should have
    :raises Refused: when there can be no such host, or it is a mirror of the source
    :raises IndexUnavailable, ArchiveUnavailable: without them nothing is fetched, or compared
    """
    assert_guarded()
    visits = [Visit(_make_run(source, origin, services), source) for origin in list_origins(host)]
    for visit in visits:
        await run_probe(visit.run, visit.work)
        if visit.answered:
            return visit.probe, visit.run.origins[0]
    return visits[0].probe, visits[0].run.origins[0]


def list_origins(host: str) -> tuple[str, ...]:
    """Where a host may answer, in the order in which it is asked: a port of its own is rarely one for TLS.

    >>> list_origins("gazette.test"), list_origins("127.0.0.1:8001")
    (('https://gazette.test', 'http://gazette.test'), ('http://127.0.0.1:8001', 'https://127.0.0.1:8001'))
    """
    schemes = ("http", "https") if host.rpartition(":")[2].isdigit() else ("https", "http")
    return tuple(f"{scheme}://{host}" for scheme in schemes)


def _make_run(source: Source, origin: str, services: Services) -> Run:
    """A run that knows this host alone, and that nobody keeps: no other is asked, whatever its answers say."""
    try:
        mirror = Mirror.parse(origin, source.mirrors[0].articles, proxy=source.proxy_elsewhere)
    except Mistake as mistake:
        raise Refused(f"No such host can be asked: {mistake}", where=origin, cure="Name it as a URL would") from mistake
    if mirror.identity in {known.identity for known in source.mirrors}:
        cure = f"mirrorfold mirrors check {source.id} asks it"
        raise Refused("It is a mirror of the source already", where=origin, cure=cure)
    alone = replace(source, mirrors=(mirror,))
    return Run(id=0, source=alone, urls=source_urls(alone), services=services, earlier_health={})


async def run_probe(run: Run, work: Callable[[Download], Awaitable[None]]) -> None:
    """Let Scrapy fetch what the work asks for, within its time; a probe that is cancelled is stopped.

    :raises MirrorfoldError: what ended the work
    """
    crawler = Crawler(ProbeSpider, scrapy_settings(run.services.settings, run.source, run.services.agent))
    task = asyncio.ensure_future(crawler.crawl_async(run=run, work=work))
    try:
        await asyncio.wait_for(asyncio.shield(task), TIME_LIMIT)
    except TimeoutError:
        log.warning("the probe of %s was stopped after %g s", run.origins[0], TIME_LIMIT)
        await halt_crawl(crawler, run, task)
    except asyncio.CancelledError:
        await halt_crawl(crawler, run, task)
        raise
    if run.problem is not None:
        raise run.problem
