"""All mirrors: which domain went when, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from crawler.archive.mirrors.mirror_health import MirrorEvent, load_all_health, load_mirror_events
from crawler.mirrors.health.mirror_health import MirrorHealth
from crawler.mirrors.health.state import IN_USE
from crawler.settings import Source
from scheduler.reports.counts.mirror_strips import find_first_run, group_events, share_of_time, stretch_states
from scheduler.reports.formats.text_format import parse_moment
from scheduler.web.pages.overview import mirror_facts
from scheduler.web.view import DAY, View

SPAN = 90
MOST_EVENTS = 200
MOST_SOURCES = 50


def load_mirrors_page(connection: Connection, view: View) -> dict[str, Any]:
    """The states of every mirror over the last days, and the changes, the latest first."""
    since = (view.today - SPAN + 1) * DAY
    wanted = view.optional("source")
    sources = [each for each in view.configuration.sources if wanted in (None, each.id)]
    shown = view.page_of(sources, MOST_SOURCES)
    health = load_all_health(connection)
    events = {source.id: load_mirror_events(connection, source.id) for source in shown.rows}
    latest = sorted(
        ((event, source) for source, changes in events.items() for event in changes),
        key=lambda pair: (pair[0].at, pair[0].mirror),
        reverse=True,
    )
    first = {source.id: max(find_first_run(connection, source.id) or view.now, since) for source in shown.rows}
    return {
        "rows": [row for each in shown.rows for row in _rows(view, each, events[each.id], health, first[each.id])],
        "since": parse_moment(since),
        "events": [{"event": event, "source": source} for event, source in latest[:MOST_EVENTS]],
        "more": max(0, len(latest) - MOST_EVENTS),
        "source": wanted,
        "page": shown.page,
        "pages": shown.pages,
    }


def _rows(
    view: View,
    source: Source,
    events: Sequence[MirrorEvent],
    health: Mapping[tuple[str, str], MirrorHealth],
    first: int,
) -> Iterator[dict[str, Any]]:
    """A row a mirror of a source, those that are configured first."""
    grouped = group_events(events)
    origins = [mirror.origin for mirror in source.mirrors]
    for origin in [*origins, *sorted(set(grouped) - set(origins))]:
        stretches = stretch_states(grouped.get(origin, []), first, view.now)
        known = health.get((source.id, origin))
        yield mirror_facts(origin, known) | {
            "source": source.id,
            "name": source.name,
            "configured": origin in origins,
            "states": stretches,
            "usable": share_of_time(stretches, IN_USE),
            "success": known.success if known else None,
        }
