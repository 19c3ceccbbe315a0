"""One run: lease, listings, pages, verdicts, report. Opened first in the archive, closed last."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from scrapy.crawler import Crawler
from sqlalchemy import Connection

from crawler.archive.mirrors.mirror_health import load_health, record_health, record_new_mirror
from crawler.archive.mirrors.probe_samples import list_carriers
from crawler.archive.mirrors.proposals import record_evidence
from crawler.archive.pages.sightings import load_listed_sightings, renew_sightings
from crawler.archive.removal.tombstones import has_unindexed
from crawler.archive.runs.record_runs import Worker, begin_run, end_run, load_heard_meanwhile
from crawler.context.own_errors import counting_own_errors
from crawler.context.run_context import Run, Services
from crawler.context.run_log import enter_run
from crawler.context.stop_run import STORE_FAILURES, halt_crawl, stop_crawl
from crawler.crawl.alternate_pages import AlternatePages
from crawler.crawl.learn_boilerplate import learn_boilerplate
from crawler.crawl.ledger import Ledger
from crawler.crawl.pack_texts import pack_source_texts
from crawler.crawl.spider import MirrorSpider
from crawler.crawl.walls import Walls
from crawler.fetching.scrapy_settings import scrapy_settings
from crawler.index.leases import hold_lease
from crawler.listing.audits import settle_disagreements
from crawler.listing.read_listing import ListingReader
from crawler.listing.rechecks import record_rechecked
from crawler.maintenance.expire import drop_expired
from crawler.maintenance.follow_source_file import follow_source_file
from crawler.maintenance.purge import index_removed
from crawler.mirrors.evidence import EvidenceKind as Evidence
from crawler.mirrors.evidence import MirrorEvidence
from crawler.mirrors.health.mirror_health import MirrorHealth, is_own_outage
from crawler.mirrors.hosts.host_names import host_of
from crawler.model.errors import CrawlFailed, LeaseLost, Unreachable
from crawler.model.failpoints import reached
from crawler.model.verdict import CHANGES_NOTHING, Kind
from crawler.network.address_guard import GUARD_REFUSED
from crawler.network.reactor import assert_guarded
from crawler.settings import Source, source_urls

log = logging.getLogger(__name__)

COPIED_WITHIN = 7 * 86_400
"""Seconds in which articles are counted that stand in another source too: its hosts may be mirrors of this one."""

Watch = Callable[[Run], None]
"""Called with the run when it begins, by whoever wants to show its progress."""


async def crawl_source(
    source: Source, services: Services, watch: Watch | None = None, *, every_mirror: bool = False
) -> Run:
    """Crawl a source once.

    :param every_mirror: also those that are out of use and not due for a probe
    :returns: the run, closed; its tally says what happened
    :raises Refused: when another process holds the source, for a crawl or a removal
    :raises CrawlFailed: when not one listing could be read
    :raises IndexUnavailable, ArchiveUnavailable, LeaseLost: what was fetched until then stands in the archive
    """
    assert_guarded()
    crawler = Crawler(MirrorSpider, scrapy_settings(services.settings, source, services.agent))
    seconds = services.settings.runs.lease
    lost = LeaseLost("The lease on the source could not be renewed", where=source.id, cure="The next run goes on")
    async with hold_lease(services.index, source.id, services.holder, seconds, lost=lambda: _stop_for(crawler, lost)):
        run = await _begin_run(source, services, every_mirror)
        if watch is not None:
            watch(run)
        with counting_own_errors(run.tally.count_error, run.id):
            try:
                ledger, listings = Ledger(run), ListingReader(run)
                await _fetch_all(crawler, run, AlternatePages(run, ledger), ledger, listings)
                await _finish_run(run, ledger, listings)
            except BaseException as error:  # noqa: BLE001 - raised again, and written into the run's record
                run.problem = run.problem or error
                raise run.problem from error.__cause__
            finally:
                await _close_run(run)
    return run


async def _begin_run(source: Source, services: Services, every_mirror: bool) -> Run:
    """Open the run in the archive, and finish what was cut off: a purge, and pages that have no verdict yet."""
    reached("run.open.before")
    worker = Worker(services.holder, services.host, services.configuration)
    opened = services.archive.run_for(source.id, _open_run, source, worker, int(services.clock()))
    number, health, removed = await opened
    reached("run.open.after")
    enter_run(number, source.id)
    run = Run(
        id=number,
        source=source,
        urls=source_urls(source),
        services=services,
        earlier_health=health,
        every_mirror=every_mirror,
    )
    if removed:
        await index_removed(services.archive, services.index, source.id)
    run.tally.count_resumed(await services.canonicalizer.resume(source.id))
    await follow_source_file(run)
    return run


def _open_run(
    connection: Connection, source: Source, worker: Worker, now: int
) -> tuple[int, dict[str, MirrorHealth], bool]:
    """Open the run; its number, its mirrors' health, and whether a purge was cut off."""
    number = begin_run(connection, source.id, now, worker)
    return number, _load_health_with_new_mirrors(connection, source, now), has_unindexed(connection, source.id)


def _load_health_with_new_mirrors(connection: Connection, source: Source, now: int) -> dict[str, MirrorHealth]:
    """The mirrors' health as it was left; one that has none, where its siblings have, joins the source now."""
    known = load_health(connection, source.id)
    joined = [mirror.origin for mirror in source.mirrors if mirror.origin not in known] if known else []
    for origin in joined:
        record_new_mirror(connection, source.id, origin, "joined the source", now)
    return load_health(connection, source.id) if joined else known


async def _fetch_all(
    crawler: Crawler, run: Run, alternates: AlternatePages, ledger: Ledger, listings: ListingReader
) -> None:
    """Let Scrapy crawl, within the run's time; a crawl that is cancelled or late is stopped, not abandoned."""
    parts = {"run": run, "ledger": ledger, "alternates": alternates, "walls": Walls(run), "listings": listings}
    task = asyncio.ensure_future(crawler.crawl_async(**parts))
    try:
        await asyncio.wait_for(asyncio.shield(task), run.services.settings.runs.time_limit)
    except TimeoutError:
        await halt_crawl(crawler, run, task)
        run.tally.count_stop(_describe_stop(run))
    except asyncio.CancelledError:
        await halt_crawl(crawler, run, task)
        raise
    if run.problem is not None:
        raise run.problem
    if isinstance(crawler.spider, MirrorSpider):
        await crawler.spider.one_page.close()
    await alternates.close()


def _describe_stop(run: Run) -> str:
    progress, limit = run.progress, f"{run.services.settings.runs.time_limit:g} s (runs.time_limit)"
    if not progress.planned:
        return f"stopped after {limit} before all listings were read: the next run reads them again"
    return f"stopped after {limit}: {progress.done} of {progress.planned} articles done, the next run goes on"


def _stop_for(crawler: Crawler, error: Exception) -> None:
    if isinstance(crawler.spider, MirrorSpider):
        stop_crawl(crawler, crawler.spider.run, error)


async def _finish_run(run: Run, ledger: Ledger, listings: ListingReader) -> None:
    """After the last page: what the listings said is remembered, disputes are settled, old raw pages leave."""
    services, now = run.services, run.now()
    if stale := listings.list_stale_sightings():
        await services.archive.run_for(run.source.id, renew_sightings, stale, now)
    urls = await asyncio.to_thread(listings.collect_urls)  # of 50,000 links, perhaps: the lease is renewed meanwhile
    on_listings = (listings.list_unchanged_sightings(), urls)
    seen = await services.archive.load(load_listed_sightings, run.source.id, *on_listings)
    run.tally.count_known(seen.unchanged)
    for mirror, newest in seen.newest.items():
        run.conducts[mirror] = replace(run.conduct(mirror), newest=newest)
    reached("listings.before")
    if not run.tally.stopped and run.tally.outcome != "empty":  # it is read in full until it shows an article
        await listings.remember(seen.ids, ledger.unsettled(), ledger.tried_signs)
    reached("listings.after")
    await learn_boilerplate(run, ledger.whole_pages)
    await record_rechecked(run)
    await settle_disagreements(run)
    if run.tally.verdicts[Kind.COPY.value]:
        for origin, many, total in await services.archive.load(list_carriers, run.source.id, now - COPIED_WITHIN):
            sentence = f"{many} of {total} articles of late stand there too"
            run.record_evidence([MirrorEvidence(host_of(origin) or origin, Evidence.CONTENT, sentence)], origin)
    if run.evidence:
        await services.archive.run_for(run.source.id, record_evidence, run.source.id, run.evidence, now)
    await _settle_health(run)
    await pack_source_texts(run)
    await drop_expired(run)
    if run.tally.outcome == "failed":
        raise _make_nothing_read(run)


async def _settle_health(run: Run) -> None:
    """Keep what the run made of the mirrors' health, unless it was our own uplink or our proxy that failed.

    :raises Unreachable: when it was; no mirror is marked for it
    """
    silent = [mirror for mirror in run.origins if run.conduct(mirror).asked]
    if run.tally.proxy_failures and not run.tally.answers and not silent:
        raise _make_proxies_down(run)
    if silent and not run.tally.answers:
        others = await run.services.archive.load(load_heard_meanwhile, run.source.id, run.id)
        if is_own_outage(len(silent), others):
            raise _make_unreachable(run, len(others) + 1)
    record = (run.source.id, run.id, run.earlier_health, run.health, run.conducts, run.now())
    for event in await run.services.archive.run_for(run.source.id, record_health, *record):
        log.warning("%s of %s is %s", event.mirror, run.source.id, event.says)


def _make_unreachable(run: Run, sources: int) -> Unreachable:
    everyone = f"no mirror of {sources} sources" if sources > 1 else "no mirror"
    causes = "; ".join(f"{mirror}: {cause}" for mirror, cause in run.tally.causes.items())
    cure = "No mirror is marked for it; a daemon crawls the source again as soon as something answers"
    if GUARD_REFUSED in causes:
        cure += ". A mirror on this machine is fetched where network.allow_loopback names it with its port"
    return Unreachable(
        f"Our own uplink seems to be down: {everyone} was heard of ({causes})", where=run.source.id, cure=cure
    )


def _make_proxies_down(run: Run) -> Unreachable:
    causes = "; ".join(conduct.cause for conduct in run.proxy_conducts.values() if conduct.cause)
    cure = "No mirror is marked for it; a daemon tries the source again every minute"
    return Unreachable(f"No mirror was asked: {causes}", where=run.source.id, cure=cure)


def _make_nothing_read(run: Run) -> CrawlFailed:
    causes = "; ".join(run.tally.warnings)
    cure = f"mirrorfold source test {run.source.id} looks at its mirrors and listings, and says what is wrong"
    return CrawlFailed(f"Not one listing could be read: {causes}", where=run.source.id, cure=cure)


async def _close_run(run: Run) -> None:
    tally = run.tally
    outcome = tally.outcome if run.problem is None else _name_outcome(run.problem)
    report = tally.report()
    if run.problem is None and _is_told(run.services.settings.runs.log, outcome, report["verdicts"]):
        log.info("run %d of %s: %s, %s", run.id, run.source.id, outcome, _summarize(report))
    if outcome == "empty":
        told = "run %d of %s found not one article: mirrorfold runs %s says what its links lack"
        log.warning(told, run.id, run.source.id, run.source.id)
    reached("run.close.before")
    await run.services.archive.run_for(
        run.source.id,
        end_run,
        run.id,
        now=run.now(),
        outcome=outcome,
        problem=None if run.problem is None else str(run.problem) or _describe_problem(run.problem),
        report=report,
        mirrors=report["mirrors"],
    )
    reached("run.close.after")


def _is_told(which: str, outcome: str, verdicts: Mapping[str, int]) -> bool:
    """Whether the end of a run that was not cut off is worth a line: see ``runs.log``."""
    changed = any(number for kind, number in verdicts.items() if kind not in CHANGES_NOTHING)
    return which == "all" or outcome != "done" or (which == "changes" and changed)


def _describe_problem(problem: BaseException) -> str:
    stopped = isinstance(problem, asyncio.CancelledError | KeyboardInterrupt)
    return "stopped from outside" if stopped else type(problem).__name__


def _summarize(report: dict[str, Any]) -> str:
    """Summarize what a run brought and what it cost, in a line of the log."""
    parts = [f"{number} {kind}" for kind, number in sorted(report["verdicts"].items())]
    failed = report["listings"]["failed"]
    rechecks = f" ({report['rechecks']} to recheck a mirror)" if report["rechecks"] else ""
    requests = f"{report['requests']} request{'s' if report['requests'] != 1 else ''}{rechecks}"
    parts += [f"{report['known']} known", requests]
    return ", ".join(parts + ([f"listings that failed: {failed}"] if failed else []))


def _name_outcome(problem: BaseException) -> str:
    """A source has failed only by itself; what a stop or a store cut off is taken up at once."""
    if isinstance(problem, Unreachable):
        return "unreachable"
    cut_off = isinstance(problem, STORE_FAILURES) or not isinstance(problem, Exception)
    return "interrupted" if cut_off else "failed"
