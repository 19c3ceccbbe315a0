"""Audits: texts that a second mirror is to be asked for, and what it showed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from crawler.archive.queries import insert
from crawler.archive.runs.due_articles import DueArticle, load_due_details
from crawler.archive.tables.alarms import audits
from crawler.archive.tables.articles import articles, pages, showings
from crawler.archive.tables.sightings import sightings
from crawler.model.verdict import BRINGS_TEXT

DRAWN, OBSERVED = "share", "mirror"
"""Why an article is audited: drawn by its key, or on a mirror that is new or just back."""

DAY = 86_400
LONGEST = 7 * DAY
"""Seconds that a text is wanted from a second mirror; then it is old."""

MOST_TRIES = 3
"""Runs in which it is asked for."""

MOST_WANTED = 1000
"""Articles of observed mirrors that one run puts on the list, the newest."""

_FRESH = sorted(kind.value for kind in BRINGS_TEXT)


def request_audits(
    connection: Connection,
    source: str,
    run: int,
    now: int,
    drawn: Callable[[str], bool],
    observed: Collection[str] = (),
) -> int:
    """Put the texts on the list that a run found and a second mirror is to be asked for.

    :param drawn: whether the article with a key is in the share
    :param observed: origins of mirrors of which every article is compared
    :returns: how many there are now that were not on it
    """
    a = articles.c
    standing = select(a.id, a.key, a.revision_id).where(a.source == source, a.revision_id.is_not(None))
    fresh = standing.join(pages, pages.c.article_id == a.id).where(pages.c.run_id == run)
    rows: dict[tuple[int, int], str] = {}
    for row in connection.execute(fresh.where(pages.c.verdict.in_(_FRESH))).all():
        if drawn(row.key):
            rows[row.id, row.revision_id] = DRAWN
    if observed:
        there = fresh.where(pages.c.mirror.in_(observed))
        listed = standing.join(sightings, sightings.c.article_id == a.id).where(
            sightings.c.mirror.in_(observed), sightings.c.last_seen >= now - DAY
        )
        for article in _newest(connection, there) + _newest(connection, listed):
            rows[article.id, article.revision_id] = OBSERVED
    values = [
        {"article_id": article, "revision_id": text, "source": source, "cause": cause, "wanted_at": now}
        for (article, text), cause in rows.items()
        if not _on_several(connection, text, observed if cause == OBSERVED else ())
    ]
    if not values:
        return 0
    written = insert(connection, audits).on_conflict_do_nothing(index_elements=["article_id", "revision_id"])
    return len(connection.execute(written.returning(audits.c.article_id), values).all())


def _newest(connection: Connection, wanted: Select[Any]) -> list[Row[Any]]:
    return list(connection.execute(wanted.distinct().order_by(articles.c.id.desc()).limit(MOST_WANTED)))


def _on_several(connection: Connection, revision: int, observed: Collection[str]) -> bool:
    """Say whether a text needs no second look: several mirrors have shown it, the observed ones among them."""
    mirrors = set(connection.execute(select(showings.c.mirror).where(showings.c.revision_id == revision)).scalars())
    return len(mirrors) > 1 and (not observed or bool(mirrors & set(observed)))


def take_due_audits(connection: Connection, source: str, now: int, most: int) -> list[DueArticle]:
    """Take the texts whose turn has come, those that wait longest first; each is counted as tried.

    A text that stands no more, and one that was asked for too often, is left.
    """
    a, u = articles.c, audits.c
    wanted = (u.source == source) & u.done_at.is_(None) & (u.tries < MOST_TRIES) & (u.wanted_at > now - LONGEST)
    rows = connection.execute(
        select(a.id, a.key, a.revision_id)
        .join(audits, (u.article_id == a.id) & (u.revision_id == a.revision_id))
        .where(wanted, a.folded_into.is_(None))
        .order_by(u.tries, u.wanted_at)
        .limit(most)
    ).all()
    tried = u.article_id.in_([row.id for row in rows]) & u.done_at.is_(None)
    connection.execute(update(audits).where(tried).values(tries=u.tries + 1))
    return load_due_details(connection, rows)


def record_audit(connection: Connection, article: int, mirror: str, outcome: str, now: int) -> None:
    """Write what a second mirror showed of an article."""
    mine = (audits.c.article_id == article) & audits.c.done_at.is_(None) & (audits.c.tries > 0)
    connection.execute(update(audits).where(mine).values(mirror=mirror, outcome=outcome, done_at=now))
