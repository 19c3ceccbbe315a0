"""One source: where its news comes from, how its mirrors are, what its runs did."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from crawler.archive.mirrors.mirror_health import load_mirror_events
from crawler.archive.mirrors.proposals import load_proposals
from crawler.archive.rollup.read_days import is_counted
from crawler.archive.runs.schedule_history import load_past
from crawler.mirrors.health.state import cause_beside_state
from crawler.settings import Source
from scheduler.reports.counts.mirror_strips import find_first_run, group_events, load_strips, stretch_states
from scheduler.reports.counts.mirrors import load_mirrors, proposal_facts
from scheduler.reports.counts.run_history import load_runs
from scheduler.reports.counts.selection import Selection
from scheduler.reports.counts.series import Series, load_series
from scheduler.reports.formats.text_format import parse_moment
from scheduler.reports.lists.articles import ArticleFilter, list_articles
from scheduler.web.pages.exactness import counts_now
from scheduler.web.view import DAY, View

SPAN = 90
STRIP = 60
NEWEST, RUNS = 15, 20


def load_source(connection: Connection, view: View) -> dict[str, Any]:
    """Everything about one source."""
    source = view.source()
    exact = counts_now(view, counted=is_counted(connection))
    series = load_series(connection, source.id, view.today - SPAN + 1, view.today, exact=exact)
    since = (view.today - SPAN + 1) * DAY
    past = load_past(connection, source.id)
    proposals = [proposal for proposal in load_proposals(connection, source.id) if proposal.is_listed]
    due = view.status.get("next", {}).get(source.id)
    return {
        "id": source.id,
        "name": source.name,
        "language": source.language,
        "timezone": source.timezone,
        "schedule": str(source.schedule),
        "enabled": source.enabled,
        "paused": past.paused,
        "failures": past.failures,
        "running": source.id in view.status.get("running", ()),
        "next": None if due is None else parse_moment(int(due)),
        "listings": [{"kind": each.kind.value, "address": each.address} for each in source.listings],
        "templates": source.articles,
        "file": str(source.path),
        "mirrors": _mirror_rows(connection, view, source, series, since),
        "since": parse_moment(since),
        "days": series.dates,
        "articles": series.articles,
        "verdicts": series.verdicts,
        "newest": list_articles(connection, ArticleFilter(source=source.id), limit=NEWEST).rows,
        "runs": load_runs(connection, Selection(source.id), RUNS),
        "proposals": [proposal_facts(proposal) for proposal in proposals if proposal.is_undecided],
    }


def _mirror_rows(
    connection: Connection, view: View, source: Source, series: Series, since: int
) -> list[dict[str, Any]]:
    """Each mirror with its last runs, its states, and what came from it."""
    strips = load_strips(connection, [source.id], STRIP)[source.id]
    events = group_events(load_mirror_events(connection, source.id))
    first = max(since, find_first_run(connection, source.id) or view.now)
    return [
        {
            "facts": replace(mirror, cause=cause_beside_state(mirror.state, mirror.cause)),
            "strip": strips.get(mirror.mirror, []),
            "states": stretch_states(events.get(mirror.mirror, []), first, view.now),
            "first": sum(series.first.get(mirror.mirror, ())),
            "sightings": sum(series.sightings.get(mirror.mirror, ())),
            "lag": series.lag.get(mirror.mirror, {}),
        }
        for mirror in load_mirrors(connection, [source], view.now)
    ]
