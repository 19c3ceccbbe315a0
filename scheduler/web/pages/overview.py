"""The first page: is all well, what is new, and what did folding save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from crawler.archive.disputes.alarms import count_unanswered
from crawler.archive.mirrors.mirror_health import load_all_health
from crawler.archive.rollup.read_days import is_counted
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import IN_USE, State, cause_beside_state
from crawler.settings import Source
from scheduler.reports.counts.day_figures import (
    DayFigures,
    load_articles_by_source,
    load_day_figures,
    load_late_by_mirror,
)
from scheduler.reports.counts.mirror_strips import Strips, load_strips
from scheduler.reports.counts.run_history import load_runs
from scheduler.reports.counts.selection import Selection
from scheduler.reports.counts.series import Numbers
from scheduler.reports.formats.text_format import parse_moment
from scheduler.reports.lists.articles import NewestArticle, list_articles, load_newest
from scheduler.web.pages.exactness import counts_now
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


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of all sources of a page: each by one question."""

    health: Mapping[tuple[str, str], MirrorHealth]
    articles: Mapping[str, Numbers]
    late: Mapping[tuple[str, str], int]
    strips: Mapping[str, Strips]
    newest: Mapping[str, NewestArticle]


def load_overview(connection: Connection, view: View) -> dict[str, Any]:
    """All sources at a glance, a page of them, and the newest articles."""
    sources, days = view.configuration.sources, (view.today - SPAN + 1, view.today)
    counted = is_counted(connection)
    exact = counts_now(view, counted=counted)
    figures = load_day_figures(connection, None, *days, FOLDED.values(), exact=exact)
    shown = view.page_of(sources, MOST_SOURCES)
    names = [source.id for source in shown.rows]
    around = _Around(
        health=load_all_health(connection),
        articles=load_articles_by_source(connection, *days, exact=exact),
        late=load_late_by_mirror(connection, *days, exact=exact),
        strips=load_strips(connection, names, STRIP),
        newest=load_newest(connection, names),
    )
    last = load_runs(connection, Selection(), 1)
    before = [number for number in figures.of("articles")[:-1] if number]
    return {
        "alarms": count_unanswered(connection),
        "mirrors": _count_mirrors(sources, around.health),
        "today": _fold(figures, 1),
        "week": _fold(figures, 7),
        "usual": round(sum(before) / max(len(before), 1)),
        "last_run": last[0] if last else None,
        "sources": [_source_row(view, source, around) for source in shown.rows],
        "page": shown.page,
        "pages": shown.pages,
        "newest": list_articles(connection, limit=NEWEST).rows,
        "days": figures.dates,
        "counted": counted,
    }


def _count_mirrors(sources: Sequence[Source], health: Mapping[tuple[str, str], MirrorHealth]) -> dict[str, int]:
    """How many mirrors there are, and how many of them are asked in every run."""
    places = [(source.id, mirror.origin) for source in sources for mirror in source.mirrors]
    return {"all": len(places), "in_use": sum(health.get(at, MirrorHealth()).state in IN_USE for at in places)}


def _fold(figures: DayFigures, days: int) -> dict[str, int]:
    """What was seen in the last days, today among them, and what it came to."""
    return {name: sum(figures.of(what)[-days:]) for name, what in FOLDED.items()}


def _source_row(view: View, source: Source, around: _Around) -> dict[str, Any]:
    strips = around.strips[source.id]
    return {
        "id": source.id,
        "name": source.name,
        "enabled": source.enabled,
        "running": source.id in view.status.get("running", ()),
        "next": _moment(view.status.get("next", {}).get(source.id)),
        "mirrors": [
            mirror_facts(mirror.origin, around.health.get((source.id, mirror.origin)))
            | {"strip": strips.get(mirror.origin, []), "late": around.late.get((source.id, mirror.origin), 0)}
            for mirror in source.mirrors
        ],
        "articles": around.articles.get(source.id, (0,) * SPAN),
        "newest": around.newest.get(source.id),
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
