"""Every kind of listing has a reader, and a listing of any kind is read by it."""

from __future__ import annotations

import pytest

from crawler.discovery.listing_kinds import READERS, read_listing
from crawler.model.listing import ListingKind

BODIES = {
    ListingKind.FEED: "<rss version='2.0'><channel><item><link>{}</link></item></channel></rss>",
    ListingKind.SITEMAP: "<urlset><url><loc>{}</loc></url></urlset>",
    ListingKind.JSON: '[{{"url": "{}"}}]',
    ListingKind.SECTION: "<html><body><a href='{}'>Ferries run again</a></body></html>",
}
ARTICLE = "https://gazette.example/news/7"


def test_every_kind_has_a_reader() -> None:
    assert set(READERS) == set(ListingKind)


@pytest.mark.parametrize("kind", ListingKind)
def test_a_listing_of_any_kind_is_read(kind: ListingKind) -> None:
    body = BODIES[kind].format(ARTICLE).encode()
    listing = read_listing(kind, body, url="https://gazette.example/list", content_type="", timezone="UTC")
    assert listing.problem is None
    assert [link.url for link in listing.links] == [ARTICLE]
