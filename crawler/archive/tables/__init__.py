"""The archive's tables, by subject; ``metadata`` knows all of them, wherever they are declared."""

from crawler.archive.tables import alarms, mirrors, sightings, source_addresses, tombstones, whole_pages
from crawler.archive.tables.articles import metadata

__all__ = ["alarms", "metadata", "mirrors", "sightings", "source_addresses", "tombstones", "whole_pages"]
