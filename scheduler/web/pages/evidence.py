"""All that the archive has of one article, as a file to take along."""

from __future__ import annotations

from sqlalchemy import Connection

from scheduler.orders.gather_evidence import look_around
from scheduler.reports.evidence.evidence_files import make_files
from scheduler.reports.evidence.load_evidence import load_evidence
from scheduler.reports.evidence.pack import pack_files
from scheduler.web.view import View

MOST_BYTES = 16 << 20
"""Bytes of fetched pages that are handed out: they stand in the daemon's memory meanwhile."""


def pack_evidence(connection: Connection, view: View) -> bytes:
    """The evidence of an article as a ZIP file.

    :raises NotFound: when there is no such article
    :raises Refused: when its pages are too large for a page of the daemon
    """
    around = look_around(view.configuration, MOST_BYTES)
    return pack_files(make_files(load_evidence(connection, view.number("article"), around)))
