"""Tombstones: what keeps a removed article away, until a person lifts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, false, func, or_, select, true, update

from crawler.archive.queries import insert
from crawler.archive.runs.record_runs import check_fence
from crawler.archive.stored_page import FetchedPage
from crawler.archive.tables.articles import articles
from crawler.archive.tables.source_addresses import tombstone_urls
from crawler.archive.tables.tombstones import tombstone_keys, tombstone_texts, tombstones
from crawler.canonical.text import former_digest
from crawler.model.errors import NotFound, Refused

STANDING = tombstones.c.lifted_at.is_(None)

UNINDEXED_BATCH = 100
"""Tombstones whose keys are written to the index at once."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision: who, why, and when (seconds since 1970)."""

    who: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that a person removed.

    :ivar article: the number that it had
    :ivar lifted: the decision by which it may come again; None while it stays away
    """

    id: int
    source: str
    article: int
    keys: tuple[str, ...]
    removed: Decision
    lifted: Decision | None


def load_tombstones(
    connection: Connection, source: str | None = None, *, lifted: bool = False, limit: int = 100
) -> list[Tombstone]:
    """The tombstones of all sources or of one, the latest first.

    :param lifted: those too that were lifted
    """
    wanted = select(tombstones).order_by(tombstones.c.id.desc()).limit(limit)
    if source is not None:
        wanted = wanted.where(tombstones.c.source == source)
    return _load(connection, wanted if lifted else wanted.where(STANDING))


def find_tombstone(
    connection: Connection, identities: Sequence[tuple[str, str]], article: int | None = None
) -> Tombstone | None:
    """The tombstone that keeps an article away which had some key, or a number.

    :param identities: pairs of source and key
    """
    k = tombstone_keys.c
    named = [(tombstones.c.source == source) & (k.key == key) for source, key in identities]
    mine = select(k.tombstone_id).join(tombstones, tombstones.c.id == k.tombstone_id).where(or_(false(), *named))
    which = tombstones.c.id.in_(mine) if article is None else tombstones.c.article == article
    return next(iter(_load(connection, select(tombstones).where(STANDING, which).limit(1))), None)


def _load(connection: Connection, wanted: Select[Any]) -> list[Tombstone]:
    rows = connection.execute(wanted).all()
    keys: dict[int, list[str]] = defaultdict(list)
    k = tombstone_keys.c
    ids = [row.id for row in rows]
    for number, key in connection.execute(select(k.tombstone_id, k.key).where(k.tombstone_id.in_(ids)).order_by(k.key)):
        keys[number].append(key)
    return [
        Tombstone(
            id=row.id,
            source=row.source,
            article=row.article,
            keys=tuple(keys[row.id]),
            removed=Decision(row.who, row.reason, row.at),
            lifted=None if row.lifted_at is None else Decision(row.lifted_by, row.lifted_reason, row.lifted_at),
        )
        for row in rows
    ]


def load_standing_tombstone(connection: Connection, number: int) -> tuple[str, list[str]]:
    """The source and the keys of a tombstone that keeps an article away.

    :raises NotFound: when there is none with this number
    :raises Refused: when it was lifted before
    """
    where, cure = f"tombstone {number}", "mirrorfold tombstones lists the numbers"
    matching = _load(connection, select(tombstones).where(tombstones.c.id == number))
    if not matching:
        raise NotFound("There is no such tombstone", where=where, cure=cure)
    if matching[0].lifted is not None:
        raise Refused("The tombstone was lifted before", where=where, cure="Nothing to do")
    return matching[0].source, list(matching[0].keys)


def load_removed_keys(
    connection: Connection, after: tuple[int, str], most: int, source: str | None = None
) -> list[tuple[int, str, str]]:
    """A batch of the keys of removed articles, for the index.

    :param after: tombstone and key of the last one before
    :param source: whose; None: of all
    :returns: tombstone, source and key of each
    """
    k = tombstone_keys.c
    number, key = after
    later: ColumnElement[bool] = (k.tombstone_id > number) | ((k.tombstone_id == number) & (k.key > key))
    rows = connection.execute(
        select(k.tombstone_id, tombstones.c.source, k.key)
        .join(tombstones, tombstones.c.id == k.tombstone_id)
        .where(STANDING, later, tombstones.c.source == source if source is not None else true())
        .order_by(k.tombstone_id, k.key)
        .limit(most)
    )
    return [(row.tombstone_id, row.source, row.key) for row in rows]


def load_unindexed(connection: Connection, source: str) -> tuple[list[int], list[str]]:
    """A batch of a source's tombstones whose keys are not in the index yet, and those keys."""
    waiting = select(tombstones.c.id).where(tombstones.c.source == source, ~tombstones.c.indexed, STANDING)
    numbers = list(connection.execute(waiting.order_by(tombstones.c.id).limit(UNINDEXED_BATCH)).scalars())
    theirs = select(tombstone_keys.c.key).where(tombstone_keys.c.tombstone_id.in_(numbers))
    return numbers, list(connection.execute(theirs).scalars())


def has_unindexed(connection: Connection, source: str) -> bool:
    """Say whether a source has a tombstone whose keys are not in the index yet."""
    return bool(load_unindexed(connection, source)[0])


def mark_indexed(connection: Connection, numbers: Sequence[int]) -> None:
    """Write that the keys of some tombstones stand in the index."""
    connection.execute(update(tombstones).where(tombstones.c.id.in_(numbers)).values(indexed=True))


def find_removed(connection: Connection, fetched: Sequence[FetchedPage]) -> set[int]:
    """Find the pages whose article was removed: by their key, or an unknown key by a removed text.

    A key that a text gave away is put down, so that it costs no further request.

    :returns: their places
    """
    keys = {page.key for page in fetched}
    by_key = {(row.source, row.key) for row in connection.execute(_BY_KEY, {"keys": sorted(keys)})}
    away = {place for place, page in enumerate(fetched) if (page.source, page.key) in by_key}
    digests = _digests_of(connection, fetched)
    asked = sorted({digest for each in digests for digest in each})
    by_text = {(row.source, row.digest): row.id for row in connection.execute(_BY_TEXT, {"digests": asked})}
    for place, page in enumerate(fetched):
        tombstones_of = (by_text.get((page.source, digest)) for digest in digests[place])
        tombstone = next((number for number in tombstones_of if number is not None), None)
        if tombstone is not None and place not in away and not _is_known(connection, page):
            _add_keys(connection, [(tombstone, page.key)])
            away.add(place)
    return away


def _digests_of(connection: Connection, fetched: Sequence[FetchedPage]) -> list[tuple[bytes, ...]]:
    """The digests by which each page's text may have been removed: of a text that was removed in 0.1.0 only that
    version's digest is kept."""
    if connection.execute(select(tombstone_texts.c.digest).limit(1)).scalar() is None:
        return [(page.digest,) for page in fetched]
    return [
        (page.digest,) if page.article.text.isascii() else (page.digest, former_digest(page.article.text))
        for page in fetched
    ]


_BY_KEY = (
    select(tombstones.c.source, tombstone_keys.c.key)
    .join(tombstones, tombstones.c.id == tombstone_keys.c.tombstone_id)
    .where(tombstone_keys.c.key.in_(bindparam("keys", expanding=True)), STANDING)
)

_BY_TEXT = (
    select(tombstones.c.source, tombstone_texts.c.digest, func.max(tombstones.c.id).label("id"))
    .join(tombstones, tombstones.c.id == tombstone_texts.c.tombstone_id)
    .where(tombstone_texts.c.digest.in_(bindparam("digests", expanding=True)), STANDING)
    .group_by(tombstones.c.source, tombstone_texts.c.digest)
)


def _is_known(connection: Connection, page: FetchedPage) -> bool:
    same = select(articles.c.id).where(articles.c.source == page.source, articles.c.key == page.key)
    return connection.execute(same.limit(1)).scalar() is not None


def add_alternate_key(connection: Connection, source: str, run: int, key: str, of: str) -> None:
    """Put down that a key leads to an article that was removed under another one.

    :raises LeaseLost: when the run was replaced
    """
    check_fence(connection, source, run)
    theirs = select(tombstones.c.id).join(tombstone_keys, tombstone_keys.c.tombstone_id == tombstones.c.id)
    for number in connection.execute(
        theirs.where(tombstones.c.source == source, tombstone_keys.c.key == of, STANDING)
    ).scalars().all():  # fmt: skip
        _add_keys(connection, [(number, key)])


@dataclass(frozen=True, slots=True)
class RemovedArticle:
    """What is kept of a removed article, so that it stays away.

    :ivar article: the number that it had
    :ivar urls: where it stood
    :ivar digests: of its texts, by which it is known under another key
    """

    article: int
    keys: Collection[str]
    urls: Collection[str]
    digests: Collection[bytes]


def record_tombstones(
    connection: Connection, source: str, removed: Sequence[RemovedArticle], decision: Decision
) -> None:
    """Write the tombstones of removed articles of a source; their keys are still to be written to the index."""
    shared = {"source": source, "at": decision.at, "who": decision.who, "reason": decision.reason, "indexed": False}
    rows = [{"article": each.article, **shared} for each in removed]
    made = insert(connection, tombstones).returning(tombstones.c.article, tombstones.c.id)
    numbers = {row.article: row.id for row in connection.execute(made, rows)} if rows else {}
    by_number = [(numbers[each.article], each) for each in removed]
    _add_keys(connection, [(number, key) for number, each in by_number for key in sorted(each.keys)])
    for table, column, kept in (
        (tombstone_urls, "url", [(number, url) for number, each in by_number for url in sorted(each.urls)]),
        (tombstone_texts, "digest", [(number, text) for number, each in by_number for text in sorted(each.digests)]),
    ):
        if kept:
            values = [{"tombstone_id": number, column: value} for number, value in kept]
            connection.execute(insert(connection, table), values)


def _add_keys(connection: Connection, keys: Sequence[tuple[int, str]]) -> None:
    rows = [{"tombstone_id": number, "key": key} for number, key in keys]
    if rows:
        connection.execute(insert(connection, tombstone_keys).on_conflict_do_nothing(), rows)
