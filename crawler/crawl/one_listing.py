"""One listing's way, from its answer to its links."""

from __future__ import annotations

from scrapy.http import Response

from crawler.context.run_context import Run
from crawler.context.stop_run import STORE_FAILURES, wait_unless_given_up
from crawler.fetching.failures import DownloadFailure
from crawler.listing.read_listing import ListingReader
from crawler.model.article import Link
from crawler.model.listing import Listing


class ListingWay:
    """Takes listings from their answers to their links, each by one coroutine.

    :ivar links: what the listings of this run had that was new, in the order in which they were read
    """

    def __init__(self, run: Run, listings: ListingReader) -> None:
        self._run, self._listings = run, listings
        self.links: list[tuple[Listing, tuple[Link, ...]]] = []

    async def follow(self, listing: Listing, answer: Response | DownloadFailure) -> list[Listing]:
        """Read a listing, and keep its links.

        :returns: further sitemaps that it names
        :raises MirrorfoldError: when a store fails
        :raises CrawlStopped: the crawl is over before the listing is read
        """
        if isinstance(answer, DownloadFailure):
            if isinstance(answer.error, STORE_FAILURES):
                raise answer.error
            self._listings.record_failure(listing, answer.error)
            return []
        content = await wait_unless_given_up(self._run, self._listings.read(listing, answer))
        if content is None:
            return []
        self.links.append((listing, content.links))
        return await self._listings.list_nested(listing, content)
