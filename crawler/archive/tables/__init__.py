"""The archive's tables, by subject; ``metadata`` knows all of them, wherever they are declared."""

from crawler.archive.tables import (
    alarms,
    days,
    mirrors,
    searched_texts,
    sightings,
    source_addresses,
    stale_marks,
    tombstones,
    whole_pages,
)
from crawler.archive.tables.articles import metadata

__all__ = [
    "alarms", "days", "metadata", "mirrors", "searched_texts", "sightings", "source_addresses", "stale_marks",
    "tombstones", "whole_pages",
]  # fmt: skip
