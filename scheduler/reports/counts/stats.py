"""How much of everything: per mirror, per source and in total; and how large the index is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from crawler.index import keys
from crawler.index.client import ForeignIndex, Index
from crawler.index.embedded import is_running
from crawler.index.index_size import IndexSize, measure_index
from crawler.index.socket_path import socket_path
from crawler.model.errors import IndexUnavailable
from crawler.model.verdict import STARTS_ARTICLE, Kind
from crawler.settings.sections import Redis
from scheduler.reports.counts.count_queries import Cell, count_selected
from scheduler.reports.counts.selection import Selection, load_archived_sources
from scheduler.reports.formats.text_format import format_count, format_size


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted for each mirror, and adds up.

    :ivar requests_saved: sightings that were never fetched; without folding each would have cost a request
    :ivar verdicts: every kind of verdict → pages; ``quarantined`` counts the pages in quarantine
    :ivar quarantined: reason → pages that were no article
    :ivar pending: pages whose mirrors disagree, within the grace
    :ivar unjudged: pages that wait for their verdict
    :ivar bodies_fetched: pages of articles not known before; ``revisits`` are those of known ones
    :ivar requests: all of them: listings, robots.txt, pages
    :ivar bytes: of bodies as they came over the wire
    :ivar failures: answers that count against the mirror
    """

    sightings: int
    requests_saved: int
    verdicts: Mapping[str, int]
    quarantined: Mapping[str, int]
    pending: int
    unjudged: int
    bodies_fetched: int
    revisits: int
    requests: int
    bytes: int
    failures: int

    @classmethod
    def of(cls, cell: Cell) -> Figures:
        """Make it of a cell; what is not in it is none."""
        quarantined = {which: number for (what, which), number in sorted(cell.items()) if what == "quarantined"}
        verdicts = {kind.value: cell["verdicts", kind.value] for kind in Kind}
        verdicts[Kind.QUARANTINED.value] = sum(quarantined.values())
        plain = {
            field.name: cell[field.name, ""] for field in fields(cls) if field.name not in ("verdicts", "quarantined")
        }
        return cls(verdicts=verdicts, quarantined=quarantined, **plain)

    @property
    def new(self) -> int:
        """Pages that started an article."""
        return sum(self.verdicts[kind.value] for kind in STARTS_ARTICLE)


@dataclass(frozen=True, slots=True)
class Summary:
    """A source, or all of them together.

    :ivar articles: judged, and not folded into another one
    :ivar stories: the stories these articles belong to; one of two sources counts once in the total
    :ivar known: how often a run met a listed article that was known already
    :ivar runs: outcome, or "open" → runs
    """

    articles: int
    stories: int
    known: int
    runs: Mapping[str, int]
    figures: Figures


@dataclass(frozen=True, slots=True)
class SourceStatistics:
    """One source. ``mirrors`` has every mirror that is configured or was seen, by origin, those configured first."""

    summary: Summary
    mirrors: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything selected. ``sources`` is sorted by id."""

    total: Summary
    sources: Mapping[str, SourceStatistics]


def load_statistics(
    connection: Connection, selection: Selection, configured: Mapping[str, Iterable[str]]
) -> Statistics:
    """Count what the archive holds.

    With a time: articles, sightings and pages first seen since; quarantined pages last seen and runs ended since.

    :param configured: id of a source → origins of its mirrors, listed even when there is nothing of them
    """
    counts = count_selected(connection, selection)
    names = [selection.source] if selection.source is not None else [*configured, *load_archived_sources(connection)]
    sources: dict[str, SourceStatistics] = {}
    for name in sorted(set(names)):
        mirrors = {origin: Cell() for origin in configured.get(name, ())} | counts.cells[name]
        cell = _added(mirrors.values())
        summary = _summary(counts.articles[name], counts.stories[name], counts.runs[name], cell)
        sources[name] = SourceStatistics(summary, {origin: Figures.of(mirrors[origin]) for origin in mirrors})
    everything = _added(cell for mirrors in counts.cells.values() for cell in mirrors.values())
    ran = _added(counts.runs.values())
    return Statistics(_summary(counts.articles.total(), counts.all_stories, ran, everything), sources)


def _summary(articles: int, stories: int, ran: Cell, cell: Cell) -> Summary:
    outcomes = {outcome: number for (what, outcome), number in sorted(ran.items()) if what == "runs"}
    return Summary(articles=articles, stories=stories, known=ran["known", ""], runs=outcomes, figures=Figures.of(cell))


def _added(cells: Iterable[Cell]) -> Cell:
    whole = Cell()
    for cell in cells:
        whole.update(cell)
    return whole


def load_totals(connection: Connection) -> dict[str, Any]:
    """The total over all sources and times, as ``statistics_facts`` has it."""
    return _summary_facts(load_statistics(connection, Selection(), {}).total)


def statistics_facts(counted: Statistics, since: datetime | None) -> dict[str, Any]:
    """The total, and each source with its mirrors, for JSON (see ``data_formats``); ``since`` is None for all times."""
    sources = {
        source: _summary_facts(source_statistics.summary)
        | {"mirrors": {origin: _figure_facts(figures) for origin, figures in source_statistics.mirrors.items()}}
        for source, source_statistics in counted.sources.items()
    }
    return {"since": since, "total": _summary_facts(counted.total), "sources": sources}


def _summary_facts(summary: Summary) -> dict[str, Any]:
    counts = {field.name: getattr(summary, field.name) for field in fields(summary) if field.name != "figures"}
    return counts | _figure_facts(summary.figures)


def _figure_facts(figures: Figures) -> dict[str, Any]:
    return asdict(figures) | {"new": figures.new}


def load_index_size(settings: Redis, state: Path, sources: Iterable[str], archive: str = "") -> IndexSize | str:
    """Ask the index how large it is.

    :param settings: where the server is; without an URL it is the embedded one of the state folder
    :param archive: identity of the archive that it has to belong to
    :returns: its size, or a sentence that says why that is not known
    """
    if not str(settings.url) and not is_running(state):
        return "not known: the embedded index runs only while mirrorfold run or crawl does"
    try:
        index = Index.at(str(settings.url) or f"unix://{socket_path(state)}", settings.prefix)
        index.archive = archive
        return asyncio.run(_asked(index, sources))
    except (IndexUnavailable, ForeignIndex) as error:
        return f"not known: {error.what}"


async def _asked(index: Index, sources: Iterable[str]) -> IndexSize:
    try:
        await index.adopt(keys.posting_partitions())
        return await measure_index(index, sources)
    finally:
        await index.close()


def index_facts(measured: IndexSize | str) -> dict[str, Any]:
    """The size for JSON; without one, ``unavailable`` says why."""
    if isinstance(measured, str):
        return {"unavailable": measured}
    per_article = measured.bytes_per_article
    return asdict(measured) | {"bytes_per_article": None if per_article is None else round(per_article)}


def index_line(measured: IndexSize | str) -> str:
    """The size as a line of text.

    >>> index_line(IndexSize(keys=100, key_bytes=4000, entries=2600, entry_bytes=36000, server_bytes=2_000_000))
    'index: 100 keys, 2,600 entries of near-duplicates, 400 bytes per article; the server takes 2.0 MB'
    """
    if isinstance(measured, str):
        return f"index: {measured}"
    per_article = measured.bytes_per_article
    each_takes = "" if per_article is None else f", {per_article:,.0f} bytes per article"
    held = (
        f"{format_count(measured.keys, 'key')}, {format_count(measured.entries, 'entry', 'entries')} of near-duplicates"
    )
    return f"index: {held}{each_takes}; the server takes {format_size(measured.server_bytes)}"
