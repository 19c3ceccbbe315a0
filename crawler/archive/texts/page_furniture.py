"""Furniture that whole pages show: kept and learned at the end of a run, and added to the source's mask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from crawler.archive.runs.record_runs import check_fence
from crawler.archive.tables.articles import articles
from crawler.archive.texts.boilerplate import MOST_LINES, KnownLine, LineChange, add_changes, load_known_lines
from crawler.archive.texts.own_lines import choose_own_lines, format_own_line
from crawler.archive.texts.revision_texts import load_texts
from crawler.archive.texts.whole_pages import PageLines, load_whole_pages, record_whole_pages
from crawler.canonical.boilerplate import RepeatedLine, sample_lines
from crawler.canonical.mask import LineStanding
from crawler.canonical.mirror_furniture import OwnLine, WholePage
from crawler.canonical.template_lines import find_template_lines


@dataclass(frozen=True, slots=True)
class PageFurniture:
    """The lines that were added to a mask: those that one mirror alone has, and those of the source's template."""

    own: tuple[OwnLine, ...] = ()
    template: tuple[RepeatedLine, ...] = ()


def learn_page_furniture(
    connection: Connection, source: str, run: int, pages: Sequence[PageLines], mirrors: Sequence[str], now: int
) -> PageFurniture:
    """Keep the whole pages of a run, learn what of them is furniture, and add it to the source's mask.

    :param pages: in the order in which they came
    :param mirrors: origins of the source's mirrors
    :returns: what was added
    :raises LeaseLost: when the run was replaced
    """
    check_fence(connection, source, run)
    record_whole_pages(connection, source, run, pages, mirrors)
    known = load_known_lines(connection, source)
    whole = load_whole_pages(connection, source)
    own = choose_own_lines(connection, whole, known)
    template = _choose_template_lines(connection, whole, known, {line.line for line in own})
    changes = [
        LineChange(line.line, LineStanding.BOILERPLATE, format_own_line(line), mirror=line.mirror) for line in own
    ]
    changes += [LineChange(line.line, LineStanding.BOILERPLATE, format_template_line(line)) for line in template]
    if changes:
        add_changes(connection, source, changes, now)
    return PageFurniture(tuple(own), tuple(template))


def format_template_line(line: RepeatedLine) -> str:
    """Say why a line was learned.

    >>> format_template_line(RepeatedLine("write to us", 3, articles=48, since=50, outside=1.0))
    'on 48 of the last 50 whole pages, outside the paragraphs of their articles in 100 %'
    """
    where = f"outside the paragraphs of their articles in {round(100 * line.outside)} %"
    return f"on {line.articles} of the last {line.since} whole pages, {where}"


def _choose_template_lines(
    connection: Connection, whole: Sequence[WholePage], known: Sequence[KnownLine], own: Collection[str]
) -> list[RepeatedLine]:
    settled = {line.line for line in known if line.standing is not LineStanding.OPEN} | set(own)
    standing = select(articles.c.id, articles.c.revision_id).where(articles.c.id.in_({page.article for page in whole}))
    texts_of = {row.id: row.revision_id for row in connection.execute(standing) if row.revision_id is not None}
    texts = load_texts(connection, texts_of.values())
    lines = {article: frozenset(sample_lines(texts[number])) for article, number in texts_of.items()}
    return find_template_lines(whole, lines, settled)[: max(0, MOST_LINES - len(settled))]
