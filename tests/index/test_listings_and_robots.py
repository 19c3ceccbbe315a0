"""What a run leaves for the next: the state of each listing, the rules of each origin."""

from __future__ import annotations

import asyncio

from crawler.index import listing_states as listings
from crawler.index import robots_cache as robots
from crawler.index.listing_states import ListingState, digest_body
from crawler.model.listing import NestedSitemap
from crawler.network.robots import LIFETIME, Robots
from tests.desk.index_servers import Server, connected, lifetimes

FEED, SITEMAP = "https://m1.example/rss.xml", "https://m1.example/sitemap.xml"


def test_a_listing_never_read_has_an_empty_state(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server, "herald") as index:
            assert await listings.load_listing_states(index, "herald", [FEED]) == {FEED: ListingState()}
            assert await listings.load_listing_states(index, "herald", []) == {}

    asyncio.run(scenario())


def test_a_listings_state_comes_back_as_it_was_left(server: Server) -> None:
    left = {
        FEED: ListingState(b'W/"\xff"', b"Mon, 01 Jan", digest_body(b"body"), 1_790_000_000, (1, (1 << 63) + 5)),
        SITEMAP: ListingState(
            nested=(
                NestedSitemap("https://m1.example/a.xml", 1_790_000_000),
                NestedSitemap("https://m1.example/b.xml"),
            ),
            lastmod=1_780_000_000,
            asked_at=1_790_000_001,
        ),
    }

    async def scenario() -> None:
        async with connected(server, "herald") as index:
            await listings.save_listing_states(index, "herald", left)
            assert await listings.load_listing_states(index, "herald", [FEED, SITEMAP]) == left
            await listings.save_listing_states(index, "herald", {SITEMAP: ListingState(etag=b"2")})
            assert await listings.load_listing_states(index, "herald", [SITEMAP]) == {SITEMAP: ListingState(etag=b"2")}

    asyncio.run(scenario())


def test_two_bodies_have_two_digests() -> None:
    assert digest_body(b"a") == digest_body(b"a") != digest_body(b"b")


def test_rules_of_an_origin_are_kept_for_a_day_at_most(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            rules = Robots(200, b"User-agent: *\nDisallow: /private")
            assert await robots.load_robots(index, "https://m1.example") is None
            await robots.save_robots(index, "https://m1.example", rules)
            kept = await robots.load_robots(index, "https://m1.example")
            assert kept == rules

    asyncio.run(scenario())
    (left,) = [seconds for key, seconds in lifetimes(server).items() if key.endswith(":robots")]
    assert left <= LIFETIME <= 86400


def test_an_origin_that_gave_no_rules_is_asked_again(server: Server) -> None:
    async def scenario() -> None:
        async with connected(server) as index:
            await robots.save_robots(index, "https://m1.example", Robots(503))
            assert await robots.load_robots(index, "https://m1.example") is None

    asyncio.run(scenario())
