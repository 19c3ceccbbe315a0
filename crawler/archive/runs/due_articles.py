"""Which known articles of a source are to be fetched again now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from crawler.archive.queries import in_ids, split_batches
from crawler.archive.sighted_addresses import load_addresses
from crawler.archive.tables.alarms import disputes
from crawler.archive.tables.articles import articles, pages, showings
from crawler.mirrors.addresses import choose_address_of_each


@dataclass(frozen=True, slots=True)
class DueArticle:
    """An article whose turn has come.

    :ivar urls: origin of a mirror → where the article stands on it
    :ivar shown_on: mirrors that showed the text that stands: asked first, so that like is compared with like
    :ivar listed_title: what a listing called it first
    :ivar disputed_by: whose text no sibling has shown, empty where that is not known; every mirror is then asked
    """

    article: int
    key: str
    urls: Mapping[str, str]
    shown_on: tuple[str, ...]
    disputed_by: str | None
    listed_title: str | None = None


def load_due_articles(
    connection: Connection, source: str, now: int, most: int, most_disputed: int | None = None
) -> list[DueArticle]:
    """Load articles whose time to be fetched again has come, those in dispute and the longest overdue first.

    :param most_disputed: of those in dispute; None: as many as of the others
    """
    a = articles.c
    pending = select(pages.c.id).where(
        pages.c.article_id == a.id, pages.c.pending_since.is_not(None), pages.c.verdict.is_(None)
    )
    still_open = select(disputes.c.id).where(disputes.c.article_id == a.id, disputes.c.closed_at.is_(None))
    disputed = pending.exists() | still_open.exists()
    due = select(a.id, a.key, a.revision_id, a.folded_into).where(a.source == source, a.revisit_at <= now)
    due = due.order_by(a.revisit_at)
    rows = [
        *connection.execute(due.where(disputed).limit(most if most_disputed is None else most_disputed)).all(),
        *connection.execute(due.where(~disputed).limit(most)).all(),
    ]
    details = load_due_details(connection, rows)
    folded = {row.id: row.folded_into for row in rows if row.folded_into is not None}
    places = _load_folded_urls(connection, source, folded.values()) if folded else {}
    return [replace(each, urls=places.get(each.key, {})) if each.article in folded else each for each in details]


def _load_folded_urls(connection: Connection, source: str, homes: Collection[int]) -> dict[str, dict[str, str]]:
    """Key → mirror → the address at which a page of that key was fetched, for keys that live on in some articles."""
    rows = connection.execute(
        select(pages.c.key, pages.c.mirror, pages.c.url)
        .where(pages.c.source == source, in_ids(pages.c.article_id, homes))
        .order_by(pages.c.id)
    )
    places: dict[str, dict[str, str]] = {}
    for row in rows:
        places.setdefault(row.key, {})[row.mirror] = row.url
    return places


def load_due_details(connection: Connection, rows: Sequence[Any]) -> list[DueArticle]:
    """Load what is to be known of articles to fetch them again.

    :param rows: id, key and standing text of each
    """
    if not rows:
        return []
    ids = [row.id for row in rows]
    urls = {article: choose_address_of_each(seen) for article, seen in load_addresses(connection, ids).items()}
    titles = {row.id: row.listed_title for row in connection.execute(_TITLES.where(in_ids(articles.c.id, ids)))}
    shown: dict[int, list[str]] = {}
    standing = [row.revision_id for row in rows if row.revision_id is not None]
    for revision, mirror in connection.execute(
        select(showings.c.revision_id, showings.c.mirror)
        .where(showings.c.revision_id.in_(standing))
        .order_by(showings.c.last_seen.desc())
    ):
        shown.setdefault(revision, []).append(mirror)
    waiting = pages.c.article_id.in_(ids) & pages.c.pending_since.is_not(None) & pages.c.verdict.is_(None)
    disputed = {row.article_id: row.mirror for row in connection.execute(select(pages).where(waiting))}
    open_ones = disputes.c.article_id.in_(ids) & disputes.c.closed_at.is_(None)
    for number in connection.execute(select(disputes.c.article_id).where(open_ones)).scalars():
        disputed.setdefault(number, "")
    return [
        DueArticle(
            article=row.id,
            key=row.key,
            urls=urls.get(row.id, {}),
            shown_on=tuple(shown.get(row.revision_id, ())),
            disputed_by=disputed.get(row.id),
            listed_title=titles[row.id],
        )
        for row in rows
    ]


_TITLES = select(articles.c.id, articles.c.listed_title)


def postpone_articles(connection: Connection, source: str, keys: Sequence[str], until: int) -> None:
    """Let articles that could not be fetched again wait, so that they do not hold up the others."""
    for batch in split_batches(keys):
        theirs = (articles.c.source == source) & articles.c.key.in_(batch)
        connection.execute(articles.update().where(theirs, articles.c.revisit_at < until).values(revisit_at=until))
