"""All tables of the archive, wherever they are declared: whoever asks ``schema.metadata`` alone sees only those whose
modules were imported by then.
"""

from __future__ import annotations

from crawler.archive import alarmtables, mirrortables, proposaltables, tombstonetables
from crawler.archive.schema import metadata

__all__ = ["alarmtables", "metadata", "mirrortables", "proposaltables", "tombstonetables"]
