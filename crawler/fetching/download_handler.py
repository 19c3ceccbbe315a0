"""The door: every request of every crawl passes here, waits for its slot, and is counted.

A download handler and not a middleware, so that redirects, robots.txt and whatever else a middleware asks for
pass it too, and a slot is given back however the download ends.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from contextlib import AsyncExitStack
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response

from crawler.fetching.failures import HostBusy, ProxyFailed, was_answered
from crawler.fetching.ways import Way
from crawler.index.slots import Held, Pace, SlotTooFar
from crawler.model.errors import NetworkForbidden
from crawler.model.failpoints import reached
from crawler.model.proxy import Proxy
from crawler.network.address_guard import AddressGuard
from crawler.network.request_targets import url_refusal
from crawler.network.robots import MOST_BYTES
from crawler.network.shared_machines import politeness_key

PATIENCE = 30.0
"""Seconds that a request waits for its host; one that is to be left alone for longer is asked in a later run."""

MOST_CRAWL_DELAY = 60.0
"""Seconds beyond which a robots.txt's crawl-delay is cut: a file must not stop a source for a day."""

BUSY = (429, 503)
"""Answers of a host that is asked too much; they may say for how long it wants to be left alone."""

BUSY_DELAYS = 10
"""Delays between two requests that such a host is left alone for when it does not say; doubled each time in a row."""

_LIFE_BEYOND_TIMEOUT = 5.0
"""Seconds that a slot outlives the longest download: a killed holder's slot runs out, never earlier."""


class DownloadHandler(BaseDownloadHandler):
    """The ways to the network behind the slots of the index."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._ways: dict[Proxy | None, Way] = {}
        self._in_flight: dict[Request, Held] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """Politeness key → whose turn it is to wait for a slot of it."""
        crawler.signals.connect(self._record_head, signals.headers_received)
        crawler.signals.connect(self._bound_robots, signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        """Download when politeness allows it.

        :raises IndexUnavailable: without the index nothing is fetched
        :raises NetworkForbidden: what is written is no URL to dial, or the address guard dropped the host
        """
        run: Any = self.crawler.spider.run  # type: ignore[union-attr]
        source, settings = run.source, run.services.settings
        proxy = run.proxy_for(request.url, request.meta)
        refusal = url_refusal(request.url, run.ports_for(request.meta["mirror"]), proxied=proxy is not None)
        if refusal is not None:
            raise NetworkForbidden(f"The URL is not requested: {refusal}", where=request.url)
        key = politeness_key(request.url)
        delay = max(source.delay, min(request.meta.get("crawl_delay") or 0.0, MOST_CRAWL_DELAY))
        pace = Pace(delay, source.concurrency, settings.network.timeout + _LIFE_BEYOND_TIMEOUT)
        beside = () if proxy is not None else await run.shared_machines(request.url)
        patience = max(PATIENCE, 2 * delay)
        slot = run.services.slots.slot(
            key, pace, beside=beside, patience=patience, wanted=lambda: self.crawler.crawling
        )
        try:
            async with AsyncExitStack() as stack:
                # who came first starts first: of several who ask for a slot now and then, the first to wake would
                async with self._turns[key]:
                    self._in_flight[request] = await stack.enter_async_context(slot)
                response = await self._download(request, run, proxy)
        except SlotTooFar as error:
            raise HostBusy(f"{key} is to be left alone: {error}") from error
        finally:
            self._in_flight.pop(request, None)
        wait = read_retry_after(response, datetime.fromtimestamp(run.services.clock()).astimezone())
        if wait is not None:
            wait = min(wait, settings.politeness.max_retry_after)
            for politeness in (key, *beside):
                await run.services.slots.put_off(politeness, wait)
            if len(source.mirrors) == 1 and request.meta["mirror"]:  # with another mirror there is no need to wait
                run.tally.put_off(run.now() + int(wait))
        elif response.status in BUSY and delay:
            await run.services.slots.back_off(key, BUSY_DELAYS * delay, settings.politeness.max_retry_after)
        return response

    def _record_head(self, request: Request) -> None:
        """Tell the slot that a head came, at the very moment: ``download_latency`` is known only after the body."""
        if request in self._in_flight:
            self._in_flight[request].heard()

    def _bound_robots(self, data: bytes, request: Request) -> None:
        """End a robots.txt where its rules cease to count, whatever stands behind; no other limit ends it."""
        if request.meta.get("robots") and request in self._in_flight:
            request.meta["read"] = request.meta.get("read", 0) + len(data)
            if request.meta["read"] > MOST_BYTES:
                raise StopDownload(fail=False)

    async def close(self) -> None:
        await asyncio.gather(*(way.close() for way in self._ways.values()))

    async def _download(self, request: Request, run: Any, proxy: Proxy | None) -> Response:
        mirror, spool = request.meta["mirror"], request.meta.get("spool")
        if spool is not None:
            spool.close()  # it may hold the answer that redirected here
        run.tally.count_request(mirror)
        begun = time.monotonic()
        reached("fetch.before")
        try:
            response = await self._find_way(proxy, run.services.guard).download_request(request)
        except ProxyFailed as error:
            run.count_proxy_failure(error.proxy, str(error))
            raise
        except Exception as error:
            if was_answered(error):
                run.count_answer(mirror, time.monotonic() - begun)
            raise
        reached("fetch.after")
        run.count_answer(mirror, time.monotonic() - begun)
        run.tally.count_bytes(mirror, spool.size if spool is not None else len(response.body))
        if proxy is not None:
            run.count_proxy_answer(proxy)
        return response

    def _find_way(self, proxy: Proxy | None, guard: AddressGuard) -> Way:
        if proxy not in self._ways:
            self._ways[proxy] = Way(self.crawler, guard, proxy)
        return self._ways[proxy]


def read_retry_after(response: Response, now: datetime) -> float | None:
    """Return the seconds a busy server asks to be left alone (RFC 9110, 10.2.3): a number, or a date."""
    header = response.headers.get("Retry-After")
    if header is None or response.status not in BUSY:
        return None
    text = header.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return None
