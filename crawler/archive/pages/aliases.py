"""Further keys of an article: pages that belong to it without a text of their own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from crawler.archive.pages.sightings import mark_fetched, record_sightings
from crawler.archive.queries.upsert import insert
from crawler.archive.runs.record_runs import check_fence
from crawler.archive.tables.articles import articles
from crawler.model.article import Sighting


@dataclass(frozen=True, slots=True)
class Alias:
    """A key that leads to an article from now on.

    :ivar run: the run that found it
    :ivar seen: where its page was seen
    :ivar url: the canonical URL at which it was fetched
    """

    run: int
    source: str
    key: str
    article: int
    seen: tuple[Sighting, ...]
    url: str


def record_alias(connection: Connection, alias: Alias, now: int) -> bool:
    """Let a key lead to an article, as if one with that key had been folded into it; doing it twice is doing it once.

    A key that is an article's already stays so: what was judged is not undone by a later claim.

    :returns: False when the article is not in the archive: then nothing is written
    :raises LeaseLost: when the run was replaced
    """
    check_fence(connection, alias.source, alias.run)
    home = connection.execute(
        select(func.coalesce(articles.c.folded_into, articles.c.id).label("id"), articles.c.story).where(
            articles.c.id == alias.article
        )
    ).first()
    if home is None:
        return False
    row = {
        "source": alias.source,
        "key": alias.key,
        "part": 0,
        "first_seen": now,
        "story": home.story,
        "folded_into": home.id,
    }
    connection.execute(insert(connection, articles).on_conflict_do_nothing(), row)
    record_sightings(connection, [(home.id, sighting) for sighting in alias.seen], now)
    mark_fetched(connection, [(home.id, alias.url, now)])
    return True
