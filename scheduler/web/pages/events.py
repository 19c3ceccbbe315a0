"""What happened since a cursor: judged pages, changes of mirrors, alarms, runs; for programs that follow."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from scheduler.reports.lists.events import load_events_after
from scheduler.web.view import View

MOST = 500


def load_events(connection: Connection, view: View) -> dict[str, Any]:
    """A page of events, the oldest first, and the next cursor; without a cursor those that come from now on."""
    limit = min(max(view.optional_number("limit") or 100, 1), MOST)
    events, cursor = load_events_after(connection, view.optional("after"), limit)
    return {"events": events, "next": cursor}
