"""All tables: whoever looks at every one of them takes the metadata from here, where none is missing."""

from __future__ import annotations

from crawler.archive import alarmtables, mirrortables, proposaltables
from crawler.archive.schema import metadata

__all__ = ["alarmtables", "metadata", "mirrortables", "proposaltables"]
