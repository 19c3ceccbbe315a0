"""The archive's tables, by subject; ``metadata`` knows all of them, wherever they are declared."""

from crawler.archive.tables import (
    alarms,
    days,
    feed_tokens,
    hook_triggers,
    hooks,
    identity,
    installation,
    mirrors,
    raw_pages,
    searched_texts,
    sightings,
    source_addresses,
    stale_marks,
    text_dictionaries,
    tombstones,
    whole_pages,
)
from crawler.archive.tables.articles import metadata

__all__ = [
    "alarms", "days", "feed_tokens", "hook_triggers", "hooks", "identity", "installation", "metadata", "mirrors",
    "raw_pages", "searched_texts", "sightings", "source_addresses", "stale_marks", "text_dictionaries", "tombstones",
    "whole_pages",
]  # fmt: skip
