"""The values of the pipeline: equal when they say the same, and never changed once they are made."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from crawler.model.article import MIRROR_REASONS, Article, Link, Reason, Rejection, Sighting
from crawler.model.listing import JsonFields, Listing, ListingKind, NamedListing
from crawler.settings.source import SourceFile

VALUES = [
    Link("https://a.test/1", "Ferries", datetime(2026, 8, 15, tzinfo=UTC)),
    Sighting("https://a.test", "https://a.test/1"),
    Article(title="Ferries", text="They run again."),
    Rejection(Reason.SEIZED, "this domain has been seized"),
    Listing("https://a.test", "https://a.test/rss", ListingKind.FEED),
    NamedListing(ListingKind.JSON, "/api", JsonFields(link="url")),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_is_a_key_of_a_table_and_cannot_be_changed(value):
    assert {value: 1}[dataclasses.replace(value)] == 1
    for field in dataclasses.fields(value):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, field.name, None)


def test_a_sitemap_that_an_index_named_is_another_listing_than_the_source_s_own():
    own = Listing("https://a.test", "https://a.test/map.xml", ListingKind.SITEMAP)
    assert own != dataclasses.replace(own, depth=1)


@pytest.mark.parametrize("kind", ListingKind)
def test_each_kind_of_listing_has_a_key_in_the_file_of_a_source(kind):
    assert kind.key in SourceFile.model_fields


def test_only_notices_speak_of_the_mirror_and_not_of_the_page():
    assert {reason.value for reason in MIRROR_REASONS} == {"seized", "blocked", "challenge", "parked"}
