"""Time that passes between two crawls: everything in the archive is that much older."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.crawl.conftest import Desk

HOUR = 3600

MOMENTS = {
    "pages": ("fetched_at", "pending_since"),
    "showings": ("first_seen", "last_seen"),
    "revisions": ("first_seen",),
    "articles": ("first_seen", "revisit_at"),
    "audits": ("wanted_at", "done_at"),
    "disputes": ("opened_at", "closed_at"),
    "alarms": ("at", "acked_at", "handed_at"),
}


def pass_time(desk: Desk, seconds: float) -> None:
    """Let so much time go by without a crawl."""
    with closing(sqlite3.connect(desk.state / "archive.db")) as archive, archive:
        for table, columns in MOMENTS.items():
            for column in columns:
                archive.execute(f"update {table} set {column} = {column} - {int(seconds)}")


def make_due(desk: Desk) -> None:
    """Let the time come at which every article is fetched again."""
    with closing(sqlite3.connect(desk.state / "archive.db")) as archive, archive:
        archive.execute("update articles set revisit_at = 1")
