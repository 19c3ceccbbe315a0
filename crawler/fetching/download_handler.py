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
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, StopDownload
from scrapy.http import Response

from crawler.fetching.failures import CertificateRefused, HostBusy, was_answered
from crawler.index.slots import Held, Pace, SlotTooFar
from crawler.model.errors import NetworkForbidden
from crawler.model.failpoints import reached
from crawler.network.address_guard import GUARD_REFUSED, AddressGuard
from crawler.network.http_head_limits import bounded
from crawler.network.request_targets import url_refusal
from crawler.network.robots import MOST_BYTES
from crawler.network.scrapy_internals import spooling, wrap_protocol_factory, wrap_tls_policy
from crawler.network.shared_machines import politeness_key
from crawler.network.tls import TellingPolicy

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


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler behind the slots of the index; it bounds heads and tells why TLS failed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        wrap_protocol_factory(self, bounded)
        wrap_protocol_factory(self, spooling)
        self._tls: TellingPolicy = wrap_tls_policy(self, TellingPolicy)
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
        refusal = url_refusal(request.url, run.ports_for(request.meta["mirror"]))
        if refusal is not None:
            raise NetworkForbidden(f"The URL is not requested: {refusal}", where=request.url)
        key = politeness_key(request.url)
        delay = max(source.delay, min(request.meta.get("crawl_delay") or 0.0, MOST_CRAWL_DELAY))
        pace = Pace(delay, source.concurrency, settings.network.timeout + _LIFE_BEYOND_TIMEOUT)
        beside = await run.shared_machines(request.url)
        patience = max(PATIENCE, 2 * delay)
        slot = run.services.slots.slot(
            key, pace, beside=beside, patience=patience, wanted=lambda: self.crawler.crawling
        )
        try:
            async with AsyncExitStack() as stack:
                # who came first starts first: of several who ask for a slot now and then, the first to wake would
                async with self._turns[key]:
                    self._in_flight[request] = await stack.enter_async_context(slot)
                response = await self._download(request, run)
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

    async def _download(self, request: Request, run: Any) -> Response:
        mirror, spool = request.meta["mirror"], request.meta.get("spool")
        if spool is not None:
            spool.close()  # it may hold the answer that redirected here
        run.tally.count_request(mirror)
        begun = time.monotonic()
        reached("fetch.before")
        try:
            response = await self._dial(request, run.services.guard)
        except Exception as error:
            if was_answered(error):
                run.count_answer(mirror, time.monotonic() - begun)
            raise
        reached("fetch.after")
        run.count_answer(mirror, time.monotonic() - begun)
        run.tally.count_bytes(mirror, spool.size if spool is not None else len(response.body))
        return response

    async def _dial(self, request: Request, guard: AddressGuard) -> Response:
        """Let Scrapy download; the guard and the TLS policy say what its exceptions cannot."""
        host = urlsplit(request.url).hostname or ""
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            refused = self._tls.why(host)
            if refused is None:
                raise
            raise CertificateRefused(refused) from error
        except CannotResolveHostError as error:
            reason = guard.why(host)
            if reason is None:
                raise
            raise NetworkForbidden(f"{GUARD_REFUSED}: {reason}", where=request.url) from error


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
