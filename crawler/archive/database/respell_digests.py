"""Digests of an archive that 0.1.0 wrote, made anew: texts in two spellings that are one now have one digest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, MetaData, Table, case, delete, func, select, update

from crawler.archive.queries import split_batches
from crawler.archive.texts.revision_texts import BEFORE_DICTIONARIES, load_texts
from crawler.canonical.text import digest, former_digest, tokens

BATCH = 200
"""Texts that are in memory at once."""


def respell_digests(connection: Connection) -> int:
    """Compute the digests of all texts anew.

    Of an article's texts that differ in spelling alone, the one that has the new digest already, or else the earliest,
    stands for the others: their pages are its own.

    :returns: how many texts have another digest now
    """
    tables = MetaData()
    tables.reflect(connection, only=["articles", "audits", "pages", "revisions", "showings"])
    r = tables.tables["revisions"].c
    affected = [
        number
        for batch in split_batches(list(connection.execute(select(r.id).order_by(r.id)).scalars()), BATCH)
        for number in _find_affected(connection, tables.tables["revisions"], batch)
    ]
    for batch in split_batches(affected, BATCH):
        rows = connection.execute(select(r.id, r.article_id).where(r.id.in_(batch)).order_by(r.id)).all()
        texts = load_texts(connection, [row.id for row in rows], BEFORE_DICTIONARIES)
        for row in rows:
            _respell(connection, tables, row.id, row.article_id, digest(tokens(texts[row.id])))
    return len(affected)


def _find_affected(connection: Connection, revisions: Table, ids: Any) -> list[int]:
    rows = connection.execute(select(revisions.c.id, revisions.c.digest).where(revisions.c.id.in_(ids))).all()
    texts = load_texts(connection, [row.id for row in rows], BEFORE_DICTIONARIES)
    return [
        row.id
        for row in rows
        if not (text := texts[row.id]).isascii() and digest(tokens(text)) != row.digest == former_digest(text)
    ]


def _respell(connection: Connection, tables: MetaData, number: int, article: int, fresh: bytes) -> None:
    r = tables.tables["revisions"]
    has = (r.c.article_id == article) & (r.c.digest == fresh)
    kept = connection.execute(select(r.c.id).where(has)).scalar()
    if kept is None:
        connection.execute(update(r).where(r.c.id == number).values(digest=fresh))
    else:
        _merge(connection, tables, number, kept)


def _merge(connection: Connection, tables: MetaData, gone: int, kept: int) -> None:
    """Let a text stand for another one. The other's row stays: differences may be made to it, evidence names it."""
    r, a = tables.tables["revisions"], tables.tables["articles"]
    pages, audits = tables.tables["pages"], tables.tables["audits"]
    earlier = connection.execute(select(r.c.first_seen, r.c.mask_version).where(r.c.id == gone)).one()
    mask = func.coalesce(r.c.mask_version, earlier.mask_version)
    first = case((r.c.first_seen > earlier.first_seen, earlier.first_seen), else_=r.c.first_seen)
    connection.execute(update(r).where(r.c.id == kept).values(first_seen=first, mask_version=mask))
    connection.execute(update(r).where(r.c.id == gone).values(same_as=kept, mask_version=None))
    connection.execute(update(r).where(r.c.same_as == gone, r.c.id != kept).values(same_as=kept))
    connection.execute(update(r).where(r.c.id == kept, r.c.same_as == gone).values(same_as=None))
    waiting = pages.c.revision_id.in_([gone, kept]) & pages.c.verdict.is_(None)
    connection.execute(update(pages).where(waiting).values(pending_since=None))  # the next run judges them anew
    connection.execute(update(pages).where(pages.c.revision_id == gone).values(revision_id=kept))
    connection.execute(update(a).where(a.c.revision_id == gone).values(revision_id=kept))
    connection.execute(delete(audits).where(audits.c.revision_id == gone))
    _merge_showings(connection, tables.tables["showings"], gone, kept)


def _merge_showings(connection: Connection, showings: Table, gone: int, kept: int) -> None:
    s = showings.c
    there = {row.mirror: row for row in connection.execute(select(showings).where(s.revision_id == kept))}
    for row in connection.execute(select(showings).where(s.revision_id == gone)).all():
        mine = (s.revision_id == gone) & (s.mirror == row.mirror)
        if row.mirror not in there:
            connection.execute(update(showings).where(mine).values(revision_id=kept))
            continue
        other = there[row.mirror]
        times = {
            "first_seen": min(row.first_seen, other.first_seen), "last_seen": max(row.last_seen, other.last_seen)
        }  # fmt: skip
        connection.execute(update(showings).where(s.revision_id == kept, s.mirror == row.mirror).values(times))
        connection.execute(delete(showings).where(mine))
