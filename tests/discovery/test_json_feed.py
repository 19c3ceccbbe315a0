"""JSON Feeds are feeds: known by themselves under ``feeds``."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.discovery.feed import is_feed, read_feed
from crawler.discovery.json_feed import is_json_object
from crawler.discovery.listing_kinds import feed_evidence
from crawler.discovery.parsed_listing import ParsedListing
from crawler.model.article import Link

URL = "https://gazette.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: object, version: object = VERSION, **more: object) -> bytes:
    return json.dumps({"version": version, "title": "The Gazette", **more, "items": list(items)}).encode()


def test_an_item_has_its_address_title_dates_and_picture():
    item = {
        "id": "7", "url": "/news/7", "external_url": "https://other.example/1", "title": "Ferries",
        "date_published": "2026-08-15T21:39:28+03:30", "date_modified": "2026-08-15T19:00:00Z",
        "image": "/7.jpg", "banner_image": "/banner.jpg", "content_html": "<p>They run again</p>",
    }  # fmt: skip
    assert read_feed(feed(item), url=URL).links == (
        Link(
            url="https://gazette.example/news/7",
            title="Ferries",
            published=datetime(2026, 8, 15, 18, 9, 28, tzinfo=UTC),
            modified="2026-08-15T19:00:00Z",
            picture="https://gazette.example/7.jpg",
        ),
    )


def test_an_item_without_an_address_of_its_own_has_the_one_it_is_about():
    listing = read_feed(feed({"external_url": "https://other.example/1"}, {"id": "https://a.example/1"}), url=URL)
    assert [link.url for link in listing.links] == ["https://other.example/1"]


def test_a_feed_s_own_addresses_are_evidence_of_mirrors():
    body = feed(feed_url="https://www.gazette.example/feed.json", home_page_url="https://gazette.test/")
    assert read_feed(body, url=URL).self_links == ("https://www.gazette.example/feed.json", "https://gazette.test/")
    assert is_feed(body)
    assert [hint.host for hint in feed_evidence(body, URL)] == ["gazette.test"]


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1.1"])
def test_earlier_versions_are_read(version):
    assert read_feed(b"\xef\xbb\xbf \n" + feed({"url": "/news/7"}, version=version), url=URL).problem is None


@pytest.mark.parametrize("version", [None, 1.1, "2.0", "https://jsonapi.org/format/1.1"])
def test_other_json_under_feeds_is_told_with_the_way_to_read_it(version):
    listing = read_feed(feed({"url": "/news/7"}, version=version), url=URL)
    assert listing == ParsedListing(problem="it is JSON, but no JSON Feed; [[listings]] can say where its links stand")


@pytest.mark.parametrize(
    ("body", "is_object"), [(b" {}", True), (b"\xef\xbb\xbf{", True), (b"<rss/>", False), (b"[]", False), (b"", False)]
)
def test_a_feed_in_json_is_told_from_one_in_xml_by_how_it_begins(body: bytes, is_object: bool):
    assert is_json_object(body) is is_object
