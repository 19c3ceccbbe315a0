"""Numbers over time, each chart with its table: what came in, what it was judged to be, what it cost and saved."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from scheduler.reports.counts.series import Series, load_series, load_series_by_source
from scheduler.reports.formats.data_formats import format_cell
from scheduler.web.view import View

SPANS = (7, 30, 90, 365)

MEASURES = {
    "sightings": "mirrors that showed an article, each article and mirror once",
    "articles": "texts that nobody had, judged, and folded into no other",
    "stories": "articles that belong together, counted once, of each day's articles",
    "requests": "everything that was asked for: listings, robots.txt, pages",
    "requests_saved": "sightings whose page was never fetched, because the article was known",
    "failures": "answers that count against their mirror",
    "bytes": "of bodies as they came over the wire",
}
"""Figure → what it counts."""


def load_numbers(connection: Connection, view: View) -> dict[str, Any]:
    """The series of all sources, or of one, over some days."""
    span = view.optional_number("span") or 30
    span = span if span in SPANS else 30
    source = view.optional("source")
    series = load_series(connection, source, view.today - span + 1, view.today)
    return {
        "span": span,
        "spans": SPANS,
        "source": source,
        "names": {each.id: each.name for each in view.configuration.sources},
        "days": series.dates,
        "figures": {name: _numbers(series, name) for name in MEASURES},
        "counts": MEASURES,
        "verdicts": series.verdicts,
        "runs": series.runs,
        "sources": _by_source(view, load_series_by_source(connection, view.today - span + 1, view.today)),
    }


def _numbers(series: Series, name: str) -> tuple[int, ...]:
    """A figure of each day; sightings are those of all mirrors together."""
    if name != "sightings":
        return tuple(getattr(series, name))
    length = series.last_day - series.first_day + 1
    return tuple(sum(numbers[place] for numbers in series.sightings.values()) for place in range(length))


def _by_source(view: View, known: Mapping[str, Series]) -> list[dict[str, Any]]:
    """Each source's sums."""
    named = ("sightings", "articles", "requests", "requests_saved", "failures")
    return [
        {"id": each.id, "name": each.name}
        | {name: sum(_numbers(known[each.id], name)) if each.id in known else 0 for name in named}
        for each in view.configuration.sources
    ]


def write_numbers_csv(facts: dict[str, Any]) -> str:
    """The series as a table: a row a day, a column a figure; verdicts and runs by kind."""
    columns = dict(facts["figures"])
    for group in ("verdicts", "runs"):
        columns |= {f"{group}: {kind}": values for kind, values in facts[group].items()}
    drawn = io.StringIO()
    writer = csv.writer(drawn, lineterminator="\r\n")
    writer.writerow(["day", *map(format_cell, columns)])
    for place, day in enumerate(facts["days"]):
        writer.writerow([day, *(values[place] for values in columns.values())])
    return drawn.getvalue()
