"""Lines that one mirror alone has on its pages: which are to be learned, and which are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from crawler.archive.queries import split_batches
from crawler.archive.tables.articles import boilerplate, revisions, showings
from crawler.archive.texts.boilerplate import MOST_LINES, KnownLine
from crawler.archive.texts.revision_texts import load_texts
from crawler.canonical.boilerplate import sample_lines
from crawler.canonical.mask import LineStanding
from crawler.canonical.mirror_furniture import OwnLine, WholePage, find_own_lines
from crawler.mirrors.hosts.host_names import name_host

MOST_OWN = 200
"""Lines that are learned of one mirror; one beyond it has another template than its siblings, not a banner more."""


@dataclass(frozen=True, slots=True)
class KnownOwnLine:
    """A line of one mirror's own, as it was learned.

    :ivar since: when it was learned, seconds since 1970
    """

    source: str
    mirror: str
    line: str
    since: int
    reason: str


def choose_own_lines(connection: Connection, whole: Sequence[WholePage], known: Sequence[KnownLine]) -> list[OwnLine]:
    """Choose which lines of whole pages one mirror alone has, of those that are not known to be its own.

    :param whole: the pages of a source's mirrors
    :param known: what its lines are taken for
    """
    lines = find_own_lines(whole, {line.line for line in known if _is_settled(line)})
    return _within_bounds(_without_siblings_texts(connection, lines, whole), known)


def format_own_line(line: OwnLine) -> str:
    """Say why a line was learned.

    >>> format_own_line(OwnLine("run by the club", "https://m3.example", 5, 5))
    "on 5 of the last 5 whole pages of m3.example and on none of the other mirrors' pages"
    """
    host = name_host(line.mirror)
    return f"on {line.pages} of the last {line.of} whole pages of {host} and on none of the other mirrors' pages"


def load_own_lines(connection: Connection, source: str | None) -> list[KnownOwnLine]:
    """Load the lines that mirrors of a source, or of all, were found to have of their own, each since it was learned
    first.
    """
    b = boilerplate.c
    wanted = select(b.source, b.mirror, b.line, b.at, b.reason).where(b.mirror.is_not(None)).order_by(b.version, b.id)
    first: dict[tuple[str, str, str], KnownOwnLine] = {}
    for row in connection.execute(wanted if source is None else wanted.where(b.source == source)):
        line = KnownOwnLine(source=row.source, mirror=row.mirror, line=row.line, since=row.at, reason=row.reason)
        first.setdefault((row.source, row.mirror, row.line), line)
    return list(first.values())


def _is_settled(known: KnownLine) -> bool:
    """Whether nothing is left to be learned of a line: it is a mirror's own, or a person decided about it."""
    return known.standing is not LineStanding.OPEN and (known.mirror is not None or known.who is not None)


def _within_bounds(lines: Iterable[OwnLine], known: Sequence[KnownLine]) -> list[OwnLine]:
    """The longest lines of each mirror that may still be learned: a sentence is read into texts sooner than a label."""
    learned = Counter(line.mirror for line in known)
    room = max(0, MOST_LINES - sum(line.standing is not LineStanding.OPEN for line in known))
    kept: list[OwnLine] = []
    for line in sorted(lines, key=lambda line: (-len(line.line), line.line))[:room]:
        learned[line.mirror] += 1
        if learned[line.mirror] <= MOST_OWN:
            kept.append(line)
    return kept


def _without_siblings_texts(
    connection: Connection, lines: Iterable[OwnLine], pages: Sequence[WholePage]
) -> list[OwnLine]:
    """Leave out lines that stand in what siblings showed of the same articles: their whole pages may have left."""
    texts: dict[str, frozenset[str]] = {}
    kept = []
    for line in lines:
        if line.mirror not in texts:
            articles = {page.article for page in pages if page.mirror == line.mirror}
            texts[line.mirror] = _texts_elsewhere(connection, articles, line.mirror)
        if line.line not in texts[line.mirror]:
            kept.append(line)
    return kept


def _texts_elsewhere(connection: Connection, articles: Collection[int], mirror: str) -> frozenset[str]:
    """The lines of all texts of some articles that other mirrors showed."""
    numbers: set[int] = set()
    for batch in split_batches(sorted(articles)):
        shown = select(revisions.c.id).join(showings, showings.c.revision_id == revisions.c.id)
        elsewhere = shown.where(revisions.c.article_id.in_(batch), showings.c.mirror != mirror)
        numbers.update(connection.execute(elsewhere).scalars())
    return frozenset(line for text in load_texts(connection, numbers).values() for line in sample_lines(text))
