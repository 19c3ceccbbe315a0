"""In which order the spider goes on: every listing first, then the articles."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from scrapy.http import TextResponse

from crawler.crawl.spider import MirrorSpider
from crawler.model.listing import Listing, ListingKind

LISTINGS = [Listing(f"http://m{number}.test", f"http://m{number}.test/rss.xml", ListingKind.FEED) for number in (1, 2)]


class Listings:
    """Listings that have nothing new."""

    bodies = SimpleNamespace(make_room=lambda listing: {}, free_room=lambda listing: None)

    async def load_listings(self, mirrors: Any) -> list[Listing]:
        return LISTINGS

    def make_validators(self, listing: Listing) -> dict[str, bytes]:
        return {}

    async def read(self, listing: Listing, response: TextResponse) -> None:
        return None


def test_a_listing_that_is_read_at_once_does_not_pass_for_the_last_one() -> None:
    async def story() -> None:
        run: Any = SimpleNamespace(origins=["m1", "m2"], every_mirror=True, given_up=False, waiting=set(), problem=None)
        nobody: Any = None
        listings: Any = Listings()
        steps = MirrorSpider(run, nobody, nobody, nobody, listings).start()
        first = await anext(steps)
        await first.callback(TextResponse(first.url))
        second = await anext(steps)
        planned = asyncio.ensure_future(anext(steps))
        await asyncio.wait({planned}, timeout=0.05)
        assert [first.url, second.url] == [listing.url for listing in LISTINGS]
        assert not planned.done(), "the second listing is not read yet"
        planned.cancel()

    asyncio.run(story())
