"""What the archive knows of pages that look the same: other addresses of a mirror, an article's earlier text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from crawler.archive.tables.articles import articles, pages, revisions


@dataclass(frozen=True, slots=True)
class SamePage:
    """A page with some text at another address of its mirror.

    :ivar title: its own; ``listed``: the one that its listing gave
    """

    key: str
    title: str | None
    listed: str | None


@dataclass(frozen=True, slots=True)
class StandingText:
    """The text that stands for an article; it is loaded where it is compared."""

    revision: int
    title: str | None
    digest: bytes


def load_same_pages(connection: Connection, source: str, mirror: str, digest: bytes, but: str) -> list[SamePage]:
    """Load the addresses of a mirror at which a text was seen.

    :param digest: of the text, :param but: key of the address that is asked about
    """
    keyed = articles.alias()
    rows = connection.execute(
        select(pages.c.key, revisions.c.title, func.max(keyed.c.listed_title).label("listed"))
        .join(pages, pages.c.revision_id == revisions.c.id)
        .outerjoin(keyed, (keyed.c.source == pages.c.source) & (keyed.c.key == pages.c.key))
        .where(revisions.c.digest == digest, revisions.c.left_behind.is_(False))
        .where(pages.c.source == source, pages.c.mirror == mirror, pages.c.key != but)
        .group_by(pages.c.key, revisions.c.title)
        .limit(MOST_SAME_PAGES)
    )
    return [SamePage(key=row.key, title=row.title, listed=row.listed) for row in rows]


MOST_SAME_PAGES = 20
"""Other addresses that are looked at."""


def load_standing(connection: Connection, source: str, key: str) -> StandingText | None:
    """Load the text that stands for the article of a key; None where none does."""
    keyed, home = articles.alias(), articles.alias()
    row = connection.execute(
        select(revisions.c.id, revisions.c.title, revisions.c.digest)
        .join(home, home.c.revision_id == revisions.c.id)
        .join(keyed, func.coalesce(keyed.c.folded_into, keyed.c.id) == home.c.id)
        .where(keyed.c.source == source, keyed.c.key == key)
        .order_by(keyed.c.part.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return StandingText(revision=row.id, title=row.title, digest=row.digest)
