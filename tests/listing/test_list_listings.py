"""Paths are read on every mirror, full URLs once."""

from __future__ import annotations

from crawler.listing.list_listings import list_listings
from crawler.model.listing import ListingKind, NamedListing

NAMED = [NamedListing(ListingKind.FEED, "/rss.xml"), NamedListing(ListingKind.FEED, "https://feeds.example/rss.xml")]


def test_a_path_is_read_on_every_mirror_and_a_full_url_once() -> None:
    listings = list_listings(NAMED, ["https://a.test", "https://b.test"])
    assert [(each.mirror, each.url) for each in listings] == [
        ("https://a.test", "https://a.test/rss.xml"),
        ("https://b.test", "https://b.test/rss.xml"),
        ("", "https://feeds.example/rss.xml"),
    ]


def test_where_no_mirror_is_asked_no_listing_is_read() -> None:
    assert list_listings(NAMED, []) == []
