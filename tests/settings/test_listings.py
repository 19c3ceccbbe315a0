"""Listings as a source's file names them: on every mirror, on another host, and counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.settings.listings import expand_count
from crawler.settings.rewriting import insert_mirror

START = 'name = "The Herald"\nmirrors = ["https://www.herald.example"]\n'


def test_a_count_stands_for_as_many_listings_under_every_key(folder):
    lines = (
        'feeds = ["/feeds/{1..2}.xml"]\nsitemaps = ["https://b.example/{08..10}.xml"]\nsections = ["/page/{1..20}"]\n'
        '[[listings]]\nurl = "/api?page={1..3}"\nformat = "json"\nlink = "url"\n'
    )
    (source,) = folder.source("herald", START + lines).load().sources
    addresses = [listing.address for listing in source.listings]
    assert addresses[:2] == ["/feeds/1.xml", "/feeds/2.xml"]
    assert addresses[2:5] == [f"https://b.example/{number}.xml" for number in ("08", "09", "10")]
    assert addresses[5:25] == [f"/page/{number}" for number in range(1, 21)]
    assert addresses[25:] == ["/api?page=1", "/api?page=2", "/api?page=3"]


def test_a_full_url_is_no_listing_of_the_mirrors_and_has_its_host_as_it_is_dialled(folder):
    lines = 'feeds = ["/rss.xml", "HTTPS://Feeds.Publisher.example:443/herald.xml?a=B", "http://b.example"]\n'
    (source,) = folder.source("herald", START + lines).load().sources
    assert [(each.address, each.is_on_mirrors) for each in source.listings] == [
        ("/rss.xml", True), ("https://feeds.publisher.example/herald.xml?a=B", False), ("http://b.example/", False),
    ]  # fmt: skip
    assert {place.origin for place in source.listing_places} == {"https://feeds.publisher.example", "http://b.example"}


def test_a_host_that_serves_a_listing_by_its_full_url_is_not_written_among_the_mirrors():
    with pytest.raises(ValueError, match=r'feeds\[0\].*Write its path, "/rss"'):
        insert_mirror(START + 'feeds = ["https://feeds.example/rss"]\n', "https://feeds.example")


@given(first=st.integers(1, 1000), length=st.integers(0, 999), before=st.sampled_from(["/p/", "/?page="]))
def test_a_count_gives_every_number_once_in_order(first, length, before):
    last = min(first + length, 1000)
    assert expand_count(f"{before}{{{first}..{last}}}/x") == tuple(f"{before}{n}/x" for n in range(first, last + 1))
