"""Who is told what happens, how it stands with them, and what they did not take."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from scheduler.reports.hooks.load_hooks import (
    MOST_LISTED,
    count_dead_letters,
    dead_letter_facts,
    hook_facts,
    load_dead_letters,
    load_hooks,
)
from scheduler.web.view import View


def load_hooks_page(connection: Connection, view: View) -> dict[str, Any]:
    """The hooks, and the dead letters in the order in which they would be sent."""
    return {
        "hooks": [hook_facts(each) for each in load_hooks(connection, view.configuration.settings)],
        "letters": [dead_letter_facts(each) for each in load_dead_letters(connection, MOST_LISTED)],
        "dead": count_dead_letters(connection),
    }
