"""The first page: is all well, what is new, and what did folding save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from crawler.archive.disputes.alarms import load_alarms
from crawler.archive.mirrors.mirror_health import load_all_health
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import IN_USE, State, cause_beside_state
from crawler.settings import Source
from scheduler.reports.counts.day_figures import (
    DayFigures,
    load_articles_by_source,
    load_day_figures,
    load_late_by_mirror,
)
from scheduler.reports.counts.mirror_strips import load_strips
from scheduler.reports.counts.run_history import load_runs
from scheduler.reports.counts.selection import Selection
from scheduler.reports.formats.text_format import parse_moment
from scheduler.reports.lists.articles import list_articles, load_newest
from scheduler.web.view import View

SPAN = 30
"""Days that are drawn."""

STRIP = 30
"""Runs of a strip."""

MOST_SOURCES = 25
"""Sources of a page; the others are on the next one."""

NEWEST = 20

FOLDED = {"sightings": "sightings", "articles": "articles", "stories": "stories", "saved": "requests_saved"}
"""What the fold is told in → what is counted."""


def load_overview(connection: Connection, view: View) -> dict[str, Any]:
    """All sources at a glance, a page of them, and the newest articles."""
    sources = view.configuration.sources
    health = load_all_health(connection)
    figures = load_day_figures(connection, None, view.today - SPAN + 1, view.today, tuple(FOLDED.values()))
    states = [
        health.get((source.id, mirror.origin), MirrorHealth()).state for source in sources for mirror in source.mirrors
    ]
    page = max(view.optional_number("page") or 1, 1)
    shown = sources[(page - 1) * MOST_SOURCES : page * MOST_SOURCES]
    last = load_runs(connection, Selection(), 1)
    by_source = load_articles_by_source(connection, view.today - SPAN + 1, view.today)
    late = load_late_by_mirror(connection, view.today - SPAN + 1, view.today)
    before = [number for number in figures.of("articles")[:-1] if number]
    return {
        "alarms": len(load_alarms(connection)),
        "mirrors": {"all": len(states), "in_use": sum(state in IN_USE for state in states)},
        "today": _fold(figures, 1),
        "week": _fold(figures, 7),
        "usual": round(sum(before) / max(len(before), 1)),
        "last_run": last[0] if last else None,
        "sources": [
            _source_row(connection, view, source, health, by_source.get(source.id, (0,) * SPAN), late)
            for source in shown
        ],
        "page": page,
        "pages": max(1, -(-len(sources) // MOST_SOURCES)),
        "newest": list_articles(connection, limit=NEWEST).rows,
        "days": figures.dates,
    }


def _fold(figures: DayFigures, days: int) -> dict[str, int]:
    """What was seen in the last days, today among them, and what it came to."""
    named = {"sightings": "sightings", "articles": "articles", "stories": "stories", "saved": "requests_saved"}
    return {name: sum(figures.of(what)[-days:]) for name, what in named.items()}


def _source_row(
    connection: Connection,
    view: View,
    source: Source,
    health: Mapping[tuple[str, str], MirrorHealth],
    articles: tuple[int, ...],
    late: Mapping[tuple[str, str], int],
) -> dict[str, Any]:
    strips = load_strips(connection, source.id, STRIP)
    newest = load_newest(connection, source.id)
    return {
        "id": source.id,
        "name": source.name,
        "enabled": source.enabled,
        "running": source.id in view.status.get("running", ()),
        "next": _moment(view.status.get("next", {}).get(source.id)),
        "mirrors": [
            mirror_facts(mirror.origin, health.get((source.id, mirror.origin)))
            | {"strip": strips.get(mirror.origin, []), "late": late.get((source.id, mirror.origin), 0)}
            for mirror in source.mirrors
        ],
        "articles": articles,
        "newest": newest,
    }


def mirror_facts(origin: str, health: MirrorHealth | None) -> dict[str, Any]:
    """A mirror's state, in few words."""
    known = health or MirrorHealth()
    return {
        "origin": origin,
        "state": known.state.value if health is not None or known.state is not State.ACTIVE else "not asked yet",
        "since": parse_moment(known.since) if known.since else None,
        "cause": cause_beside_state(known.state, known.cause),
    }


def _moment(seconds: float | None) -> Any:
    return None if seconds is None else parse_moment(int(seconds))
