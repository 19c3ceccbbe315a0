"""What is known of a source's repeated lines: learned at the end of a run, or overridden by a person. Never altered,
only added to, so that every version of a mask can be had again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from crawler.archive.queries import insert, write_in_order
from crawler.archive.runs.record_runs import check_fence
from crawler.archive.tables.articles import articles, boilerplate, revisions, showings, sources
from crawler.archive.texts.revision_texts import load_texts
from crawler.archive.texts.whole_pages import load_whole_pages
from crawler.canonical.author_notes import find_author_notes
from crawler.canonical.boilerplate import (
    WINDOW,
    RepeatedLine,
    TextSample,
    count_once,
    learn_boilerplate,
    sample_lines,
)
from crawler.canonical.mask import LineStanding, MaskChange, MaskHistory, Masks
from crawler.canonical.template_lines import is_on_pages

MOST_LINES = 1000
"""Lines that are learned of one source; a source beyond it prints something else than boilerplate."""


@dataclass(frozen=True, slots=True)
class KnownLine:
    """What a line is taken for now, since which version, by whom and why.

    :ivar who: the person who overrode it; None when it was learned
    :ivar mirror: that alone has the line on its pages; None where that is not what was learned
    """

    line: str
    standing: LineStanding
    version: int
    who: str | None
    reason: str
    at: int
    mirror: str | None = None


def load_masks(connection: Connection, names: Collection[str]) -> Masks:
    """Load the masks of some sources, with every version of each."""
    return _masks(connection.execute(_CHANGES_OF, {"sources": sorted(names)}))


@dataclass(frozen=True, slots=True)
class AllMasks:
    """The masks of all sources as of the ``last`` change."""

    last: int = 0
    masks: Masks = field(default_factory=Masks)


def load_all_masks(connection: Connection, known: AllMasks) -> AllMasks:
    """Load the masks of all sources, unless those that are known are the newest."""
    last = connection.execute(select(func.max(boilerplate.c.id))).scalar() or 0
    return known if last == known.last else AllMasks(last, _masks(connection.execute(_CHANGES)))


def _masks(rows: Iterable[Row[Any]]) -> Masks:
    changes: dict[str, list[MaskChange]] = {}
    for row in rows:
        changes.setdefault(row.source, []).append(MaskChange(row.version, row.line, LineStanding(row.standing)))
    return Masks({source: MaskHistory(tuple(history)) for source, history in changes.items()})


_CHANGES = select(boilerplate.c.source, boilerplate.c.version, boilerplate.c.line, boilerplate.c.standing).order_by(
    boilerplate.c.version, boilerplate.c.id
)
_CHANGES_OF = _CHANGES.where(boilerplate.c.source.in_(bindparam("sources", expanding=True)))


def load_known_lines(connection: Connection, source: str) -> list[KnownLine]:
    """Load what every line of a source is taken for now, the latest decision first."""
    b = boilerplate.c
    rows = connection.execute(select(boilerplate).where(b.source == source).order_by(b.version, b.id))
    latest = {row.line: row for row in rows}
    lines = [
        KnownLine(
            line=r.line,
            standing=LineStanding(r.standing),
            version=r.version,
            who=r.who,
            reason=r.reason,
            at=r.at,
            mirror=r.mirror,
        )
        for r in latest.values()
    ]
    return sorted(lines, key=lambda known: (-known.version, known.line))


def learn_lines(connection: Connection, source: str, run: int, now: int) -> list[RepeatedLine]:
    """Learn what boilerplate the newest articles of a source carry, and add it to the mask as one new version.

    :returns: the lines that were added
    :raises LeaseLost: when the run was replaced
    """
    check_fence(connection, source, run)
    settled = {finding.line: finding.standing for finding in load_known_lines(connection, source)}
    known = {line for line, standing in settled.items() if standing is not LineStanding.OPEN}
    samples = _samples(connection, source)
    findings = learn_boilerplate(samples, known)
    if findings:
        whole = load_whole_pages(connection, source)
        findings = [line for line in findings if line.teaser or is_on_pages(line.line, whole, line.mirror)]
    told = known | {line.line for line in findings}
    findings += [line for line in find_author_notes(count_once(samples)) if line.line not in told]
    findings = findings[: max(0, MOST_LINES - len(known))]
    if findings:
        learned = [LineChange(found.line, LineStanding.BOILERPLATE, format_finding(found)) for found in findings]
        add_changes(connection, source, learned, now)
    return findings


def format_finding(finding: RepeatedLine) -> str:
    """Say why a line was learned.

    >>> format_finding(RepeatedLine("share", 1, 8, 10, 1.0))
    'in 8 of 10 articles since it began, outside their paragraphs in 100 %'
    """
    if finding.author:
        return f"a note on {finding.author}, below {finding.articles} of {finding.since} articles"
    if finding.teaser:
        return f"the title of another article, a line of {finding.articles}"
    where = f" on {finding.mirror}" if finding.mirror else ""
    seen = f"in {finding.articles} of {finding.since} articles{where} since it began"
    return f"{seen}, outside their paragraphs in {round(100 * finding.outside)} %"


def override_line(
    connection: Connection, source: str, line: str, standing: LineStanding, *, who: str, reason: str, now: int
) -> int:
    """Record a person's override of a line.

    :param line: as ``crawler.canonical.text.compared_line`` gives it
    :returns: the version of the mask from now on
    """
    return add_changes(connection, source, [LineChange(line=line, standing=standing, reason=reason, who=who)], now)


@dataclass(frozen=True, slots=True)
class LineChange:
    """What a line is taken for from now on; see ``KnownLine``."""

    line: str
    standing: LineStanding
    reason: str
    who: str | None = None
    mirror: str | None = None


def add_changes(connection: Connection, source: str, changes: Iterable[LineChange], now: int) -> int:
    """Add changes to the mask of a source, all as one new version.

    :returns: the version
    """
    connection.execute(select(sources.c.source).where(sources.c.source == source).with_for_update())
    write_in_order(connection)  # ``load_all_masks`` goes by the last change
    last = select(func.max(boilerplate.c.version)).where(boilerplate.c.source == source)
    version = (connection.execute(last).scalar() or 0) + 1
    rows = [
        {"source": source, "version": version, "line": each.line, "standing": each.standing.value, "who": each.who,
         "mirror": each.mirror, "reason": each.reason, "at": now}
        for each in changes
    ]  # fmt: skip
    connection.execute(insert(connection, boilerplate), rows)
    return version


def _samples(connection: Connection, source: str) -> list[TextSample]:
    """The newest articles with the text that each mirror showed last, oldest first."""
    newest = (
        select(articles.c.id, articles.c.story)
        .where(articles.c.source == source, articles.c.folded_into.is_(None))
        .order_by(articles.c.id.desc())
        .limit(WINDOW)
    )
    stories = {row.id: row.story for row in connection.execute(newest)}
    latest = _latest_texts(connection, sorted(stories))
    texts = load_texts(connection, {revision for by_mirror in latest.values() for revision, *_ in by_mirror.values()})
    lines = {revision: sample_lines(text) for revision, text in texts.items()}
    samples: list[TextSample] = []
    for article, by_mirror in sorted(latest.items()):
        shown: dict[int, list[str]] = {}
        for mirror, (revision, *_) in by_mirror.items():
            shown.setdefault(revision, []).append(mirror)
        titles = {revision: title for revision, title, _ in by_mirror.values()}
        authors = {revision: names for revision, _, names in by_mirror.values()}
        samples += [
            TextSample(
                article=article,
                story=stories[article],
                title=titles[revision] or "",
                mirrors=frozenset(mirrors),
                lines=lines[revision],
                authors=tuple(authors[revision] or ()),
            )
            for revision, mirrors in sorted(shown.items())
        ]
    return samples


_Latest = tuple[int, str | None, Sequence[str] | None]
"""A revision, its title and its authors."""


def _latest_texts(connection: Connection, numbers: Sequence[int]) -> dict[int, dict[str, _Latest]]:
    """Article → mirror → the revision that it showed last."""
    rows = connection.execute(
        select(revisions.c.article_id, revisions.c.id, revisions.c.title, revisions.c.authors, showings.c.mirror)
        .join(showings, showings.c.revision_id == revisions.c.id)
        .where(revisions.c.article_id.in_(numbers))
        .order_by(showings.c.last_seen, revisions.c.id)
    )
    latest: dict[int, dict[str, _Latest]] = {}
    for row in rows:
        latest.setdefault(row.article_id, {})[row.mirror] = row.id, row.title, row.authors
    return latest
