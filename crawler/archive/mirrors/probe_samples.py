"""What a source's articles say, for probes of hosts that may carry them too; and who carries a source's articles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from crawler.archive.runs.due_articles import load_due_details
from crawler.archive.tables.alarms import traits
from crawler.archive.tables.articles import articles, pages, revisions
from crawler.archive.tables.sightings import sightings
from crawler.archive.texts.boilerplate import load_masks
from crawler.archive.texts.revision_texts import load_texts
from crawler.model.verdict import Kind

LEAST_COPIED, SHARE = 10, 0.5
"""Articles of a source that stand in another one, and their share of all in the same time, from which the other one's
hosts are worth a look."""


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article of the source.

    :ivar urls: origin of a mirror → where it stands there
    :ivar text: the one to compare with
    :ivar digests: of every text it ever showed
    :ivar traits: a line of ``crawler.mirrors.trust.traits`` of its latest page; empty where none was read
    """

    article: int
    key: str
    urls: Mapping[str, str]
    text: str
    digests: frozenset[bytes]
    traits: str


def load_newest_articles(connection: Connection, source: str, most: int) -> list[KnownArticle]:
    """Load the newest articles of a source that are more than a line."""
    newest = _articles(articles.c.source == source).order_by(articles.c.first_seen.desc(), articles.c.id.desc())
    return _load(connection, connection.execute(newest.limit(most)).all())


def load_articles_by_key(connection: Connection, source: str, keys: Collection[str]) -> list[KnownArticle]:
    """Load those articles of a source that some keys lead to."""
    theirs = (articles.c.source == source) & articles.c.key.in_(keys)
    return _load(connection, connection.execute(_articles(theirs)).all())


def load_articles_by_digest(connection: Connection, source: str, digest: bytes) -> list[KnownArticle]:
    """Load those articles of a source that have, or had, a text."""
    has = articles.c.id.in_(select(revisions.c.article_id).where(revisions.c.digest == digest))
    return _load(connection, connection.execute(_articles((articles.c.source == source) & has).limit(1)).all())


def load_articles_of_revisions(connection: Connection, numbers: Sequence[int]) -> list[KnownArticle]:
    """Load the articles of some texts, in no order, each with the text that stands."""
    has = articles.c.id.in_(select(revisions.c.article_id).where(revisions.c.id.in_(numbers)))
    return _load(connection, connection.execute(_articles(has)).all())


def load_boilerplate_lines(connection: Connection, source: str) -> frozenset[str]:
    """The lines that do not count when texts of a source are compared."""
    return load_masks(connection, {source}).of(source).newest.lines


def _articles(which: ColumnElement[bool]) -> Select[Any]:
    standing = revisions.c.thin.is_(False) & articles.c.folded_into.is_(None)
    return (
        select(articles.c.id, articles.c.key, articles.c.revision_id)
        .join(revisions, revisions.c.id == articles.c.revision_id)
        .where(which, standing)
    )


def _load(connection: Connection, rows: Sequence[Any]) -> list[KnownArticle]:
    ids = [row.id for row in rows]
    texts = load_texts(connection, [row.revision_id for row in rows])
    digests: dict[int, set[bytes]] = {}
    wanted = select(revisions.c.article_id, revisions.c.digest).where(revisions.c.article_id.in_(ids))
    for article, digest in connection.execute(wanted):
        digests.setdefault(article, set()).add(digest)
    latest = select(func.max(pages.c.id)).where(pages.c.article_id.in_(ids), pages.c.traits_id.is_not(None))
    seen = select(pages.c.article_id, traits.c.facts).join(traits, traits.c.id == pages.c.traits_id)
    facts = dict(connection.execute(seen.where(pages.c.id.in_(latest.group_by(pages.c.article_id)))).tuples().all())
    return [
        KnownArticle(
            article=due.article,
            key=due.key,
            urls=due.urls,
            text=texts[row.revision_id],
            digests=frozenset(digests[row.id]),
            traits=facts.get(row.id, ""),
        )
        for row, due in zip(rows, load_due_details(connection, rows), strict=True)
    ]


def list_carriers(connection: Connection, source: str, since: int) -> list[tuple[str, int, int]]:
    """Which mirrors of other sources carry at least half of what a source brought of late.

    :returns: origin, articles that it carries, articles of the source in that time
    """
    mine = (pages.c.source == source) & (pages.c.fetched_at >= since) & pages.c.verdict.is_not(None)
    total = connection.execute(select(func.count(pages.c.article_id.distinct())).where(mine)).scalar_one()
    other = articles.alias()
    number = func.count(pages.c.article_id.distinct())
    copied = (
        select(sightings.c.mirror, number)
        .join(other, other.c.id == pages.c.of_article)
        .join(sightings, sightings.c.article_id == other.c.id)
        .where(mine, pages.c.verdict == Kind.COPY.value, other.c.source != source)
        .group_by(sightings.c.mirror)
        .having(number >= max(LEAST_COPIED, SHARE * total))
    )
    return [(mirror, many, total) for mirror, many in connection.execute(copied).tuples()]
