"""Time that passes between two crawls: everything in the archive is that much older."""

from __future__ import annotations

from tests.desk.desk import Desk

HOUR = 3600

MOMENTS = {
    "pages": ("fetched_at", "pending_since"),
    "showings": ("first_seen", "last_seen"),
    "revisions": ("first_seen",),
    "articles": ("first_seen", "revisit_at"),
    "audits": ("wanted_at", "done_at"),
    "disputes": ("opened_at", "closed_at"),
    "whole_pages": ("fetched_at",),
    "page_waits": ("since",),
    "alarms": ("at", "acked_at", "handed_at"),
}


def pass_time(desk: Desk, seconds: float) -> None:
    """Let so much time go by without a crawl."""
    desk.change(
        f"update {table} set {column} = {column} - {int(seconds)}"
        for table, columns in MOMENTS.items()
        for column in columns
    )


def make_due(desk: Desk) -> None:
    """Let the time come at which every article is fetched again."""
    desk.change(["update articles set revisit_at = 1"])
