"""The spider: reads the listings of every mirror, plans what is unknown, and sends each article on its way.

Scrapy's scheduler, priorities and back-pressure go on doing their work: the first request of a listing or an article is
an ordinary one, and its callback is the coroutine that holds the rest of its way (``one_listing``, ``one_page``).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.context.own_errors import PUT_DOWN
from crawler.context.run_context import Run
from crawler.context.stop_run import CrawlStopped, stop_crawl
from crawler.crawl.alternate_pages import AlternatePages
from crawler.crawl.control_pages import ControlPages
from crawler.crawl.front_pages import ask_front_pages
from crawler.crawl.ledger import Ledger
from crawler.crawl.one_listing import ListingWay
from crawler.crawl.one_page import PageWay
from crawler.crawl.unread_answers import UnreadAnswers
from crawler.crawl.walls import Walls
from crawler.fetching.failures import DownloadFailure, make_failure
from crawler.listing.choose_fetches import make_plan
from crawler.listing.fetch_plan import Fetch
from crawler.listing.read_listing import ListingReader
from crawler.mirrors.health.choose_mirror import order_mirrors
from crawler.model.errors import MirrorfoldError
from crawler.model.listing import Listing

log = logging.getLogger(__name__)

T = TypeVar("T")


class MirrorSpider(Spider):
    """One crawl of one source and its mirrors."""

    name = "mirrorfold"

    def __init__(
        self, run: Run, ledger: Ledger, alternates: AlternatePages, walls: Walls, listings: ListingReader
    ) -> None:
        super().__init__()
        self.run, self.ledger, self.listings = run, ledger, listings
        self.one_listing = ListingWay(run, listings)
        self.one_page: PageWay
        self.controls: ControlPages
        self.unread: UnreadAnswers
        self._alternates, self._walls = alternates, walls
        self._open_listings = 0
        self._listings_read = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> MirrorSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, MirrorSpider)
        spider.unread = unread = UnreadAnswers(crawler)
        spider.one_page = PageWay(spider.run, spider.ledger, spider._alternates, spider._walls, unread)
        spider.controls = ControlPages(spider.run, spider._walls, unread)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The whole crawl. Scrapy would log what is raised here, and end the crawl as if all were done."""
        try:
            async for request in self._ask_for_all():
                yield request
        except Exception as error:
            log.exception("an error that nobody expected ended the crawl", extra=PUT_DOWN)
            stop_crawl(self.crawler, self.run, error)

    async def _ask_for_all(self) -> AsyncIterator[Request]:
        """Ask first for every listing, then for every article that they make us want."""
        run = self.run
        mirrors = tuple(run.origins) if run.every_mirror else order_mirrors(run.origins, run.health, run.now())
        listings = await self._contain(self.listings.load_listings(mirrors)) or ()
        # all are made before the first is sent: a listing that is read at once must not pass for the last one
        for request in [self._listing_request(listing) for listing in listings]:
            yield request
        if self._open_listings:
            await self._listings_read.wait()
        await self._contain(ask_front_pages(run, mirrors, self.unread))
        await self._contain(self.controls.ask(mirrors, self.one_listing.links))
        if run.problem is not None:  # a store failed: the run is being stopped
            return
        plan = await self._contain(make_plan(run, self.listings, self.one_listing.links))
        if plan is not None:
            self.ledger.take_over(plan)
            run.progress.begin(len(plan.fetches), run.services.clock())
            for fetch in plan.fetches:
                yield self._page_request(fetch)

    def _listing_request(self, listing: Listing) -> Request:
        self._open_listings += 1
        return Request(
            listing.url,
            headers=self.listings.make_validators(listing),
            callback=partial(self._follow_listing, listing),
            errback=partial(self._follow_listing, listing),
            meta={"mirror": listing.mirror, **self.listings.bodies.make_room(listing)},
            priority=1,
        )

    async def _follow_listing(self, listing: Listing, answer: Response | Failure) -> list[Request]:
        """Follow a listing to its end; a sitemap index leads to further ones."""
        try:
            following = self._lead_on(listing, answer)
            return await self._contain(following, lambda error: self.listings.count_unread(listing, error)) or []
        finally:
            self.listings.bodies.free_room(listing)
            self._open_listings -= 1
            if self._open_listings == 0:
                self._listings_read.set()

    async def _lead_on(self, listing: Listing, answer: Response | Failure) -> list[Request]:
        nested = await self.one_listing.follow(listing, _as_value(answer))
        return [self._listing_request(further) for further in nested]

    def _page_request(self, fetch: Fetch) -> Request:
        target = fetch.targets[0]
        return Request(
            target.url,
            callback=partial(self._follow_page, fetch),
            errback=partial(self._follow_page, fetch),
            meta={"mirror": target.mirror},
        )

    async def _follow_page(self, fetch: Fetch, answer: Response | Failure) -> None:
        """Follow an article to its end."""

        async def follow() -> None:
            await self.one_page.follow(fetch, _as_value(answer))

        await self._contain(follow(), lambda error: self.ledger.count_unread(fetch, error))
        if self.crawler.crawling:
            self.run.progress.count_done()

    async def _contain(
        self, work: Coroutine[Any, Any, T], count_unread: Callable[[Exception], None] | None = None
    ) -> T | None:
        """Do a part of the crawl. A store that fails ends the run; an error of ours fails what met it.

        Scrapy would log either and go on, and the run would end as done.

        :param count_unread: puts down what met an exception that nobody expected; None ends the run by it
        :returns: what came of it; None when it was cut off
        """
        try:
            return await work
        except CrawlStopped:
            return None
        except MirrorfoldError as error:
            stop_crawl(self.crawler, self.run, error)
        except Exception as error:
            if count_unread is None:
                stop_crawl(self.crawler, self.run, error)
            else:
                told = "an error that nobody expected: what met it is left to the next run"
                log.exception(told, extra=PUT_DOWN)
                count_unread(error)
        return None


def _as_value(answer: Response | Failure) -> Response | DownloadFailure:
    """A failed download as a value, with the address that was asked last."""
    if isinstance(answer, Response):
        return answer
    error = answer.value or RuntimeError(str(answer))
    return make_failure(error, answer.request.url)  # type: ignore[attr-defined]
