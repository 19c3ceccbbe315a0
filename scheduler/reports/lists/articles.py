"""Articles as rows of a list, newest first: what each is called, where it stands, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, true, union_all

from crawler.archive.queries import in_ids
from crawler.archive.rollup.count_days import STANDS
from crawler.archive.tables.alarms import alarms
from crawler.archive.tables.articles import articles, pages, revisions
from crawler.archive.tables.sightings import sightings
from scheduler.reports.formats.text_format import parse_moment

DAY = 86_400

PAGE = 50
"""Rows of a page."""

MOST_LOOKED_AT = 20_000
"""Judged pages among which those of one verdict are looked for, the latest; further ones are on the next page."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article.

    :ivar published: ISO 8601 with the page's own offset
    :ivar mirrors: on how many it was seen
    :ivar texts: that it had; those that differ in boilerplate alone are one
    :ivar story_size: articles of its story
    :ivar alarms: that nobody has answered
    """

    id: int
    source: str
    title: str | None
    section: str | None
    language: str | None
    published: str | None
    first_seen: datetime
    mirrors: int
    texts: int
    story: int
    story_size: int
    alarms: int


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles are meant; what is None is not asked.

    :ivar day: number of a day since 1970, UTC
    :ivar verdict: that a page of it got
    :ivar mirror: origin of a mirror that it was seen on
    """

    source: str | None = None
    day: int | None = None
    verdict: str | None = None
    mirror: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A page of a list.

    :ivar older: where the next page begins, to be handed back as ``before``; None when this is the last
    """

    rows: tuple[ArticleRow, ...] = ()
    older: int | None = None
    filter: ArticleFilter = field(default_factory=ArticleFilter)


def list_articles(
    connection: Connection, wanted: ArticleFilter | None = None, before: int | None = None, limit: int = PAGE
) -> ArticlePage:
    """List articles, the newest first, from an id downwards."""
    wanted = wanted or ArticleFilter()
    ids, older = _find_ids(connection, wanted, before, limit)
    return ArticlePage(tuple(load_rows(connection, ids)), older, wanted)


def _find_ids(
    connection: Connection, wanted: ArticleFilter, before: int | None, limit: int
) -> tuple[list[int], int | None]:
    if wanted.verdict is not None:
        return _find_judged(connection, wanted, before, limit)
    question = select(articles.c.id).where(STANDS, _of(wanted))
    if wanted.mirror is not None:
        there = sightings.c.article_id == articles.c.id
        question = question.where(select(1).where(there, sightings.c.mirror == wanted.mirror).exists())
    return _page(connection, question, articles.c.id, before, limit)


def _find_judged(
    connection: Connection, wanted: ArticleFilter, before: int | None, limit: int
) -> tuple[list[int], int | None]:
    """By the judged pages, which are in the order of time; ``before`` is a page's id then."""
    newest = func.coalesce(select(func.max(pages.c.id)).scalar_subquery(), 0)
    top = before if before is not None else int(connection.execute(select(newest)).scalar_one()) + 1
    looked_at = (pages.c.id < top) & (pages.c.id >= top - MOST_LOOKED_AT)
    judged = looked_at & (pages.c.verdict == wanted.verdict) & pages.c.article_id.is_not(None)
    if wanted.source is not None:
        judged &= pages.c.source == wanted.source
    if wanted.mirror is not None:
        judged &= pages.c.mirror == wanted.mirror
    rows = connection.execute(
        select(pages.c.id, func.coalesce(articles.c.folded_into, articles.c.id).label("home"))
        .join(articles, articles.c.id == pages.c.article_id)
        .where(judged, _of(ArticleFilter(day=wanted.day, section=wanted.section)))
        .order_by(pages.c.id.desc())
        .limit(limit)
    ).all()
    last = rows[-1].id if len(rows) == limit else top - MOST_LOOKED_AT
    return list(dict.fromkeys(row.home for row in rows)), last if last > 1 else None


def _of(wanted: ArticleFilter) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if wanted.source is not None:
        condition &= articles.c.source == wanted.source
    if wanted.day is not None:
        condition &= (articles.c.first_seen >= wanted.day * DAY) & (articles.c.first_seen < (wanted.day + 1) * DAY)
    if wanted.section is not None:
        stands = revisions.c.id == articles.c.revision_id
        condition &= select(1).where(stands, revisions.c.section == wanted.section).exists()
    return condition


def _page(
    connection: Connection, question: Select[tuple[int]], column: ColumnElement[int], before: int | None, limit: int
) -> tuple[list[int], int | None]:
    if before is not None:
        question = question.where(column < before)
    ids = [row.id for row in connection.execute(question.order_by(column.desc()).limit(limit + 1))]
    return ids[:limit], ids[limit - 1] if len(ids) > limit else None


@dataclass(frozen=True, slots=True)
class NewestArticle:
    """The article of a source that came last."""

    id: int
    title: str | None
    first_seen: datetime


def load_newest(connection: Connection, names: Sequence[str]) -> dict[str, NewestArticle]:
    """Load the newest article of each source; one without any is left out."""
    if not names:
        return {}
    rows = connection.execute(union_all(*map(_newest_of, names)))
    return {row.source: NewestArticle(row.id, row.title, parse_moment(row.first_seen)) for row in rows}


def _newest_of(source: str) -> Select[Any]:
    a, title = articles.c, func.coalesce(revisions.c.title, articles.c.listed_title).label("title")
    mine = (
        select(a.source, a.id, title, a.first_seen)
        .join(revisions, revisions.c.id == a.revision_id)
        .where(STANDS, a.source == source)
    )
    newest = mine.order_by(a.id.desc()).limit(1).subquery()
    return select(newest)


def load_rows(connection: Connection, ids: Sequence[int]) -> list[ArticleRow]:
    """The rows of some articles, in the order in which they are named; those that are not there are left out."""
    if not ids:
        return []
    named = connection.execute(
        select(articles, revisions.c.title, revisions.c.section, revisions.c.language, revisions.c.published)
        .outerjoin(revisions, revisions.c.id == articles.c.revision_id)
        .where(in_ids(articles.c.id, ids))
    ).all()
    counted = _count_around(connection, ids, [row.story for row in named])
    rows = {
        row.id: ArticleRow(
            id=row.id,
            source=row.source,
            title=row.title or row.listed_title,
            section=row.section,
            language=row.language,
            published=row.published or row.listed_published,
            first_seen=parse_moment(row.first_seen),
            mirrors=counted["mirrors"].get(row.id, 0),
            texts=counted["texts"].get(row.id, 0),
            story=row.story,
            story_size=counted["stories"].get(row.story, 1),
            alarms=counted["alarms"].get(row.id, 0),
        )
        for row in named
    }
    return [rows[number] for number in ids if number in rows]


def _count_around(connection: Connection, ids: Sequence[int], stories: Sequence[int]) -> dict[str, dict[int, int]]:
    """What stands around some articles: mirrors, texts and open alarms of each, articles of each story."""
    s, r, a = sightings.c, revisions.c, alarms.c
    questions = {
        "mirrors": select(s.article_id, func.count(s.mirror.distinct()))
        .where(in_ids(s.article_id, ids))
        .group_by(s.article_id),
        "texts": select(r.article_id, func.count())
        .where(in_ids(r.article_id, ids), r.same_as.is_(None))
        .group_by(r.article_id),
        "alarms": select(a.article_id, func.count())
        .where(in_ids(a.article_id, ids), a.acked_at.is_(None))
        .group_by(a.article_id),
        "stories": select(articles.c.story, func.count())
        .where(
            in_ids(articles.c.story, stories), (articles.c.folded_into + 0).is_(None)
        )  # "+ 0": by story, not by fold
        .group_by(articles.c.story),
    }
    return {
        name: {number: int(count) for number, count in connection.execute(question)}
        for name, question in questions.items()
    }
