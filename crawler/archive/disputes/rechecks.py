"""Rechecks: the articles that a mirror is itself asked for, because it is back, new, restored or under suspicion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Select, case, select

from crawler.archive.queries import insert
from crawler.archive.runs.due_articles import DueArticle, load_due_details
from crawler.archive.tables.alarms import rechecks
from crawler.archive.tables.articles import articles
from crawler.archive.tables.sightings import sightings

WITHIN = 30 * 86_400
"""Seconds since an article was first seen in which a mirror is asked for it."""

MOST_TRIES = 3
"""Requests without an answer after which a mirror is not asked for an article again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An article that a mirror was asked for.

    :ivar since: when the recheck began
    :ivar answered: whether an answer came, whatever it said
    """

    article: int
    mirror: str
    since: int
    answered: bool


def load_wanted_rechecks(
    connection: Connection, source: str, mirror: str, since: int, now: int, most: int
) -> list[DueArticle]:
    """Load articles of the last 30 days that a mirror lists and was not asked for yet, the newest first.

    :param since: when the recheck of the mirror began
    """
    a, k = articles.c, rechecks.c
    of_mirror = (k.article_id == a.id) & (k.mirror == mirror) & (k.since == since)
    asked = select(k.article_id).where(of_mirror, k.asked_at.is_not(None) | (k.tries >= MOST_TRIES))
    rows = connection.execute(
        select(a.id, a.key, a.revision_id)
        .where(a.source == source, a.folded_into.is_(None), a.first_seen >= now - WITHIN)
        .where(a.id.in_(_listed_by(mirror)), ~asked.exists())
        .order_by(a.first_seen.desc(), a.id.desc())
        .limit(most)
    ).all()
    return load_due_details(connection, rows)


def _listed_by(mirror: str) -> Select[tuple[int]]:
    """The articles that stood on the listings of a mirror."""
    return select(sightings.c.article_id).where(sightings.c.mirror == mirror, sightings.c.listed)


def record_rechecks(connection: Connection, asked: Iterable[Asked], now: int) -> None:
    """Write which articles mirrors were asked for; one that was removed meanwhile is left out."""
    by_place = {(each.article, each.mirror): each for each in asked}
    there = select(articles.c.id).where(articles.c.id.in_({article for article, _ in by_place}))
    kept = set(connection.execute(there).scalars())
    rows = [
        {"article_id": each.article, "mirror": each.mirror, "since": each.since, "tries": 1,
         "asked_at": now if each.answered else None}
        for each in by_place.values() if each.article in kept
    ]  # fmt: skip
    if not rows:
        return
    new = insert(connection, rechecks)
    again = case((rechecks.c.since == new.excluded.since, rechecks.c.tries + 1), else_=1)
    values = {"since": new.excluded.since, "tries": again, "asked_at": new.excluded.asked_at}
    connection.execute(new.on_conflict_do_update(index_elements=["article_id", "mirror"], set_=values), rows)
