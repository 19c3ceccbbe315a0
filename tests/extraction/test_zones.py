"""An abbreviation of a zone means what it means beside the source's own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crawler.extraction.fields.zones import ABBREVIATIONS, read_zone, zone_of

AT = datetime(2025, 7, 3, 12)  # the clock time whose zone is looked for


@pytest.mark.parametrize(
    ("name", "source", "hours"),
    [("CST", "America/Chicago", -6), ("CST", "Asia/Shanghai", 8), ("BST", "Asia/Dhaka", 6), ("bst", "UTC", 1),
     ("EST", "America/New_York", -5), ("EST", "Australia/Sydney", 10), ("AST", "Asia/Riyadh", 3),
     ("EST", "Asia/Tehran", -5),
     ("PST", "Asia/Manila", 8), ("PST", "Asia/Shanghai", -8), ("CST", "Asia/Tehran", -6), ("ET", "Asia/Tehran", -4),
     ("IST", "Europe/Dublin", 1), ("IST", "Europe/London", 5.5), ("WITA", "Asia/Makassar", 8),
     ("ChST", "Pacific/Guam", 10)],
)  # fmt: skip
def test_of_several_meanings_the_sources_own_or_the_usual_one_is_meant(name: str, source: str, hours: float) -> None:
    zone = read_zone(name, zone_of(source), AT)
    assert zone is not None
    assert zone.utcoffset(AT) == timedelta(hours=hours)


@pytest.mark.parametrize("word", ["at", "Uhr", "ago", "No/Where", ""])
def test_a_word_that_names_no_zone_is_none(word: str) -> None:
    assert read_zone(word, zone_of("Asia/Tehran"), AT) is None


def test_no_abbreviation_is_farther_from_greenwich_than_zones_are() -> None:
    assert all(-12 <= hours <= 14 for meanings in ABBREVIATIONS.values() for hours in meanings)
