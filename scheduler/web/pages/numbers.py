"""Numbers over time, each chart with its table: what came in, what it was judged to be, what it cost and saved."""

from __future__ import annotations

import csv
import io
from typing import Any

from sqlalchemy import Connection

from crawler.archive.rollup.read_days import is_counted
from crawler.model.verdict import Kind
from scheduler.reports.counts.day_figures import load_day_figures, load_source_sums
from scheduler.reports.formats.data_formats import format_cell
from scheduler.web.pages.exactness import counts_now
from scheduler.web.view import View

SPANS = (7, 30, 90, 365)

MEASURES = {
    "sightings": "mirrors that showed an article, each article and mirror once",
    "articles": "texts that nobody had, judged, and folded into no other",
    "stories": "articles that belong together, counted once, of each day's articles",
    "requests": "everything that was asked for: listings, robots.txt, pages",
    "requests_saved": "sightings whose page was never fetched, because the article was known",
    "bodies_fetched": "pages of articles that were not known before",
    "failures": "answers that count against their mirror",
    "bytes": "of bodies as they came over the wire",
}
"""Figure → what it counts."""

WAITING = ("pending", "unjudged")
"""Pages without a verdict yet."""

KINDS = (
    *(f"verdict:{kind.value}" for kind in Kind),
    *WAITING,
    *(f"runs:{outcome}" for outcome in ("done", "partial", "empty", "failed", "unreachable", "interrupted", "open")),
)
"""Verdicts and outcomes that are drawn by kind."""

BY_SOURCE = ("sightings", "articles", "requests", "requests_saved", "failures")
"""Figures that are added up for each source."""


def load_numbers(connection: Connection, view: View) -> dict[str, Any]:
    """The series of all sources, or of one, over some days."""
    span = view.optional_number("span") or 30
    span = span if span in SPANS else 30
    source = view.optional("source")
    days, counted = (view.today - span + 1, view.today), is_counted(connection)
    exact = counts_now(view, counted=counted)
    figures = load_day_figures(connection, source, *days, (*MEASURES, *KINDS), exact=exact)
    sums = load_source_sums(connection, *days, BY_SOURCE, exact=exact)
    return {
        "span": span,
        "spans": SPANS,
        "source": source,
        "names": {each.id: each.name for each in view.configuration.sources},
        "days": figures.dates,
        "counted": counted,
        "figures": {name: figures.of(name) for name in MEASURES},
        "counts": MEASURES,
        "verdicts": figures.kinds("verdict:") | {name: figures.of(name) for name in WAITING},
        "runs": figures.kinds("runs:"),
        "sources": [
            {"id": each.id, "name": each.name} | {name: sums.get(each.id, {}).get(name, 0) for name in BY_SOURCE}
            for each in view.configuration.sources
        ],
    }


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
