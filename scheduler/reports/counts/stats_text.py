"""Statistics and runs for people: lines of text, and the rows of tables. Whatever a page said is made harmless here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from scheduler.reports.counts.count_queries import OPEN
from scheduler.reports.counts.run_history import RUNNING, PastRun
from scheduler.reports.counts.stats import Figures, Statistics, Summary
from scheduler.reports.formats.text_format import align_columns, format_count, format_moment, format_size, sanitize


def statistics_lines(counted: Statistics, names: Mapping[str, str]) -> list[str]:
    """The statistics in words: the total, each source, each of its mirrors.

    :param names: id of a configured source → its name
    """
    lines = [] if len(counted.sources) == 1 else ["all sources", *_summary_lines(counted.total)]
    for source, of_source in counted.sources.items():
        lines += [_title(source, names), *_summary_lines(of_source.summary)]
        lines += [_mirror_line(origin, figures) for origin, figures in of_source.mirrors.items()]
    return lines


def _title(source: str, names: Mapping[str, str]) -> str:
    name = names.get(source)
    return sanitize(f"{name} ({source})" if name is not None else f"{source} (no longer configured)")


def _summary_lines(summary: Summary) -> list[str]:
    figures = summary.figures
    revisits = format_count(figures.revisits, "revisit")
    lines = [
        f"  articles    {summary.articles:,} in {format_count(summary.stories, 'story', 'stories')}",
        f"  found       {format_found(figures.new, summary.known)}",
        f"  sightings   {figures.sightings:,}, {format_count(figures.requests_saved, 'request')} saved by folding",
        f"  verdicts    {_kinds(figures.verdicts)}",
        f"  fetched     {format_count(figures.bodies_fetched, 'body', 'bodies')}, {revisits}",
        f"  asked       {format_count(figures.requests, 'request')}, {format_size(figures.bytes)}{_failed(figures)}",
    ]
    if figures.pending:
        lines.append(f"  pending     {format_count(figures.pending, 'text')} that no other mirror has shown")
    if figures.unjudged:
        lines.append(f"  unjudged    {format_count(figures.unjudged, 'page')}: the next run decides")
    if figures.quarantined:
        lines.append(f"  quarantine  {_kinds(figures.quarantined)}")
    runs = {_UNCOUNTED.get(outcome, outcome): number for outcome, number in summary.runs.items()}
    return [*lines, f"  runs        {_kinds(runs)}"]


def _mirror_line(origin: str, figures: Figures) -> str:
    fetched = f"{format_count(figures.bodies_fetched, 'body', 'bodies')}, {format_count(figures.revisits, 'revisit')}"
    asked = f"{format_count(figures.requests, 'request')}, {format_size(figures.bytes)}{_failed(figures)}"
    verdicts = _kinds(figures.verdicts) if any(figures.verdicts.values()) else "no verdicts"
    return f"  {sanitize(origin)}: {format_count(figures.sightings, 'sighting')}; {verdicts}; {fetched}; {asked}"


def format_found(new: int, known: int) -> str:
    """Say what runs came upon; nothing new is only half the news.

    >>> format_found(0, 12)
    '0 new, 12 already known'
    """
    return f"{new:,} new, {known:,} already known"


def _failed(figures: Figures) -> str:
    return f", {format_count(figures.failures, 'failure')}" if figures.failures else ""


def _kinds(kinds: Mapping[str, int]) -> str:
    """
    >>> _kinds({"new": 2, "mirror": 0, "near_duplicate": 1}), _kinds({})
    ('2 new, 1 near_duplicate', 'none')
    """
    return sanitize(", ".join(f"{number:,} {kind}" for kind, number in kinds.items() if number)) or "none"


_UNCOUNTED = {OPEN: f"{RUNNING} (costs not counted yet)", "interrupted": "interrupted (costs not counted)"}
"""What a run cost is written when it is closed, and never when it was killed."""


_COLUMNS: Mapping[str, Callable[[Figures, Summary | None], int | str | None]] = {
    "articles": lambda _, whole: whole.articles if whole else None,
    "stories": lambda _, whole: whole.stories if whole else None,
    "sightings": lambda each, _: each.sightings,
    "saved": lambda each, _: each.requests_saved,
    "new": lambda each, _: each.new,
    "known": lambda _, whole: whole.known if whole else None,
    "bodies": lambda each, _: each.bodies_fetched,
    "revisits": lambda each, _: each.revisits,
    "requests": lambda each, _: each.requests,
    "bytes": lambda each, _: format_size(each.bytes),
    "pending": lambda each, _: each.pending,
    "quarantine": lambda each, _: each.verdicts["quarantined"],
    "failures": lambda each, _: each.failures,
}
"""Heading → what stands below it, of the figures of a source or a mirror; the second argument is None for a mirror."""


def statistics_table(counted: Statistics, names: Mapping[str, str]) -> list[str]:
    """The same as a table: a row for each source, its mirrors below it, the total last."""
    rows: list[tuple[str, ...]] = []
    for source, of_source in counted.sources.items():
        rows.append(_row(_title(source, names), of_source.summary.figures, of_source.summary))
        rows += [_row(f"  {sanitize(origin)}", figures) for origin, figures in of_source.mirrors.items()]
    return align_columns([("", *_COLUMNS), *rows, _row("total", counted.total.figures, counted.total)], frozenset({0}))


def _row(name: str, figures: Figures, whole: Summary | None = None) -> tuple[str, ...]:
    return (name, *(_cell(say(figures, whole)) for say in _COLUMNS.values()))


def _cell(value: int | str | None) -> str:
    return f"{value:,}" if isinstance(value, int) else value or ""


RUN_HEADINGS = (
    "run", "source", "started", "seconds", "outcome", "new", "known", "bodies", "requests", "failed listings", "remarks"
)  # fmt: skip


def runs_table(runs: Iterable[PastRun]) -> list[str]:
    """Runs as a table; remarks are the problem that stopped a run, its warnings, and why listings failed otherwise."""
    return align_columns([RUN_HEADINGS, *map(_run_row, runs)], frozenset({1, 2, 4, 10}))


def _run_row(run: PastRun) -> tuple[str, ...]:
    numbers = (run.new, run.known, run.bodies_fetched, run.requests, run.listings_failed)
    remarks = [*([run.problem] if run.problem else []), *run.warnings]
    causes = run.causes.items() if run.listings_failed else ()
    remarks += [f"{mirror}: {cause}" for mirror, cause in causes if not any(cause in text for text in run.warnings)]
    return (
        str(run.id),
        sanitize(run.source),
        format_moment(run.started),
        _number(run.seconds),
        run.outcome,
        *map(_number, numbers),
        sanitize("; ".join(remarks)),
    )


def _number(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"
