"""All tables of the archive, wherever they are declared: whoever asks ``schema.metadata`` alone sees only those whose
modules were imported by then.
"""

from __future__ import annotations

from crawler.archive.tables import alarms as alarmtables
from crawler.archive.tables import mirrors as mirrortables
from crawler.archive.tables import proposals as proposaltables
from crawler.archive.tables import tombstones as tombstonetables
from crawler.archive.tables.articles import metadata

__all__ = ["alarmtables", "metadata", "mirrortables", "proposaltables", "tombstonetables"]
