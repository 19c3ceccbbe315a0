"""What is done now, what is due next, and what it cost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from scheduler.cluster.installation_report import installation_facts, load_installation
from scheduler.reports.counts.run_history import load_run, load_runs
from scheduler.reports.counts.selection import Selection
from scheduler.reports.formats.text_format import parse_moment
from scheduler.web.view import View

SHOWN = 50
MOST_DUE = 100


def load_runs_page(connection: Connection, view: View) -> dict[str, Any]:
    """Runs under way, due sources, past runs: a page of them, newest first."""
    source, outcome = view.optional("source"), view.optional("outcome")
    before = view.optional_number("before")
    past = load_runs(connection, Selection(source), SHOWN + 1, before=before, outcome=outcome)
    names = {each.id: each.name for each in view.configuration.sources}
    due = sorted(
        ((at, source_id) for source_id, at in view.status.get("next", {}).items() if at is not None),
        key=lambda pair: pair[0],
    )
    installation = load_installation(connection)
    return {
        "installation": None if installation is None else installation_facts(installation),
        "running": [view.status["runs"][name] for name in sorted(view.status.get("runs", {}))],
        "waiting": view.status.get("waiting", 0),
        "due": [
            {"source": name, "name": names.get(name, name), "at": parse_moment(int(at))} for at, name in due[:MOST_DUE]
        ],
        "more_due": max(0, len(due) - MOST_DUE),
        "runs": past[:SHOWN],
        "older": past[SHOWN - 1].id if len(past) > SHOWN else None,
        "source": source,
        "outcome": outcome,
        "names": names,
    }


def load_run_page(connection: Connection, view: View) -> dict[str, Any]:
    """One run, with its report."""
    run, report = load_run(connection, view.number("run"))
    return {"run": run, "report": report}
