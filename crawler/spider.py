"""The spider: reads the listings of every mirror, folds their links, fetches what is unknown, once.

What it does not know: how an article is judged (``pipeline``), when it may ask (``door``), whether it may
(``middlewares``), what is known and what is due (``planning``), and what came of a page (``ledger``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.article import Link, Rejection
from crawler.belonging import Belonging
from crawler.canonical.url import canonicalize
from crawler.context import Run
from crawler.errors import MirrorfoldError
from crawler.failpoints import reached
from crawler.failures import HostBusy, MirrorGivenUp, RedirectedAway, RobotsDisallowed, TooManyRedirects, words
from crawler.ledger import Ledger, PageItem
from crawler.listings import ListingReader
from crawler.mirrors.answers import MAY_BE_NOTICE, UNAUTHORIZED, Answer, classify
from crawler.mirrors.choice import explain, order
from crawler.mirrors.rejections import OF_PAGE, counts_against_mirror, landed, notice_of, told
from crawler.plan import Fetch, Listing, Target, fold
from crawler.planning import make_plan, report_links
from crawler.reader import notice_in_answer, read_answer
from crawler.reading import PageReading
from crawler.settings import OnRefusal
from crawler.stopping import STORE_FAILURES, stop

T = TypeVar("T")


class MirrorSpider(Spider):
    """One crawl of one source and its mirrors."""

    name = "mirrorfold"

    def __init__(self, run: Run, ledger: Ledger, belonging: Belonging, listings: ListingReader) -> None:
        super().__init__()
        self.run, self.ledger, self.belonging, self.listings = run, ledger, belonging, listings
        self._found: list[tuple[Listing, tuple[Link, ...]]] = []
        self._open = 0
        self._all_read = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> MirrorSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, MirrorSpider)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        async for request in self._until_a_store_fails(self._crawl()):
            yield request

    async def _crawl(self) -> AsyncIterator[Request]:
        """The whole crawl in four lines: listings, then articles."""
        for request in await self._listing_requests():
            yield request
        await self._all_read.wait()
        for fetch in await self._plan():
            yield self._page_request(fetch)

    async def _until_a_store_fails(
        self, steps: AsyncIterator[T], unread: Callable[[Exception], None] | None = None
    ) -> AsyncIterator[T]:
        """Pass steps on; a failure of a store ends the run, where Scrapy would drop the page and go on.

        :param unread: puts down that one answer met an error that nobody expected; without it that ends the run, too
        """
        try:
            async for step in steps:
                yield step
        except MirrorfoldError as error:
            stop(self.crawler, error)
        except Exception as error:
            if unread is None:
                stop(self.crawler, error)
            else:
                unread(error)
            raise  # nobody expected it: Scrapy logs where it was

    async def _listing_requests(self) -> list[Request]:
        origins = self.run.origins
        mirrors = tuple(origins) if self.run.every_mirror else order(origins, self.run.health, self.run.now())
        requests = [self._listing_request(one) for one in await self.listings.of(mirrors)]
        if not requests:
            self._all_read.set()
        return requests

    def _listing_request(self, listing: Listing) -> Request:
        self._open += 1
        return Request(
            listing.url,
            headers=self.listings.validators(listing),
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"listing": listing},
            meta={"mirror": listing.mirror, "handle_httpstatus_all": True},
            dont_filter=True,
            priority=1,
        )

    def parse_listing(self, response: Response, listing: Listing) -> AsyncIterator[Request]:
        """Read a listing; a sitemap index leads to further ones."""
        return self._until_a_store_fails(self._parse_listing(response, listing), partial(self._listing_unread, listing))

    async def _parse_listing(self, response: Response, listing: Listing) -> AsyncIterator[Request]:
        try:
            content = await self.listings.read(listing, response)
            if content is not None:
                self._found.append((listing, content.links))
                for nested in await self.listings.nested(listing, content):
                    yield self._listing_request(nested)
        finally:
            self._listing_done()

    def _listing_unread(self, listing: Listing, error: Exception) -> None:
        """We failed to read a listing: its mirror is not blamed, and the run is not done."""
        self.run.tally.listings_failed += 1
        self.run.tally.unread += 1
        self.run.tally.warn(f"{listing.url} was not read, by an error of ours: {type(error).__name__}")

    def listing_failed(self, failure: Failure) -> None:
        """A listing that cannot be read counts against its mirror, unless the source refuses it."""
        listing: Listing = failure.request.cb_kwargs["listing"]  # type: ignore[attr-defined]
        error = failure.value or RuntimeError(str(failure))
        if isinstance(error, STORE_FAILURES):
            stop(self.crawler, error)
        else:
            self.listings.failed(listing, error)
        self._listing_done()

    def _listing_done(self) -> None:
        self._open -= 1
        if self._open == 0:
            self._all_read.set()

    async def _plan(self) -> Sequence[Fetch]:
        place = {origin: number for number, origin in enumerate(self.run.origins)}
        self._found.sort(key=lambda pair: place.get(pair[0].mirror, len(place)))
        folded = fold(self._found, self.run.urls)
        report_links(self.run, folded, self._found)
        health, now = self.run.health, self.run.now()
        mirrors = order(self.run.origins, health, now)
        self.run.tally.choice = explain(mirrors[0], self.run.origins, health, now) if mirrors else ""
        before = {listing.url for listing, _ in self._found if self.listings.was_read_before(listing)}
        plan = await make_plan(self.run, folded, mirrors, before)
        self.ledger.settle(plan)
        return plan.fetches

    def _page_request(self, fetch: Fetch) -> Request:
        target = fetch.targets[0]
        return Request(
            target.url,
            callback=self.parse_page,
            errback=self.page_failed,
            cb_kwargs={"fetch": fetch},
            meta={"mirror": target.mirror, "handle_httpstatus_all": True},
            dont_filter=True,
        )

    def parse_page(self, response: Response, fetch: Fetch) -> AsyncIterator[Request | PageItem]:
        """Look at an answer: an article goes on to the pipeline, anything else to the next mirror."""
        return self._until_a_store_fails(self._parse_page(response, fetch), partial(self._page_unread, fetch))

    async def _parse_page(self, response: Response, fetch: Fetch) -> AsyncIterator[Request | PageItem]:
        reached("gate.before")
        answer = classify(response.status)
        mirror = response.meta["mirror"]
        if answer is Answer.PAGE:
            self.run.page_came(mirror)
            self._count_body(mirror, fetch)
            reading = await read_answer(self.run, response, fetch)
            if not isinstance(reading.said, Rejection):
                reached("gate.after")
                self.run.good(mirror)
                placed = await self.belonging.place(self._item(response, fetch, reading))
                if placed is not None:
                    yield self._page_request(placed) if isinstance(placed, Fetch) else placed
                return
            rejection: Rejection | None = reading.said
        else:
            rejection = await notice_in_answer(self.run, response) if answer in MAY_BE_NOTICE else None
        for request in await self._no_article(response, answer, rejection, fetch):
            yield request

    def _page_unread(self, fetch: Fetch, error: Exception) -> None:
        """We failed to read a page: its mirror is not blamed, and the next run asks for it again."""
        self.run.tally.unread += 1
        self.run.tally.warn(f"{fetch.targets[0].url} was not read, by an error of ours: {type(error).__name__}")

    def _answered(self, response: Response, fetch: Fetch) -> Target:
        """Who answered: another mirror than was asked when the first one pointed there."""
        asked = fetch.targets[0]
        if response.meta["mirror"] == asked.mirror:
            return asked
        return Target(response.meta["mirror"], canonicalize(response.url, self.run.urls).canonical_url or response.url)

    def _count_body(self, mirror: str, fetch: Fetch) -> None:
        cost = self.run.tally.mirror(mirror)
        cost.audits += fetch.audit
        cost.revisits += fetch.revisit and not fetch.audit
        cost.bodies += not fetch.revisit

    def _item(self, response: Response, fetch: Fetch, reading: PageReading) -> PageItem:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return PageItem(
            fetch,
            self._answered(response, fetch),
            reading,
            response.status,
            len(response.body),
            content_type,
            self.run.now(),
        )

    async def _no_article(
        self, response: Response, answer: Answer, rejection: Rejection | None, fetch: Fetch
    ) -> list[Request]:
        """Put down what the answer says of the mirror, and ask the next one unless the source refuses."""
        mirror, status = response.meta["mirror"], response.status
        state = notice_of(rejection)
        if rejection is not None and state is not None:
            self.run.bad(mirror, told(rejection), response.url, state)
        elif rejection is not None and counts_against_mirror(rejection):
            self.run.bad(mirror, told(rejection), response.url)
        elif answer is Answer.REFUSED and not self._may_try_others(status):
            self.run.tally.refused += 1
            self.run.tally.warn(f"{mirror} answered {status}: the source refuses; no other mirror was asked")
            return []
        elif answer in (Answer.FAILED, Answer.REFUSED):
            self.run.bad(mirror, f"HTTP {status}", response.url, of_page=True)
        elif rejection is not None and rejection.reason in OF_PAGE:
            self.run.bad(mirror, told(rejection), response.url, of_page=True)
        if rejection is not None and (state is not None or answer is Answer.PAGE):
            await self.ledger.quarantine(fetch, rejection)
        return self._from_next_mirror(fetch)

    def _may_try_others(self, status: int) -> bool:
        """A 401 speaks for the source; a bare 403 or 451 only where the operator says so."""
        return status != UNAUTHORIZED and self.run.source.on_refusal is OnRefusal.TRY_OTHERS

    def page_failed(self, failure: Failure) -> list[Request]:
        """The download failed: ask the next mirror, unless robots.txt speaks for the source."""
        fetch: Fetch = failure.request.cb_kwargs["fetch"]  # type: ignore[attr-defined]
        mirror = fetch.targets[0].mirror
        error = failure.value or RuntimeError(str(failure))
        if isinstance(error, STORE_FAILURES):
            stop(self.crawler, error)
            return []
        if isinstance(error, RobotsDisallowed):
            self.run.tally.refused += 1
            self.run.tally.warn(f"robots.txt of {mirror} disallows articles: no mirror was asked for them")
            return []
        url = failure.request.url  # type: ignore[attr-defined]
        if isinstance(error, RedirectedAway):
            self.run.tally.warn(f"{mirror} {error}")
            self.run.bad(mirror, words(error), url, landed(error.target), of_page=True)
        elif not isinstance(error, HostBusy | MirrorGivenUp):
            self.run.bad(mirror, words(error), url, of_page=isinstance(error, TooManyRedirects))
        return self._from_next_mirror(fetch)

    def _from_next_mirror(self, fetch: Fetch) -> list[Request]:
        following = fetch.moved_on()
        if following is None:
            if not fetch.revisit and not fetch.named_by_page:  # the known is asked for again later
                self.run.tally.lost.add(fetch.key)
            return []
        return [self._page_request(following)]
