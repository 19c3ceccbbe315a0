"""Audits: texts that a second mirror is to be asked for, and what it showed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import Connection, Select, select, update

from crawler.archive.queries import insert
from crawler.archive.runs.due_articles import DueArticle, load_due_details
from crawler.archive.tables.alarms import audits
from crawler.archive.tables.articles import articles, pages
from crawler.model.verdict import BRINGS_TEXT

DRAWN = "share"
"""Why an article is audited: it is drawn by its key."""

DAY = 86_400
LONGEST = 7 * DAY
"""Seconds that a text is wanted from a second mirror; then it is old."""

MOST_TRIES = 3
"""Runs in which it is asked for."""

_FRESH = sorted(kind.value for kind in BRINGS_TEXT)


def request_audits(
    connection: Connection, source: str, run: int, now: int, draw: Callable[[Collection[str]], Collection[str]]
) -> int:
    """Put the texts on the list that a run found and a second mirror is to be asked for.

    :param draw: keys of articles → those of them that are in the share
    :returns: how many there are now that were not on it
    """
    a = articles.c
    fresh = (
        select(a.id, a.key, a.revision_id)
        .join(pages, pages.c.article_id == a.id)
        .where(a.source == source, a.revision_id.is_not(None), pages.c.run_id == run, pages.c.verdict.in_(_FRESH))
    )
    found = connection.execute(fresh).all()
    drawn = draw({row.key for row in found})
    rows = {(row.id, row.revision_id) for row in found if row.key in drawn}
    values = [
        {"article_id": article, "revision_id": text, "source": source, "cause": DRAWN, "wanted_at": now}
        for article, text in sorted(rows)
    ]
    if not values:
        return 0
    written = insert(connection, audits).on_conflict_do_nothing(index_elements=["article_id", "revision_id"])
    return len(connection.execute(written.returning(audits.c.article_id), values).all())


def has_due_audits(connection: Connection, source: str, now: int) -> bool:
    """Say whether there are texts to take."""
    return connection.execute(_select_due(source, now).limit(1)).first() is not None


def _select_due(source: str, now: int) -> Select[tuple[int, str, int | None]]:
    a, u = articles.c, audits.c
    wanted = (u.source == source) & u.done_at.is_(None) & (u.tries < MOST_TRIES) & (u.wanted_at > now - LONGEST)
    return (
        select(a.id, a.key, a.revision_id)
        .join(audits, (u.article_id == a.id) & (u.revision_id == a.revision_id))
        .where(wanted, a.folded_into.is_(None))
        .order_by(u.tries, u.wanted_at)
    )


def take_due_audits(connection: Connection, source: str, now: int, most: int) -> list[DueArticle]:
    """Take the texts whose turn has come, those that wait longest first; each is counted as tried.

    A text that stands no more, and one that was asked for too often, is left.
    """
    u = audits.c
    rows = connection.execute(_select_due(source, now).limit(most)).all()
    if not rows:
        return []
    tried = u.article_id.in_([row.id for row in rows]) & u.done_at.is_(None)
    connection.execute(update(audits).where(tried).values(tries=u.tries + 1))
    return load_due_details(connection, rows)


def record_audit(connection: Connection, article: int, mirror: str, outcome: str, now: int) -> None:
    """Write what a second mirror showed of an article."""
    mine = (audits.c.article_id == article) & audits.c.done_at.is_(None) & (audits.c.tries > 0)
    connection.execute(update(audits).where(mine).values(mirror=mirror, outcome=outcome, done_at=now))
